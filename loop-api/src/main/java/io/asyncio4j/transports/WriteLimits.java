// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import org.jspecify.annotations.Nullable;

/**
 * The two marks of write flow control, in bytes (asyncio: what {@code transport.get_write_buffer_limits} returns). Any
 * thread: a value.
 *
 * @param low at this size or below the protocol is resumed
 * @param high above this size the protocol is paused
 */
public record WriteLimits(int low, int high) {

    /** High mark when nothing is said: 64 KiB, as in asyncio. */
    public static final int DEFAULT_HIGH_BYTES = 64 * 1024;

    /** High mark of a TLS transport when nothing is said: 512 KiB, as in asyncio. */
    public static final int DEFAULT_TLS_HIGH_BYTES = 512 * 1024;

    /** A mark that is not given is derived from the other one by this factor, as in asyncio. */
    private static final int HIGH_TO_LOW_RATIO = 4;

    /** The limits of a plain transport when nothing is said: 16 KiB and 64 KiB. */
    public static final WriteLimits DEFAULT = new WriteLimits(DEFAULT_HIGH_BYTES / HIGH_TO_LOW_RATIO,
            DEFAULT_HIGH_BYTES);

    /** The limits of a TLS transport when nothing is said: 128 KiB and 512 KiB. */
    public static final WriteLimits DEFAULT_TLS = new WriteLimits(DEFAULT_TLS_HIGH_BYTES / HIGH_TO_LOW_RATIO,
            DEFAULT_TLS_HIGH_BYTES);

    /**
     * Takes both marks as given.
     *
     * @throws IllegalArgumentException unless {@code high >= low >= 0}
     */
    public WriteLimits {
        if (low < 0 || high < low) {
            throw wrong(high, low);
        }
    }

    /**
     * The limits of a plain transport from what a caller gave: only {@code high}: low is a quarter of it; only {@code
     * low}: high is four times that; neither: {@link #DEFAULT}; both: as given.
     *
     * @param high above this size the protocol is paused, or null
     * @param low at this size or below the protocol is resumed, or null
     * @return the limits
     * @throws IllegalArgumentException unless {@code high >= low >= 0}, derived values included
     */
    public static WriteLimits of(@Nullable Integer high, @Nullable Integer low) {
        return of(high, low, DEFAULT_HIGH_BYTES);
    }

    /**
     * The limits from what a caller gave, for a transport with a default of its own.
     *
     * @param high above this size the protocol is paused, or null
     * @param low at this size or below the protocol is resumed, or null
     * @param defaultHighBytes high mark when both are null
     * @return the limits
     * @throws IllegalArgumentException unless {@code high >= low >= 0}, derived values included
     */
    public static WriteLimits of(@Nullable Integer high, @Nullable Integer low, int defaultHighBytes) {
        long highBytes = high != null ? high : low != null ? HIGH_TO_LOW_RATIO * low.longValue() : defaultHighBytes;
        // Rounds down like Python's // so that high = -1 gives low = -1, and is refused with both values in the text.
        long lowBytes = low != null ? low : Math.floorDiv(highBytes, HIGH_TO_LOW_RATIO);
        if (lowBytes < 0 || highBytes < lowBytes || highBytes > Integer.MAX_VALUE) {
            throw wrong(highBytes, lowBytes);
        }
        return new WriteLimits((int) lowBytes, (int) highBytes);
    }

    private static IllegalArgumentException wrong(long high, long low) {
        return new IllegalArgumentException("write limits: high is " + high + " and low is " + low
                + " bytes; they must satisfy " + Integer.MAX_VALUE + " >= high >= low >= 0");
    }
}
