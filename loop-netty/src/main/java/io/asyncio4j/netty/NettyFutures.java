// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.tasks.Future;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries outcomes and cancellation between Netty's futures and asyncio's (asyncio: {@code wrap_future}). Each method says
 * where it may be called.
 *
 * <pre>{@code
 * Channel channel = NettyFutures.await(bootstrap.connect(host, port).channelFuture());   // in a coroutine
 * io.netty.util.concurrent.Future<Reply> reply = NettyFutures.toNetty(task, ctx.executor());
 * }</pre>
 *
 * <p>An outcome enters a loop by {@code callSoonThreadsafe}, whichever thread completes the other future; a loop that was
 * closed meanwhile is left alone.
 */
public final class NettyFutures {

    private NettyFutures() {}

    /**
     * Waits for a future of Netty ({@code await wrap_future(future)}). Coroutines only; other work goes on meanwhile.
     *
     * @param <T> the type of the result
     * @param future of any thread; cancelled if the waiting task is
     * @return its result; null where it has none, as that of a channel
     * @throws io.asyncio4j.tasks.CancelledError if the task, or the future itself, is cancelled
     * @throws IllegalStateException outside a coroutine
     * @throws NullPointerException if the future is null
     * @throws Exception the very cause that the future failed with
     */
    public static <T extends @Nullable Object> T await(io.netty.util.concurrent.Future<T> future) throws Exception {
        return wrap(future).await();
    }

    /**
     * Makes a future of the running loop ({@code asyncio.wrap_future(future)}). Loop only.
     *
     * @param <T> the type of the result
     * @param future of any thread
     * @return takes over result, cause and cancellation; cancelling it cancels {@code future}, if that can be cancelled
     * @throws IllegalStateException if no loop runs here
     * @throws NullPointerException if the future is null
     */
    public static <T extends @Nullable Object> Future<T> wrap(io.netty.util.concurrent.Future<T> future) {
        return wrap(future, EventLoops.getRunningLoop());
    }

    /**
     * Makes a future of a loop ({@code asyncio.wrap_future(future, loop=loop)}). Loop only.
     *
     * @param <T> the type of the result
     * @param future of any thread
     * @param loop the loop of the new future
     * @return takes over result, cause and cancellation; cancelling it cancels {@code future}, if that can be cancelled
     * @throws NullPointerException if one of them is null
     */
    public static <T extends @Nullable Object> Future<T> wrap(
            io.netty.util.concurrent.Future<T> future, AbstractEventLoop loop) {
        Objects.requireNonNull(future, "NettyFutures.wrap: the future is null; give one of Netty");
        Objects.requireNonNull(loop, "NettyFutures.wrap: the loop is null; give the one that will wait");
        Future<T> waiter = loop.createFuture();
        if (future.isDone()) {
            follow(waiter, future);
            return waiter;
        }
        waiter.addDoneCallback(done -> {
            if (done.cancelled()) {
                future.cancel(true);
            }
        });
        future.addListener((io.netty.util.concurrent.Future<T> done) -> post(loop, () -> follow(waiter, done)));
        return waiter;
    }

    private static <T extends @Nullable Object> void follow(
            Future<T> waiter, io.netty.util.concurrent.Future<T> source) {
        if (waiter.done()) {
            return;
        }
        Throwable cause = source.cause();
        if (cause == null) {
            waiter.setResult(source.getNow());
        } else if (source.isCancelled()) {
            waiter.cancel();
        } else {
            waiter.setException(cause);
        }
    }

    /**
     * Makes a future of Netty. Loop only: the thread or coroutine that owns {@code future}.
     *
     * @param <T> the type of the result
     * @param future a future or task of a loop
     * @param executor calls the listeners, such as {@code ctx.executor()}
     * @return takes over result, exception and cancellation; cancelling it, from any thread, cancels {@code future}
     * @throws NullPointerException if one of them is null
     */
    public static <T extends @Nullable Object> io.netty.util.concurrent.Future<T> toNetty(
            Future<T> future, EventExecutor executor) {
        Objects.requireNonNull(executor, "NettyFutures.toNetty: the executor is null; give ctx.executor()");
        Promise<T> promise = executor.newPromise();
        complete(future, promise);
        return promise;
    }

    /**
     * Has a promise of Netty completed by a future. Loop only: the thread or coroutine that owns {@code future}. A promise that
     * was made uncancellable fails with a {@link CancellationException} if the future is cancelled.
     *
     * @param <T> the type of the result
     * @param future a future or task of a loop
     * @param promise takes over result, exception and cancellation unless it is done before; cancelling it, from any thread,
     *     cancels {@code future}
     * @throws NullPointerException if one of them is null
     */
    public static <T extends @Nullable Object> void complete(Future<T> future, Promise<? super T> promise) {
        Objects.requireNonNull(future, "NettyFutures.complete: the future is null; give one of a loop");
        Objects.requireNonNull(promise, "NettyFutures.complete: the promise is null; give one of Netty");
        future.addDoneCallback(done -> {
            if (done.cancelled()) {
                if (!promise.cancel(false)) {
                    // It was made uncancellable: whoever waits for it is told all the same.
                    promise.tryFailure(new CancellationException("complete: the future of asyncio was cancelled"));
                }
                return;
            }
            Throwable error = done.exception();
            if (error == null) {
                promise.trySuccess(done.resultNow());
            } else {
                promise.tryFailure(error);
            }
        });
        promise.addListener(done -> {
            if (done.isCancelled()) {
                post(future.loop(), future::cancel);
            }
        });
    }

    /** What comes too late for its loop is dropped: nobody can wait for it any more. */
    private static void post(AbstractEventLoop loop, Runnable callback) {
        try {
            loop.callSoonThreadsafe(callback);
        } catch (IllegalStateException | RejectedExecutionException ended) {
            if (!loop.isClosed()) {
                throw ended;
            }
        }
    }
}
