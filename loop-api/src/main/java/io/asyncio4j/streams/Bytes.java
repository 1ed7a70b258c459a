// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds a byte in an array, eight at a time: lines are found at the speed of memory, not of a loop. */
final class Bytes {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Bytes() {}

    /** Returns the first index from {@code from} up to {@code to} at which {@code wanted} is, or -1. */
    static int indexOf(byte[] array, int from, int to, byte wanted) {
        long pattern = ONES * (wanted & 0xFF);
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            // A byte is zero in the difference where it is the wanted one; the lowest such byte has its high bit set
            // in hits, higher ones may be set wrongly and do not matter.
            long difference = (long) LONGS.get(array, at) ^ pattern;
            long hits = (difference - ONES) & ~difference & HIGHS;
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (array[at] == wanted) {
                return at;
            }
        }
        return -1;
    }
}
