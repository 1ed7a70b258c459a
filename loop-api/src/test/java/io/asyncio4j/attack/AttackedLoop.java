// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.JumpingClock;
import io.asyncio4j.testing.ParkingLoop;
import java.util.Set;
import java.util.function.IntConsumer;

/** A loop on virtual time that calls somebody between any two iterations, and stops when nothing can happen any more. */
final class AttackedLoop extends ParkingLoop {

    private static final int ENDLESS = 20_000;

    private final IntConsumer between;
    private int iterations;
    private int timersAfterTheLastTask = -1;

    AttackedLoop(IntConsumer between, Runnable atRest) {
        super(new RestingClock(atRest));
        this.between = between;
        setTaskFactory(CountedTask::new);
    }

    /** Virtual time that says when it jumps, which is when nothing is ready. */
    private record RestingClock(JumpingClock clock, Runnable atRest) implements LoopClock {
        RestingClock(Runnable atRest) {
            this(new JumpingClock(), atRest);
        }

        @Override
        public long nanos() {
            return clock.nanos();
        }

        @Override
        public long waiting(long timeoutNanos) {
            atRest.run();
            return clock.waiting(timeoutNanos);
        }
    }

    @Override
    protected boolean hasIo() {
        return true;
    }

    @Override
    protected void pollIo(long timeoutNanos) {
        Set<Task<?>> alive = Task.all(this);
        if (alive.isEmpty() && timersAfterTheLastTask < 0) {
            timersAfterTheLastTask = liveTimers();
        }
        if (timeoutNanos < 0 || iterations > ENDLESS) {
            stop();
        } else {
            between.accept(iterations++);
        }
    }

    boolean isEndless() {
        return iterations > ENDLESS;
    }

    /** The timers that were still there when the last task had ended. */
    int timersLeft() {
        return Math.max(0, timersAfterTheLastTask);
    }
}
