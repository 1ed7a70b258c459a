// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

/** A queue was shut down, and takes or gives no more; {@code asyncio.QueueShutDown}. */
public class QueueShutDownException extends RuntimeException {

    /**
     * Makes one.
     *
     * @param message operation, fact and remedy
     */
    public QueueShutDownException(String message) {
        super(message);
    }
}
