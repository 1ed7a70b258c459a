// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import java.io.IOException;

/**
 * Says that a signal was sent to a child process that has ended (Python: {@code ProcessLookupError}). Any thread.
 */
public class ProcessLookupException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message operation, fact and remedy
     */
    public ProcessLookupException(String message) {
        super(message);
    }
}
