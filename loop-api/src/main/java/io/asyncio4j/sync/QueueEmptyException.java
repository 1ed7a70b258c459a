// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

/** A queue was asked for an item at once, and had none; {@code asyncio.QueueEmpty}. */
public class QueueEmptyException extends RuntimeException {

    /**
     * Makes one.
     *
     * @param message operation, fact and remedy
     */
    public QueueEmptyException(String message) {
        super(message);
    }
}
