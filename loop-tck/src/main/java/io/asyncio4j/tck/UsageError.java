// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

/** The command line asks for something that cannot be: ends it with status 2 and this message. */
final class UsageError extends RuntimeException {

    UsageError(String message) {
        super(message);
    }

    UsageError(String message, Throwable cause) {
        super(message, cause);
    }
}
