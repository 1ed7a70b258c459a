// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.kit.VirtualClock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The time of one rule: the machine's, or one on which waiting costs nothing. Which of them it is turns out when the first
 * loop is made, as a loop need not take a clock; until then it is the machine's.
 *
 * <p>
 * A bounded wait ends by either clock: by the virtual one because a wait in vain should cost nothing, by the machine's
 * because a loop that does not let its clock go on must not keep the rule.
 */
final class RuleTime {

    private static final LoopClock CLOCK = LoopClock.system();

    /** A clock that begins at 0 would hide that a loop takes a delay for a deadline. */
    private static final double START_SECONDS = 1000;

    private final LoopUnderTest subject;
    private final double waitSeconds;
    private final boolean wanted;
    private volatile @Nullable VirtualClock virtual;

    /**
     * Makes the time of a rule.
     *
     * @param waitSeconds of a bounded wait, unscaled
     * @param wanted whether the rule can run on a virtual clock
     */
    RuleTime(LoopUnderTest subject, double waitSeconds, boolean wanted) {
        this.subject = subject;
        this.waitSeconds = waitSeconds;
        this.wanted = wanted && !Stress.isOn() && !"real".equals(System.getProperty("tck.clock"));
    }

    /** The end of a bounded wait. */
    record Limit(long real, long virtual) {}

    AbstractEventLoop newLoop() {
        VirtualClock clock = virtual;
        if (clock == null && wanted) {
            clock = new VirtualClock();
            clock.advance(START_SECONDS);
        }
        AbstractEventLoop made = clock == null ? null : subject.newLoop(clock);
        if (made == null) {
            return subject.newLoop();
        }
        virtual = clock;
        return made;
    }

    boolean isVirtual() {
        return virtual != null;
    }

    double scaled(double seconds) {
        return seconds * subject.timeScale();
    }

    double now() {
        VirtualClock clock = virtual;
        return clock == null ? CLOCK.nanos() / 1e9 : clock.seconds();
    }

    /** Lets time go by without letting a loop run. */
    void block(double seconds) {
        VirtualClock clock = virtual;
        if (clock != null) {
            clock.advance(scaled(seconds));
            return;
        }
        long end = CLOCK.nanos() + (long) (scaled(seconds) * 1e9);
        for (long left = end - CLOCK.nanos(); left > 0; left = end - CLOCK.nanos()) {
            LockSupport.parkNanos(this, left);
        }
    }

    Limit limit() {
        long nanos = (long) (scaled(waitSeconds) * 1e9);
        VirtualClock clock = virtual;
        return new Limit(CLOCK.nanos() + nanos, clock == null ? Long.MAX_VALUE : clock.nanos() + nanos);
    }

    boolean isOver(Limit limit) {
        VirtualClock clock = virtual;
        return CLOCK.nanos() > limit.real || clock != null && clock.nanos() > limit.virtual;
    }

    AssertionError late(String what) {
        return new AssertionError("waited " + scaled(waitSeconds) + " s in vain until " + what);
    }
}
