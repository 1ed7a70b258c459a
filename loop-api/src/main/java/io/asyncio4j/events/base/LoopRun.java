// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.tasks.Task;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code run_forever}, {@code run_until_complete} and the checks of who may do what when. */
final class LoopRun {

    private final BaseEventLoop loop;
    private final Scheduler scheduler;
    private final SlowCallbackWatch watch;
    private final LoopState state = new LoopState();

    LoopRun(BaseEventLoop loop, Scheduler scheduler, SlowCallbackWatch watch) {
        this.loop = loop;
        this.scheduler = scheduler;
        this.watch = watch;
    }

    LoopState state() {
        return state;
    }

    void forever() {
        checkMayRun("runForever");
        Thread self = Thread.currentThread();
        if (!state.begin(self)) {
            checkMayRun("runForever");
            throw new IllegalStateException("runForever: " + loop + " is being started by another thread");
        }
        try {
            loop.aroundRun(this::iterations);
        } finally {
            state.end(self);
        }
    }

    private void iterations() {
        RunningLoop.set(loop);
        try {
            loop.runStarted();
            scheduler.run();
        } finally {
            watch.stop();
            loop.runEnded();
            RunningLoop.set(null);
        }
    }

    <T extends @Nullable Object> T untilComplete(Future<T> future) throws Exception {
        Objects.requireNonNull(future, "runUntilComplete: the future is null; give a future of this loop");
        checkMayRun("runUntilComplete");
        if (future.loop() != loop) {
            throw new IllegalArgumentException("runUntilComplete: " + future + " belongs to a different loop, "
                    + future.loop() + "; run that one");
        }
        return untilDone(future, false);
    }

    <T extends @Nullable Object> T untilComplete(Coroutine<T> coroutine) throws Exception {
        Objects.requireNonNull(coroutine, "runUntilComplete: the coroutine is null; pass a lambda");
        checkMayRun("runUntilComplete");
        Task<T> task = loop.createTask(coroutine);
        return untilDone(task, true);
    }

    private <T extends @Nullable Object> T untilDone(Future<T> future, boolean ownTask) throws Exception {
        Consumer<Future<T>> stop = done -> {
            // A LoopExit has left the run already; a stop now would end the next one.
            if (done.cancelled() || !(done.exception() instanceof LoopExit)) {
                scheduler.stop();
            }
        };
        future.addDoneCallback(stop);
        try {
            loop.runForever();
        } catch (Throwable error) {
            if (ownTask && future.done() && !future.cancelled()) {
                // It is on its way to the caller already: not "never retrieved" (LIFE-24).
                future.exception();
            }
            throw error;
        } finally {
            future.removeDoneCallback(stop);
        }
        if (!future.done()) {
            throw new IllegalStateException("runUntilComplete: Event loop stopped before Future completed: " + future
                    + "; it can be run again");
        }
        return future.result();
    }

    /** Returns false if it was closed before. */
    boolean close() {
        if (state.close()) {
            return true;
        }
        if (state.isClosed()) {
            return false;
        }
        throw new IllegalStateException("close: Cannot close a running event loop: " + loop + " runs on \""
                + runnerName() + "\"; stop() it first");
    }

    void checkOpen(String operation) {
        if (state.isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + loop + "; make a new one");
        }
    }

    private void checkMayRun(String operation) {
        checkOpen(operation);
        if (loop.isRunning()) {
            throw new IllegalStateException(operation + ": This event loop is already running: " + loop + " runs on \""
                    + runnerName() + "\"; give it work by callSoonThreadsafe or createTask");
        }
        AbstractEventLoop other = RunningLoop.get();
        if (other != null) {
            throw new IllegalStateException(operation
                    + ": Cannot run the event loop while another loop is running: " + other
                    + "; run it on another thread");
        }
    }

    /** Debug mode's check of calls that only the loop may make; a loop that does not run belongs to its caller. */
    void checkThread(String operation) {
        if (loop.isRunning() && !loop.isOnLoop()) {
            throw new IllegalStateException(operation + ": Non-thread-safe operation invoked on an event loop other"
                    + " than the current one: called from thread \"" + Thread.currentThread().getName() + "\", but "
                    + loop + " runs on \"" + runnerName() + "\"; use callSoonThreadsafe");
        }
    }

    private String runnerName() {
        Thread runner = state.runner();
        return runner == null ? "another thread" : runner.getName();
    }
}
