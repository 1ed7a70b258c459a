// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.base.LoopClock;
import java.time.Duration;

/**
 * The loop's time in nanoseconds.
 *
 * <p>
 * asyncio counts in floating seconds. Here seconds become nanoseconds at the border, and what does not fit stays at the
 * nearest value that does: a deadline beyond that is never reached, one before is long past.
 */
final class Clock {

    /** The farthest deadline: never. */
    static final long NEVER = Long.MAX_VALUE;

    private final LoopClock source;

    Clock(LoopClock source) {
        this.source = source;
    }

    long now() {
        return source.nanos();
    }

    /** How long to wait really when the next deadline is that far away; a clock that can jump does so here. */
    long waiting(long nanos) {
        return nanos == 0 ? 0 : source.waiting(nanos);
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

    long in(long delay) {
        long deadline = now() + delay;
        return delay > 0 && deadline < 0 ? NEVER : deadline;
    }
}
