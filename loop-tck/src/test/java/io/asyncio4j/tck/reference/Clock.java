// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import java.time.Duration;

/**
 * The loop's time in nanoseconds, from the start of the JVM's use of it.
 *
 * <p>
 * asyncio counts in floating seconds. Here seconds become nanoseconds at the border, and what does not fit stays at the
 * nearest value that does: a deadline beyond that is never reached, one before is long past.
 */
final class Clock {

    private static final long ORIGIN = System.nanoTime();

    /** The farthest deadline: never. */
    static final long NEVER = Long.MAX_VALUE;

    private Clock() {}

    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    static long nanos(String operation, double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException(operation + ": the time is NaN; give a number of seconds");
        }
        return (long) Math.ceil(seconds * 1e9);
    }

    static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException far) {
            return time.isNegative() ? Long.MIN_VALUE : NEVER;
        }
    }

    static long in(long delay) {
        long deadline = now() + delay;
        return delay > 0 && deadline < 0 ? NEVER : deadline;
    }
}
