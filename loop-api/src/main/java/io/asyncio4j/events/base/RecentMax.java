// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

/**
 * The largest of the values of the last half minute to minute: since the begin of the previous slot. Recorded by the loop, read
 * by any thread. What is volatile changes rarely, so recording costs a comparison.
 */
final class RecentMax {

    private static final long SLOT_NANOS = 30_000_000_000L;

    private volatile long slotBegan;
    private volatile long present;
    private volatile long previous;

    RecentMax(long now) {
        slotBegan = now;
    }

    /** Loop only. */
    void record(long value, long now) {
        long began = slotBegan;
        long slots = (now - began) / SLOT_NANOS;
        if (slots > 0) {
            previous = slots == 1 ? present : 0;
            present = 0;
            slotBegan = began + slots * SLOT_NANOS;
        }
        if (value > present) {
            present = value;
        }
    }

    /** Any thread. */
    long get(long now) {
        long slots = (now - slotBegan) / SLOT_NANOS;
        return slots > 1 ? 0 : slots == 1 ? present : Math.max(previous, present);
    }
}
