// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

/** A queue was to take an item at once, and had no room; {@code asyncio.QueueFull}. */
public class QueueFullException extends RuntimeException {

    /**
     * Makes one.
     *
     * @param message operation, fact and remedy
     */
    public QueueFullException(String message) {
        super(message);
    }
}
