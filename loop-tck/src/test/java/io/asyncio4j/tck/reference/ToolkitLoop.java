// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The asyncio view of a thread that a toolkit runs: it is given one batch of callbacks after the other, can neither be started
 * nor stopped, and ends when the toolkit does.
 */
public class ToolkitLoop extends BaseEventLoop {

    private final ScheduledThreadPoolExecutor toolkit;

    /** A batch is on its way. */
    private boolean queued;

    public ToolkitLoop(ScheduledThreadPoolExecutor toolkit) {
        super(LoopClock.system());
        this.toolkit = toolkit;
        announceSleep();
    }

    private void batch() {
        queued = false;
        awake();
        AbstractEventLoop outer = RunningLoop.set(this);
        try {
            runBatch();
        } finally {
            RunningLoop.set(outer);
            next();
        }
    }

    private void next() {
        if (queued || isClosed()) {
            return;
        }
        long nanos = announceSleep() ? nanosToNextTimer() : 0;
        if (nanos == 0) {
            workQueued();
        } else if (nanos > 0) {
            // A batch too many is harmless.
            toolkit.schedule(this::batch, nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    protected void workQueued() {
        if (!queued) {
            queued = true;
            awake();
            toolkit.execute(this::batch);
        }
    }

    @Override
    protected void deadlineMoved() {
        next();
    }

    @Override
    protected void wakeupIo() {
        try {
            toolkit.execute(this::batch);
        } catch (RejectedExecutionException ended) {
            // And this loop with it: what was posted is dropped.
            return;
        }
    }

    @Override
    public boolean isRunning() {
        return !isClosed();
    }

    /** What the toolkit does at its end. */
    protected void end() {
        super.close();
    }

    @Override
    public void runForever() {
        throw notYours("runForever");
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        throw notYours("runUntilComplete");
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        throw notYours("runUntilComplete");
    }

    @Override
    public void stop() {
        throw notYours("stop");
    }

    @Override
    public void close() {
        throw notYours("close");
    }

    private IllegalStateException notYours(String operation) {
        return new IllegalStateException(
                operation + ": " + this + " lives on a thread of the toolkit; end that instead");
    }

    @Override
    protected void pollIo(long timeoutNanos) {}

    @Override
    protected boolean hasIo() {
        return false;
    }

    @Override
    protected void closeIo() {}
}
