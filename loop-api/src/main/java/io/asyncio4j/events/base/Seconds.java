// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import java.time.Duration;
import java.util.Objects;

/** asyncio's seconds in nanoseconds: whatever is too large saturates, nothing wraps around into the past. */
final class Seconds {

    private Seconds() {}

    static long toNanos(String operation, String what, double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException(operation + ": the " + what + " is NaN; give seconds as a number");
        }
        // The cast saturates: infinity and anything beyond 292 years become Long.MAX_VALUE.
        return (long) Math.ceil(seconds * 1e9);
    }

    static long toNanos(String operation, Duration duration) {
        Objects.requireNonNull(duration, () -> operation + ": the delay is null; give a Duration");
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static long after(long nowNanos, long delayNanos) {
        long deadline = nowNanos + delayNanos;
        if (delayNanos > 0 && deadline < nowNanos) {
            return Long.MAX_VALUE;
        }
        if (delayNanos < 0 && deadline > nowNanos) {
            return Long.MIN_VALUE;
        }
        return deadline;
    }
}
