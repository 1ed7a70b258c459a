// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Carries outcomes and cancellation between loop futures and {@link CompletionStage}s; {@code asyncio.wrap_future} and
 * {@code run_coroutine_threadsafe}.
 *
 * <p>
 * Outcomes enter a loop only through {@code callSoonThreadsafe}; a loop that was closed meanwhile is left alone
 * (rules FUT-23 to FUT-25).
 */
public final class FutureBridge {

    private FutureBridge() {}

    /**
     * Makes a loop future of a stage. Loop only.
     *
     * @param <T> the type of the result
     * @param stage completes from any thread; if it is a CompletableFuture it is cancelled with the loop future
     * @param loop the loop of the future
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> wrap(CompletionStage<T> stage, AbstractEventLoop loop) {
        Future<T> future = loop.createFuture();
        if (stage instanceof CompletableFuture<?> cancellable) {
            future.addDoneCallback(done -> {
                if (done.cancelled()) {
                    cancellable.cancel(true);
                }
            });
        }
        stage.whenComplete((value, error) -> post(loop, () -> {
            if (future.done()) {
                return;
            }
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            if (cause == null) {
                future.setResult(value);
            } else if (cause instanceof CancellationException || cause instanceof CancelledError) {
                future.cancel();
            } else {
                future.setException(cause);
            }
        }));
        return future;
    }

    static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(Future<T> future) {
        ThreadFuture<T> view = new ThreadFuture<>(future.loop());
        view.follow(future);
        return view;
    }

    /**
     * Starts a task from any thread; {@code asyncio.run_coroutine_threadsafe}.
     *
     * @param <T> the type of the result
     * @param body runs as a task of {@code loop}
     * @param loop need not run yet
     * @return result, exception or cancellation of the task; cancelling it cancels the task
     * @throws IllegalStateException if the loop is closed
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Coroutine<T> body, AbstractEventLoop loop) {
        Objects.requireNonNull(body, "runCoroutineThreadsafe: the coroutine is null; pass a lambda");
        Objects.requireNonNull(loop, "runCoroutineThreadsafe: the loop is null; give the one that runs elsewhere");
        ThreadFuture<T> view = new ThreadFuture<>(loop);
        loop.callSoonThreadsafe(() -> {
            if (view.isCancelled()) {
                return;
            }
            try {
                view.follow(loop.createTask(body));
            } catch (Throwable failed) {
                // AGG-59: the caller gets the error, and the loop reports it as that of a failing callback.
                view.completeExceptionally(failed);
                throw failed;
            }
        });
        return view;
    }

    /** Posts to a loop that may have been closed; what comes too late is dropped. */
    static void post(AbstractEventLoop loop, Runnable callback) {
        try {
            loop.callSoonThreadsafe(callback);
        } catch (IllegalStateException closed) {
            if (!loop.isClosed()) {
                throw closed;
            }
        }
    }

    /** A CompletableFuture whose cancellation travels to the loop future behind it. */
    private static final class ThreadFuture<T extends @Nullable Object> extends CompletableFuture<T> {
        private final AbstractEventLoop loop;
        private volatile @Nullable Future<T> source;

        ThreadFuture(AbstractEventLoop loop) {
            this.loop = loop;
        }

        void follow(Future<T> future) {
            source = future;
            future.addDoneCallback(done -> {
                if (done.cancelled()) {
                    super.cancel(false);
                } else {
                    Throwable error = done.exception();
                    if (error == null) {
                        complete(done.resultNow());
                    } else {
                        completeExceptionally(error);
                    }
                }
            });
            if (isCancelled()) {
                future.cancel();
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            Future<T> future = source;
            if (cancelled && future != null) {
                post(loop, future::cancel);
            }
            return cancelled;
        }
    }
}
