// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.events.base.LoopClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A clock on which waiting costs no time: whenever its loop has nothing to do, it jumps to the loop's next timer. Any
 * thread may read it; it moves on its loop only.
 *
 * <p>
 * Hence everything happens in an order that depends on the program alone: callbacks as they were scheduled, timers by
 * their deadlines, and in the order of their registration where these are equal. Work that was given to other threads
 * is waited for: as long as a function runs on an executor of the loop, time stands still.
 */
public final class VirtualClock implements LoopClock {

    private volatile long now;

    /** Functions on executors whose outcome the loop does not have yet. Loop only. */
    private int working;

    private @Nullable Runnable whenIdle;

    /** Makes one that begins at 0; tests get theirs as a parameter. */
    public VirtualClock() {}

    @Override
    public long nanos() {
        return now;
    }

    /**
     * Returns the time; the same as {@code loop.time()}.
     *
     * @return seconds since the test began
     */
    public double seconds() {
        return now / 1e9;
    }

    /**
     * Moves on without letting the loop run, as a call does that blocks.
     *
     * @param seconds how long the call takes, 0 or more
     * @throws IllegalArgumentException if it is negative or not a number
     */
    public void advance(double seconds) {
        if (!(seconds >= 0) || seconds > Long.MAX_VALUE / 1e9) {
            throw new IllegalArgumentException(
                    "VirtualClock.advance: " + seconds
                            + " seconds; time goes on by 0 or more, and less than 292 years");
        }
        now = Math.addExact(now, Math.round(seconds * 1e9));
    }

    /**
     * Moves on without letting the loop run; {@link #advance(double)} with a {@link Duration}.
     *
     * @param time how long the call takes, 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("VirtualClock.advance: " + time + "; time goes on by 0 or more");
        }
        now = Math.addExact(now, time.toNanos());
    }

    /** Asked by the loop whenever nothing is ready. */
    @Override
    public long waiting(long timeoutNanos) {
        if (timeoutNanos == 0) {
            return 0;
        }
        if (working > 0) {
            return -1;
        }
        Runnable idle = whenIdle;
        if (idle != null) {
            whenIdle = null;
            idle.run();
            return 0;
        }
        if (timeoutNanos < 0) {
            // Only another thread can go on from here.
            return -1;
        }
        now = Math.addExact(now, timeoutNanos);
        return 0;
    }

    void workBegins() {
        working++;
    }

    void workEnded() {
        working--;
    }

    /** Has {@code action} called once, on the loop's thread, when the loop next has nothing to do; time stands still until then. */
    void whenIdle(Runnable action) {
        whenIdle = action;
    }

    @Override
    public String toString() {
        return "VirtualClock[" + seconds() + " s]";
    }
}
