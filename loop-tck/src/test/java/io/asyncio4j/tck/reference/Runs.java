// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.LoopExit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the loop runs, and on which thread; asyncio's {@code run_forever} and {@code run_until_complete}.
 *
 * <pre>
 * idle -> running (on one thread) -> idle ... -> closed
 * </pre>
 *
 * <p>
 * A coroutine has a thread of its own, so that "on the loop" cannot be a question of threads: it is asked of
 * {@link RunningLoop}, which knows coroutines.
 */
final class Runs {

    private final SelectorLoop loop;
    private final Iteration iteration;
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile boolean closed;

    Runs(SelectorLoop loop, Iteration iteration) {
        this.loop = loop;
        this.iteration = iteration;
    }

    boolean running() {
        return thread.get() != null;
    }

    boolean closed() {
        return closed;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("Event loop is closed");
        }
    }

    /** For debug mode. A loop that does not run belongs to whoever calls it. */
    void checkThread() {
        if (running() && RunningLoop.get() != loop) {
            throw new IllegalStateException(
                    "Non-thread-safe operation invoked on an event loop other than the current one");
        }
    }

    private void checkIdle() {
        if (running()) {
            throw new IllegalStateException("This event loop is already running");
        }
        if (RunningLoop.get() != null) {
            throw new IllegalStateException("Cannot run the event loop while another loop is running");
        }
    }

    void forever() {
        checkOpen();
        checkIdle();
        if (!thread.compareAndSet(null, Thread.currentThread())) {
            throw new IllegalStateException("This event loop is already running");
        }
        AbstractEventLoop before = RunningLoop.set(loop);
        try {
            iteration.runUntilStopped();
        } finally {
            RunningLoop.set(before);
            thread.set(null);
        }
    }

    /** Runs until {@code future} is done; {@code own} if nobody else can know of it. */
    <T extends @Nullable Object> T until(Future<T> future, boolean own) throws Exception {
        Consumer<Future<T>> stop = done -> {
            if (done.cancelled() || !(done.exception() instanceof LoopExit)) {
                loop.stop();
            }
        };
        future.addDoneCallback(stop);
        try {
            loop.runForever();
        } catch (Throwable error) {
            if (own && future.done() && !future.cancelled()) {
                future.exception(); // the caller gets it now
            }
            throw error;
        } finally {
            future.removeDoneCallback(stop);
        }
        if (!future.done()) {
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        return future.result();
    }

    void checkMayRun() {
        checkOpen();
        checkIdle();
    }

    /** Returns false if it was closed before. */
    boolean close() {
        if (running()) {
            throw new IllegalStateException("Cannot close a running event loop");
        }
        boolean first = !closed;
        closed = true;
        return first;
    }
}
