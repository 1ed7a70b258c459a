// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/** The stream ended before a read was complete; {@code asyncio.IncompleteReadError}. */
public class IncompleteReadException extends EOFException {

    /** What was read. */
    private final byte[] partial;

    /** What was asked for, or null. */
    private final @Nullable Integer expected;

    /**
     * Makes one.
     *
     * @param partial what was read before the end; not copied
     * @param expected how many bytes were asked for, or null if that was not a number
     */
    public IncompleteReadException(byte[] partial, @Nullable Integer expected) {
        super(partial.length + " bytes read on a total of " + (expected == null ? "undefined" : expected)
                + " expected bytes; the peer ended the stream");
        this.partial = partial;
        this.expected = expected;
    }

    /**
     * Returns what was read before the end.
     *
     * @return the bytes, no longer in the stream
     */
    public byte[] partial() {
        return partial;
    }

    /**
     * Returns how many bytes were asked for.
     *
     * @return the number, or null for {@code readUntil}
     */
    public @Nullable Integer expected() {
        return expected;
    }
}
