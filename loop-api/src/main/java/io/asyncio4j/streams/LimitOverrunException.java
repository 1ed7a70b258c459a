// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import java.io.IOException;

/** A separator did not come within the reader's limit; {@code asyncio.LimitOverrunError}. The data is still there. */
public class LimitOverrunException extends IOException {

    /** How many bytes may be read. */
    private final int consumed;

    /**
     * Makes one.
     *
     * @param message whether the separator was found
     * @param consumed see {@link #consumed()}
     */
    public LimitOverrunException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /**
     * Returns how many bytes may be read to get on.
     *
     * @return where the separator starts if it was found, else how many bytes cannot be part of one
     */
    public int consumed() {
        return consumed;
    }
}
