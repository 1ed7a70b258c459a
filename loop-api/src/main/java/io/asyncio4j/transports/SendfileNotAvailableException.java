// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

/**
 * The system cannot send this file by itself, and reading and writing it instead was not asked for (asyncio:
 * {@code asyncio.SendfileNotAvailableError}).
 */
public final class SendfileNotAvailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message operation, fact and remedy
     */
    public SendfileNotAvailableException(String message) {
        super(message);
    }
}
