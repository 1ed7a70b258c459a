// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/** The future is not in a state that allows the operation; {@code asyncio.InvalidStateError}. */
public class InvalidStateException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message operation, fact and remedy
     */
    public InvalidStateException(String message) {
        super(message);
    }
}
