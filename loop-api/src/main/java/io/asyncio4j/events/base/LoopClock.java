// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

/**
 * Where a loop gets its time from, so that tests can run on another one. Any thread.
 */
@FunctionalInterface
public interface LoopClock {

    /**
     * Returns the time.
     *
     * @return nanoseconds since some point in the past; never decreases
     */
    long nanos();

    /**
     * Called when a loop has nothing to do for a while, before it polls. A virtual clock moves on here and answers 0.
     *
     * @param timeoutNanos until the next timer, or negative if there is none
     * @return how long the poll may really wait, in the same terms
     */
    default long waiting(long timeoutNanos) {
        return timeoutNanos;
    }

    /**
     * Returns the resolution: a timer may fire that much before its deadline.
     *
     * @return nanoseconds, at least 1
     */
    default long resolutionNanos() {
        return 1;
    }

    /**
     * Returns the JVM's monotonic clock, counted from the first use: small numbers keep {@code double} seconds exact
     * to the nanosecond for months.
     *
     * @return the same clock for all loops
     */
    static LoopClock system() {
        return SystemClock.INSTANCE;
    }
}
