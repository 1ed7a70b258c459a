// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loop without I/O that remembers what was made on it, so that a test can be told what it left behind. */
final class TestLoop extends BaseEventLoop {

    private final @Nullable VirtualClock virtual;
    private final Semaphore wakeUp = new Semaphore(0);
    private final Remembered<TimerHandle> timers = new Remembered<>(timer -> !timer.cancelled() && isAhead(timer));
    private final DroppedFailures failures = new DroppedFailures(this);
    private boolean interrupted;

    TestLoop(LoopClock clock) {
        super(clock);
        this.virtual = clock instanceof VirtualClock jumps ? jumps : null;
    }

    private boolean isAhead(TimerHandle timer) {
        return timer.when() > time();
    }

    /** Timers that are still to fire. */
    List<TimerHandle> pendingTimers() {
        return timers.relevant();
    }

    DroppedFailures failures() {
        return failures;
    }

    // ---- what is made on it

    @Override
    public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
        return timers.add(super.callLater(delaySeconds, callback, context));
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback, @Nullable Context context) {
        return timers.add(super.callLater(delay, callback, context));
    }

    @Override
    public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
        return timers.add(super.callAt(when, callback, context));
    }

    @Override
    public <T extends @Nullable Object> Future<T> createFuture() {
        return failures.watch(super.createFuture());
    }

    @Override
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        return failures.watch(super.createTask(coroutine, options));
    }

    @Override
    public <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor given, Callable<T> function) {
        Future<T> outcome = super.runInExecutor(given, function);
        VirtualClock clock = virtual;
        if (clock != null) {
            clock.workBegins();
            outcome.addDoneCallback(done -> clock.workEnded());
        }
        return outcome;
    }

    // ---- the poll, which finds nothing and waits for other threads

    @Override
    protected void pollIo(long timeoutNanos) {
        if (timeoutNanos == 0 || !mayBlock()) {
            return;
        }
        try {
            if (timeoutNanos < 0) {
                wakeUp.acquire();
            } else if (!wakeUp.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
                return;
            }
            wakeUp.drainPermits();
        } catch (InterruptedException e) {
            // Set aside until the run is over: left in place it would make every further wait end at once.
            interrupted = true;
        }
    }

    @Override
    protected void runEnded() {
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void wakeupIo() {
        wakeUp.release();
    }

    @Override
    protected boolean hasIo() {
        return false;
    }

    @Override
    protected void closeIo() {}
}
