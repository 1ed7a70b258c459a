// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.carriers.VirtualThreads;
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
 * The threads beside the loop; asyncio's {@code run_in_executor} and its default executor.
 *
 * <p>
 * A job knows nothing of the loop: when it has ended, its outcome is brought to the loop as any other thread would bring
 * it, and dropped if the loop has been closed or nobody wants it any more. The other way round, a future that is cancelled
 * tells its job not to begin.
 *
 * <p>
 * The default executor is made at its first use. After its shutdown there is none, for good.
 */
final class Workers {

    private final SelectorLoop loop;
    private @Nullable ExecutorService pool;
    private boolean shutDown;

    Workers(SelectorLoop loop) {
        this.loop = loop;
    }

    synchronized void use(ExecutorService executor) {
        pool = executor;
    }

    private synchronized ExecutorService pool() {
        if (shutDown) {
            throw new IllegalStateException("runInExecutor: Executor shutdown has been called");
        }
        ExecutorService present = pool;
        if (present == null) {
            present = Executors.newThreadPerTaskExecutor(VirtualThreads.onDefaultScheduler("selector-loop-worker-"));
            pool = present;
        }
        return present;
    }

    <T extends @Nullable Object> Future<T> run(@Nullable Executor executor, Callable<T> function) {
        Executor where = executor == null ? pool() : executor;
        Future<T> outcome = loop.createFuture();
        FutureTask<Boolean> job = new FutureTask<>(() -> {
            try {
                T value = function.call();
                bring(outcome, () -> outcome.setResult(value));
            } catch (Throwable error) {
                bring(outcome, () -> outcome.setException(error));
            }
            return true;
        });
        outcome.addDoneCallback(done -> {
            if (done.cancelled()) {
                job.cancel(false);
            }
        });
        where.execute(job);
        return outcome;
    }

    private void bring(Future<?> future, Runnable outcome) {
        try {
            loop.callSoonThreadsafe(() -> {
                if (!future.done()) {
                    outcome.run();
                }
            });
        } catch (IllegalStateException closed) {
            SelectorLoop.LOG.log(Level.TRACE, "a job ended after its loop");
        }
    }

    Future<@Nullable Void> shutDown(long nanos) {
        Future<@Nullable Void> ended = loop.createFuture();
        ExecutorService last;
        synchronized (this) {
            shutDown = true;
            last = pool;
        }
        if (last == null) {
            ended.setResult(null);
            return ended;
        }
        last.shutdown();
        Thread waiting = VirtualThreads.onDefaultScheduler("selector-loop-join-")
                .newThread(() -> {
                    try {
                        boolean inTime = last.awaitTermination(nanos, TimeUnit.NANOSECONDS);
                        bring(ended, () -> {
                            if (!inTime) {
                                SelectorLoop.LOG.log(Level.WARNING,
                                        "The executor did not finish joining its threads within " + nanos / 1e9
                                                + " seconds.");
                            }
                            ended.setResult(null);
                        });
                    } catch (InterruptedException nobodyWaits) {
                        SelectorLoop.LOG.log(Level.TRACE, "nobody waits for the executor any more");
                    }
                });
        ended.addDoneCallback(done -> waiting.interrupt());
        waiting.start();
        return ended;
    }

    /** Does not wait. */
    synchronized void close() {
        shutDown = true;
        if (pool != null) {
            Objects.requireNonNull(pool).shutdown();
        }
    }
}
