// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.carriers.VirtualThreads;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Future;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code run_in_executor} and the life of the default executor: made at first use, one virtual thread a call.
 *
 * <pre>
 * none -> running -> shut down (by shutdownDefaultExecutor or close; a first use after that fails)
 * </pre>
 */
final class DefaultExecutor {

    private final BaseEventLoop loop;
    private @Nullable ExecutorService executor;
    private boolean shutDown;

    DefaultExecutor(BaseEventLoop loop) {
        this.loop = loop;
    }

    synchronized void set(ExecutorService newExecutor) {
        executor = Objects.requireNonNull(
                newExecutor, "setDefaultExecutor: the executor is null; give an ExecutorService");
    }

    private synchronized Executor get() {
        if (shutDown) {
            throw new IllegalStateException(
                    "runInExecutor: Executor shutdown has been called; give an executor of your own");
        }
        if (executor == null) {
            executor = Executors.newThreadPerTaskExecutor(VirtualThreads.onDefaultScheduler("asyncio4j-executor-"));
        }
        return executor;
    }

    <T extends @Nullable Object> Future<T> run(@Nullable Executor given, Callable<T> function) {
        Objects.requireNonNull(function, "runInExecutor: the function is null; pass a lambda");
        Executor where = given == null ? get() : given;
        Future<T> future = new Future<>(loop);
        Job<T> job = new Job<>(function, loop, future);
        // Before the job can end: the caller may be another thread (rule DBG-05), and then it is the loop's future.
        future.addDoneCallback(done -> {
            if (done.cancelled()) {
                job.cancel(false);
            }
        });
        where.execute(job);
        return future;
    }

    /** Brings its outcome to the loop; one that comes after the loop's end, or after a cancel, is dropped. */
    private static final class Job<T extends @Nullable Object> extends FutureTask<T> {
        private final AbstractEventLoop loop;
        private final Future<T> future;

        Job(Callable<T> function, AbstractEventLoop loop, Future<T> future) {
            super(function);
            this.loop = loop;
            this.future = future;
        }

        @Override
        protected void set(T value) {
            super.set(value);
            post(() -> future.setResult(value));
        }

        @Override
        protected void setException(Throwable error) {
            super.setException(error);
            post(() -> future.setException(error));
        }

        private void post(Runnable outcome) {
            try {
                loop.callSoonThreadsafe(
                        () -> {
                            if (!future.done()) {
                                outcome.run();
                            }
                        },
                        new Context());
            } catch (IllegalStateException late) {
                if (!loop.isClosed()) {
                    throw late;
                }
            }
        }
    }

    Future<@Nullable Void> shutdown(long timeoutNanos) {
        Future<@Nullable Void> joined = new Future<>(loop);
        ExecutorService pool;
        synchronized (this) {
            shutDown = true;
            pool = executor;
        }
        if (pool == null) {
            joined.setResult(null);
            return joined;
        }
        pool.shutdown();
        Thread joiner = VirtualThreads.onDefaultScheduler("asyncio4j-executor-join-")
                .newThread(() -> join(pool, timeoutNanos, joined));
        // Nobody waits for the pool any more once the wait is cancelled.
        joined.addDoneCallback(done -> {
            if (done.cancelled()) {
                joiner.interrupt();
            }
        });
        joiner.start();
        return joined;
    }

    private void join(ExecutorService pool, long timeoutNanos, Future<@Nullable Void> joined) {
        boolean ended;
        try {
            ended = pool.awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException cancelled) {
            return;
        }
        if (!ended) {
            ExceptionReports.LOG.log(
                    Level.WARNING,
                    "shutdownDefaultExecutor: the executor did not finish joining its threads within "
                            + timeoutNanos / 1e9 + " seconds; they go on without the loop");
        }
        try {
            loop.callSoonThreadsafe(() -> {
                if (!joined.done()) {
                    joined.setResult(null);
                }
            });
        } catch (IllegalStateException closed) {
            // The loop was closed while it waited; there is nobody to tell.
        }
    }

    /** Without waiting for its threads (rule LIFE-16). */
    synchronized void close() {
        shutDown = true;
        if (executor != null) {
            executor.shutdown();
            executor = null;
        }
    }
}
