// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.tasks.BlockingAction;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.EagerTaskFactory;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.FutureBridge;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tasks.ThreadOffload;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The front door: the functions of Python's {@code asyncio} module, under their own names.
 *
 * <p>
 * Methods that suspend are for coroutines and say so; elsewhere they throw {@link IllegalStateException}, which names the
 * method and the remedy. The others are for the loop, except where "any thread" is said. A coroutine is a lambda: {@code createTask(() -> fetch(url))}. Awaiting another coroutine is calling its method.
 */
public final class Asyncio extends Composition {

    private Asyncio() {}

    // ---- running programs

    /**
     * Runs a coroutine in a new loop and ends what it leaves behind: {@link Runner} for one run; {@code asyncio.run}. Any
     * thread that runs no loop. An interrupt of the caller does not end it.
     *
     * @param <T> the type of the result
     * @param main the coroutine; whatever it throws is thrown here as it is, checked exceptions too, although none is
     *            declared
     * @return its result
     * @throws IllegalStateException if a loop runs on this thread, or there is no loop to be had
     */
    public static <T extends @Nullable Object> T run(Coroutine<T> main) {
        return run(main, RunnerOptions.DEFAULTS);
    }

    /**
     * Runs a coroutine in a new loop and ends what it leaves behind; {@code asyncio.run} with its keyword arguments.
     *
     * @param <T> the type of the result
     * @param main the coroutine; whatever it throws is thrown here as it is
     * @param options debug mode and loop
     * @return its result
     * @throws IllegalStateException if a loop runs on this thread, or there is no loop to be had
     */
    public static <T extends @Nullable Object> T run(Coroutine<T> main, RunnerOptions options) {
        Objects.requireNonNull(main, "run: the coroutine is null; pass a lambda");
        try (Runner runner = new Runner(options)) {
            return runner.run(main);
        }
    }

    /**
     * Runs a coroutine without a result in a new loop; as {@link #run(Coroutine)}.
     *
     * @param main the coroutine; whatever it throws is thrown here as it is
     * @throws IllegalStateException as there
     */
    public static void run(CoroutineAction main) {
        run(main, RunnerOptions.DEFAULTS);
    }

    /**
     * Runs a coroutine without a result in a new loop; as {@link #run(Coroutine, RunnerOptions)}.
     *
     * @param main the coroutine; whatever it throws is thrown here as it is
     * @param options debug mode and loop
     * @throws IllegalStateException if a loop runs on this thread, or there is no loop to be had
     */
    public static void run(CoroutineAction main, RunnerOptions options) {
        Objects.requireNonNull(main, "run: the coroutine is null; pass a lambda");
        run(Coroutine.of(main), options);
    }

    /**
     * Returns the running loop; {@code asyncio.get_running_loop}.
     *
     * @return the loop whose callback or coroutine is the caller
     * @throws IllegalStateException if the caller is neither
     */
    public static AbstractEventLoop getRunningLoop() {
        return EventLoops.getRunningLoop();
    }

    // ---- tasks and futures

    /**
     * Starts a coroutine on the running loop; {@code asyncio.create_task}.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @return its task, which begins in the next iteration
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
        return getRunningLoop().createTask(body);
    }

    /**
     * Starts a coroutine on the running loop; {@code asyncio.create_task} with its keyword arguments.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @param options name, context, and whether to begin at once
     * @return its task
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
        return getRunningLoop().createTask(body, options);
    }

    /**
     * Starts a coroutine without a result on the running loop; as {@link #createTask(Coroutine)}.
     *
     * @param body the coroutine
     * @return its task, which begins in the next iteration
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static Task<@Nullable Void> createTask(CoroutineAction body) {
        return getRunningLoop().createTask(body);
    }

    /**
     * Starts a coroutine without a result on the running loop; as {@link #createTask(Coroutine, TaskOptions)}.
     *
     * @param body the coroutine
     * @param options name, context, and whether to begin at once
     * @return its task
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static Task<@Nullable Void> createTask(CoroutineAction body, TaskOptions options) {
        return getRunningLoop().createTask(body, options);
    }

    /**
     * Returns the task of the calling coroutine; {@code asyncio.current_task}.
     *
     * @return the task, or null in a plain callback
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static @Nullable Task<?> currentTask() {
        return Task.current();
    }

    /**
     * Returns the task that a loop is stepping; {@code asyncio.current_task(loop)}.
     *
     * @param loop the loop
     * @return the task, or null
     */
    public static @Nullable Task<?> currentTask(AbstractEventLoop loop) {
        return Task.current(loop);
    }

    /**
     * Returns the unfinished tasks of the running loop; {@code asyncio.all_tasks}.
     *
     * @return a snapshot
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static Set<Task<?>> allTasks() {
        return Task.all(getRunningLoop());
    }

    /**
     * Returns the unfinished tasks of a loop; {@code asyncio.all_tasks(loop)}. Any thread.
     *
     * @param loop the loop
     * @return a snapshot
     */
    public static Set<Task<?>> allTasks(AbstractEventLoop loop) {
        return Task.all(loop);
    }

    /**
     * Makes a future of the loop from one of other libraries; {@code asyncio.wrap_future}.
     *
     * @param <T> the type of the result
     * @param stage completes from any thread; if it is a {@link CompletableFuture} it is cancelled with the new future
     * @return a new future
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
        return wrapFuture(stage, EventLoops.getEventLoop());
    }

    /**
     * Makes a future of a loop from one of other libraries; {@code asyncio.wrap_future} with {@code loop}.
     *
     * @param <T> the type of the result
     * @param stage completes from any thread; if it is a {@link CompletableFuture} it is cancelled with the new future
     * @param loop the loop of the new future
     * @return a new future
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage, AbstractEventLoop loop) {
        Objects.requireNonNull(stage, "wrapFuture: the stage is null");
        return FutureBridge.wrap(stage, loop);
    }

    /**
     * Starts a coroutine from any thread; {@code asyncio.run_coroutine_threadsafe}.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @param loop runs it; it need not run yet
     * @return its outcome; cancelling it cancels the task
     * @throws IllegalStateException if the loop is closed
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Coroutine<T> body, AbstractEventLoop loop) {
        return FutureBridge.runCoroutineThreadsafe(body, loop);
    }

    /**
     * Starts a coroutine without a result from any thread; {@code asyncio.run_coroutine_threadsafe}.
     *
     * @param body the coroutine
     * @param loop runs it
     * @return its end; cancelling it cancels the task
     * @throws IllegalStateException if the loop is closed
     */
    public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(
            CoroutineAction body, AbstractEventLoop loop) {
        return FutureBridge.runCoroutineThreadsafe(Coroutine.of(body), loop);
    }

    /**
     * Returns the factory that starts every task at once; {@code asyncio.eager_task_factory}. Any thread. Use it by
     * {@code loop.setTaskFactory(eagerTaskFactory())}.
     *
     * @return the same as {@code Task::eager}
     */
    public static TaskFactory eagerTaskFactory() {
        return Task::eager;
    }

    /**
     * Makes a factory that starts tasks of a class of one's own at once; {@code asyncio.create_eager_task_factory}. Any
     * thread.
     *
     * @param constructor such as {@code MyTask::new}
     * @return a factory that asks {@code constructor} to start eagerly, unless {@code createTask} was told otherwise
     * @throws NullPointerException if {@code constructor} is null
     */
    public static TaskFactory createEagerTaskFactory(TaskFactory constructor) {
        return new EagerTaskFactory(constructor);
    }

    // ---- waiting, and work elsewhere: for coroutines

    /**
     * Suspends the coroutine; {@code asyncio.sleep}. Zero and less give up one iteration.
     *
     * @param seconds how long
     * @throws IllegalArgumentException if it is NaN
     */
    public static void sleep(double seconds) {
        Sleep.sleep(seconds);
    }

    /**
     * Suspends the coroutine; {@link #sleep(double)} with a {@link Duration}.
     *
     * @param delay how long
     */
    public static void sleep(Duration delay) {
        Objects.requireNonNull(delay, "sleep: the delay is null; give a Duration");
        Sleep.sleep(delay.getSeconds() + delay.getNano() / 1e9);
    }

    /**
     * Suspends the coroutine; {@code asyncio.sleep} with a result.
     *
     * @param <T> the type of the result
     * @param seconds how long
     * @param result what to return
     * @return {@code result}
     * @throws IllegalArgumentException if it is NaN
     */
    public static <T extends @Nullable Object> T sleep(double seconds, T result) {
        sleep(seconds);
        return result;
    }

    /**
     * Suspends the coroutine; {@link #sleep(double, Object)} with a {@link Duration}.
     *
     * @param <T> the type
     * @param delay how long
     * @param result what to return
     * @return it
     */
    public static <T extends @Nullable Object> T sleep(Duration delay, T result) {
        sleep(delay);
        return result;
    }

    /**
     * Runs a function that blocks in the default executor, and waits for it; {@code asyncio.to_thread}. It sees a copy of
     * the caller's context.
     *
     * @param <T> the type of the result
     * @param function what to run; being cancelled ends the wait, not the function
     * @return its result
     * @throws IllegalStateException if called outside a coroutine, or the default executor is shut down
     * @throws Exception the function's own
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> function) throws Exception {
        return ThreadOffload.toThread(function);
    }

    /**
     * Runs an action that blocks in the default executor, and waits for it; as {@link #toThread(Callable)}.
     *
     * @param action what to run; being cancelled ends the wait, not the action
     * @throws IllegalStateException if called outside a coroutine, or the default executor is shut down
     * @throws Exception the action's own
     */
    public static void toThread(BlockingAction action) throws Exception {
        ThreadOffload.toThread(action);
    }
}
