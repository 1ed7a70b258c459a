// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.context.Context;
import io.asyncio4j.tasks.AsyncGenerators;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event loop (asyncio: {@code asyncio.AbstractEventLoop}).
 *
 * <p>Loop only, save {@link #callSoonThreadsafe(Runnable)}, {@link #isRunning()}, {@link #isClosed()}, {@link #time()}
 * and {@code toString()}, which any thread may call. "Loop" means: in a callback or a coroutine of this loop, or while
 * it does not run and nobody else uses it. No method here suspends a coroutine: what is a coroutine method in asyncio
 * returns a future. Methods that schedule throw {@link IllegalStateException} on a closed loop.
 */
public non-sealed interface AbstractEventLoop
        extends NetworkOperations, SocketOperations, ProcessOperations, ExecutorOperations, LoopDiagnostics, TaskHost,
        AutoCloseable {

    // ---- life

    /**
     * Runs on the calling thread until {@link #stop()} (asyncio: {@code loop.run_forever}). May be called again, also
     * from another thread.
     *
     * @throws io.asyncio4j.tasks.LoopExit when a callback or a task throws it
     * @throws IllegalStateException when this loop is closed or runs already, or another loop runs on this thread
     */
    void runForever();

    /**
     * Runs until a future is done (asyncio: {@code loop.run_until_complete}).
     *
     * @param <T> type of the result
     * @param future a future of this loop
     * @return its result
     * @throws NullPointerException when {@code future} is null
     * @throws IllegalArgumentException when the future belongs to another loop
     * @throws IllegalStateException when {@link #runForever()} would throw it, or the loop is stopped before the future
     *     is done
     * @throws Exception the future's own exception
     */
    <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception;

    /**
     * Runs a coroutine in a new task until it is done (asyncio: {@code loop.run_until_complete}).
     *
     * @param <T> type of the result
     * @param body the coroutine
     * @return its result
     * @throws NullPointerException when {@code body} is null
     * @throws IllegalStateException when {@link #runForever()} would throw it, or the loop is stopped before the
     *     coroutine ends
     * @throws Exception what the coroutine throws
     */
    <T extends @Nullable Object> T runUntilComplete(Coroutine<T> body) throws Exception;

    /**
     * Runs a coroutine without a result in a new task until it is done (asyncio: {@code loop.run_until_complete}).
     *
     * @param body the coroutine
     * @throws NullPointerException when {@code body} is null
     * @throws IllegalStateException when {@link #runForever()} would throw it, or the loop is stopped before the
     *     coroutine ends
     * @throws Exception what the coroutine throws
     */
    default void runUntilComplete(CoroutineAction body) throws Exception {
        Objects.requireNonNull(body, "runUntilComplete: the coroutine is null; pass a lambda");
        runUntilComplete(Coroutine.of(body));
    }

    /**
     * Ends the run after the current batch of callbacks (asyncio: {@code loop.stop}). Before a run: that run makes one
     * iteration. From another thread: {@code callSoonThreadsafe(loop::stop)}.
     */
    void stop();

    /**
     * Tells whether the loop runs (asyncio: {@code loop.is_running}). Any thread.
     *
     * @return true from the start of a run to its end
     */
    boolean isRunning();

    /**
     * Tells whether the loop is closed (asyncio: {@code loop.is_closed}). Any thread.
     *
     * @return true after {@link #close()}
     */
    boolean isClosed();

    /**
     * Closes the loop for good (asyncio: {@code loop.close}): what is queued is dropped, the default executor is shut
     * down without waiting. Calling it again does nothing.
     *
     * @throws IllegalStateException when the loop runs
     */
    @Override
    void close();

    /**
     * Closes the asynchronous generators that are still open (asyncio: {@code loop.shutdown_asyncgens}).
     *
     * @return done when all of them are closed
     */
    default Future<@Nullable Void> shutdownAsyncGenerators() {
        return AsyncGenerators.shutdown(this);
    }

    // ---- callbacks

    /**
     * Calls back in the next iteration, in a copy of the current context (asyncio: {@code loop.call_soon}). Callbacks
     * run in the order of these calls, each once; what one throws is reported to the exception handler.
     *
     * @param callback what to call
     * @return cancels the call
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalStateException when the loop is closed; in debug mode also on a wrong thread
     */
    default Handle callSoon(Runnable callback) {
        return callSoon(callback, null);
    }

    /**
     * Calls back in the next iteration (asyncio: {@code loop.call_soon} with {@code context}).
     *
     * @param callback what to call
     * @param context the context to call it in, or null for a copy of the current one
     * @return cancels the call
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalStateException when the loop is closed; in debug mode also on a wrong thread
     */
    Handle callSoon(Runnable callback, @Nullable Context context);

    /**
     * Calls back in the next iteration, in a copy of the caller's context, and wakes the loop (asyncio:
     * {@code loop.call_soon_threadsafe}). Any thread.
     *
     * @param callback what to call
     * @return cancels the call, from any thread
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalStateException when the loop is closed
     */
    default Handle callSoonThreadsafe(Runnable callback) {
        return callSoonThreadsafe(callback, null);
    }

    /**
     * Calls back in the next iteration and wakes the loop (asyncio: {@code loop.call_soon_threadsafe}). Any thread.
     *
     * @param callback what to call
     * @param context the context to call it in, or null for a copy of the caller's
     * @return cancels the call, from any thread
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalStateException when the loop is closed
     */
    Handle callSoonThreadsafe(Runnable callback, @Nullable Context context);

    // ---- timers

    /**
     * The loop's clock (asyncio: {@code loop.time}). Any thread.
     *
     * @return monotonic seconds from an arbitrary origin
     */
    double time();

    /**
     * Calls back after a delay, in a copy of the current context (asyncio: {@code loop.call_later}).
     *
     * @param delaySeconds the delay; not positive: in the next iteration
     * @param callback what to call
     * @return cancels the call
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalArgumentException when {@code delaySeconds} is NaN
     * @throws IllegalStateException when the loop is closed
     */
    default TimerHandle callLater(double delaySeconds, Runnable callback) {
        return callLater(delaySeconds, callback, null);
    }

    /**
     * Calls back after a delay (asyncio: {@code loop.call_later} with {@code context}).
     *
     * @param delaySeconds the delay; not positive: in the next iteration
     * @param callback what to call
     * @param context the context to call it in, or null for a copy of the current one
     * @return cancels the call
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalArgumentException when {@code delaySeconds} is NaN
     * @throws IllegalStateException when the loop is closed
     */
    TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context);

    /**
     * Calls back after a delay, in a copy of the current context (asyncio: {@code loop.call_later}).
     *
     * @param delay the delay; not positive: in the next iteration
     * @param callback what to call
     * @return cancels the call
     * @throws NullPointerException when {@code delay} or {@code callback} is null
     * @throws IllegalStateException when the loop is closed
     */
    default TimerHandle callLater(Duration delay, Runnable callback) {
        return callLater(delay, callback, null);
    }

    /**
     * Calls back after a delay (asyncio: {@code loop.call_later} with {@code context}).
     *
     * @param delay the delay; not positive: in the next iteration
     * @param callback what to call
     * @param context the context to call it in, or null for a copy of the current one
     * @return cancels the call
     * @throws NullPointerException when {@code delay} or {@code callback} is null
     * @throws IllegalStateException when the loop is closed
     */
    TimerHandle callLater(Duration delay, Runnable callback, @Nullable Context context);

    /**
     * Calls back at a time of the loop's clock, in a copy of the current context (asyncio: {@code loop.call_at}).
     *
     * @param when seconds as {@link #time()} counts them; past: in the next iteration
     * @param callback what to call
     * @return cancels the call
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalArgumentException when {@code when} is NaN
     * @throws IllegalStateException when the loop is closed
     */
    default TimerHandle callAt(double when, Runnable callback) {
        return callAt(when, callback, null);
    }

    /**
     * Calls back at a time of the loop's clock (asyncio: {@code loop.call_at} with {@code context}).
     *
     * @param when seconds as {@link #time()} counts them; past: in the next iteration
     * @param callback what to call
     * @param context the context to call it in, or null for a copy of the current one
     * @return cancels the call
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalArgumentException when {@code when} is NaN
     * @throws IllegalStateException when the loop is closed
     */
    TimerHandle callAt(double when, Runnable callback, @Nullable Context context);

    // ---- futures and tasks

    /**
     * A new future of this loop (asyncio: {@code loop.create_future}). Works on a closed loop, too.
     *
     * @param <T> type of the result
     * @return the future
     */
    default <T extends @Nullable Object> Future<T> createFuture() {
        return new Future<>(this);
    }

    /**
     * Runs a coroutine (asyncio: {@code loop.create_task}). It begins in the next iteration.
     *
     * @param <T> type of the result
     * @param body the coroutine
     * @return its task
     * @throws NullPointerException when {@code body} is null
     * @throws IllegalStateException when the loop is closed
     */
    default <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
        return createTask(body, TaskOptions.DEFAULTS);
    }

    /**
     * Runs a coroutine (asyncio: {@code loop.create_task}).
     *
     * @param <T> type of the result
     * @param body the coroutine
     * @param options name, context, and whether to begin at once
     * @return its task
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed
     */
    default <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
        Objects.requireNonNull(body, "createTask: the coroutine is null; pass a lambda");
        Objects.requireNonNull(options, "createTask: the options are null; use TaskOptions.DEFAULTS");
        if (isClosed()) {
            throw new IllegalStateException("createTask: Event loop is closed: " + this + "; make a new one");
        }
        TaskFactory factory = getTaskFactory();
        return factory == null ? new Task<>(this, body, options) : factory.newTask(this, body, options);
    }

    /**
     * Runs a coroutine without a result (asyncio: {@code loop.create_task}).
     *
     * @param body the coroutine
     * @return its task
     * @throws NullPointerException when {@code body} is null
     * @throws IllegalStateException when the loop is closed
     */
    default Task<@Nullable Void> createTask(CoroutineAction body) {
        return createTask(body, TaskOptions.DEFAULTS);
    }

    /**
     * Runs a coroutine without a result (asyncio: {@code loop.create_task}).
     *
     * @param body the coroutine
     * @param options name, context, and whether to begin at once
     * @return its task
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed
     */
    default Task<@Nullable Void> createTask(CoroutineAction body, TaskOptions options) {
        Objects.requireNonNull(body, "createTask: the coroutine is null; pass a lambda");
        return createTask(Coroutine.of(body), options);
    }

    /**
     * Sets who makes tasks (asyncio: {@code loop.set_task_factory}).
     *
     * @param factory makes the tasks of {@code createTask}, or null for the loop's own way
     */
    void setTaskFactory(@Nullable TaskFactory factory);

    /**
     * Who makes tasks (asyncio: {@code loop.get_task_factory}).
     *
     * @return the factory, or null for the loop's own way
     */
    @Nullable TaskFactory getTaskFactory();
}
