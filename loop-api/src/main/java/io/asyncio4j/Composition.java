// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Gather;
import io.asyncio4j.tasks.ReturnWhen;
import io.asyncio4j.tasks.Shield;
import io.asyncio4j.tasks.Waited;
import io.asyncio4j.tasks.Waiting;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Asyncio} that combines futures and coroutines; use it through that class. Loop only; {@code wait}
 * and {@code waitFor} are for coroutines.
 */
public abstract sealed class Composition extends Races permits Asyncio {

    Composition() {}

    // ---- gather

    /**
     * Gathers futures; {@code asyncio.gather}. The first failure is that of the whole, at once; the others go on.
     *
     * @param <T> what the results have in common
     * @param futures of one loop; the same one may be given several times
     * @return their results in the order of the arguments; cancelling it cancels the futures that are not done
     * @throws IllegalArgumentException if they belong to different loops
     */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Future<? extends T>> futures) {
        return Gather.gather(futures);
    }

    /**
     * Gathers futures; as {@link #gather(Collection)}.
     *
     * @param <T> what the results have in common
     * @param futures of one loop; the same one may be given several times
     * @return their results in the order of the arguments
     * @throws IllegalArgumentException if they belong to different loops
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Future<List<T>> gather(Future<? extends T>... futures) {
        return Gather.gather(
                Arrays.asList(Objects.requireNonNull(futures, "gather: the array is null; pass futures")));
    }

    /**
     * Starts coroutines and gathers their tasks; {@code asyncio.gather}.
     *
     * @param <T> what the results have in common
     * @param coroutines the same object given several times is started once; a lambda that captures nothing is the same
     *            object each time
     * @return their results in the order of the arguments; cancelling it cancels the tasks that are not done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Future<List<T>> gather(Coroutine<? extends T>... coroutines) {
        return Gather.gatherCoroutines(Arrays.asList(coroutines));
    }

    /**
     * Starts coroutines without results and gathers their tasks; {@code asyncio.gather}.
     *
     * @param coroutines the same object given several times is started once
     * @return a list of nulls, when all are done; cancelling it cancels the tasks that are not done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static Future<List<@Nullable Void>> gather(CoroutineAction... coroutines) {
        return Gather.gatherActions(Arrays.asList(coroutines));
    }

    /**
     * Gathers futures; {@code asyncio.gather} with {@code return_exceptions=True}.
     *
     * @param futures of one loop; the same one may be given several times
     * @return results and throwables in the order of the arguments, when all are done
     * @throws IllegalArgumentException if they belong to different loops
     */
    public static Future<List<@Nullable Object>> gatherReturningExceptions(Collection<? extends Future<?>> futures) {
        return Gather.gatherReturningExceptions(futures);
    }

    /**
     * Gathers futures; as {@link #gatherReturningExceptions(Collection)}.
     *
     * @param futures of one loop; the same one may be given several times
     * @return results and throwables in the order of the arguments, when all are done
     * @throws IllegalArgumentException if they belong to different loops
     */
    public static Future<List<@Nullable Object>> gatherReturningExceptions(Future<?>... futures) {
        return Gather.gatherReturningExceptions(Arrays.asList(futures));
    }

    /**
     * Starts coroutines and gathers their tasks; {@code asyncio.gather} with {@code return_exceptions=True}.
     *
     * @param coroutines the same object given several times is started once
     * @return results and throwables in the order of the arguments, when all are done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static Future<List<@Nullable Object>> gatherReturningExceptions(Coroutine<?>... coroutines) {
        return Gather.gatherCoroutinesReturningExceptions(Arrays.asList(coroutines));
    }

    /**
     * Starts coroutines without results and gathers their tasks; {@code asyncio.gather} with
     * {@code return_exceptions=True}.
     *
     * @param coroutines the same object given several times is started once
     * @return nulls and throwables in the order of the arguments, when all are done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static Future<List<@Nullable Object>> gatherReturningExceptions(CoroutineAction... coroutines) {
        return Gather.gatherActionsReturningExceptions(Arrays.asList(coroutines));
    }

    // ---- shield

    /**
     * Keeps a cancellation of the waiter from a future; {@code asyncio.shield}.
     *
     * @param <T> the type of the result
     * @param future goes on if the future returned is cancelled; if it then fails, the loop's exception handler is told
     * @return a future with the same outcome; {@code future} itself if it is done
     */
    public static <T extends @Nullable Object> Future<T> shield(Future<T> future) {
        return Shield.shield(future);
    }

    /**
     * Starts a coroutine and keeps a cancellation of the waiter from it; {@code asyncio.shield} of a coroutine.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @return a future with the outcome of its task
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Future<T> shield(Coroutine<T> body) {
        return Shield.shield(body);
    }

    /**
     * Starts a coroutine without a result and keeps a cancellation of the waiter from it; as
     * {@link #shield(Coroutine)}.
     *
     * @param body the coroutine
     * @return a future with the outcome of its task
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static Future<@Nullable Void> shield(CoroutineAction body) {
        return Shield.shield(Coroutine.of(body));
    }

    // ---- wait

    /**
     * Waits until all are done; {@code asyncio.wait}.
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop
     * @return all of them as done
     * @throws IllegalArgumentException if there are none
     */
    public static <F extends Future<?>> Waited<F> wait(Iterable<? extends F> futures) {
        return Waiting.wait(futures);
    }

    /**
     * Waits without a limit; {@code asyncio.wait} with {@code return_when}.
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop
     * @param returnWhen what to wait for
     * @return which are done and which are not
     * @throws IllegalArgumentException if there are none
     */
    public static <F extends Future<?>> Waited<F> wait(Iterable<? extends F> futures, ReturnWhen returnWhen) {
        return Waiting.wait(futures, returnWhen);
    }

    /**
     * Waits for a limited time; {@code asyncio.wait}. It does not throw when the time is over, and cancels nothing.
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop
     * @param returnWhen what to wait for
     * @param timeoutSeconds the limit in seconds
     * @return which are done and which are not
     * @throws IllegalArgumentException if there are none, or the limit is NaN
     */
    public static <F extends Future<?>> Waited<F> wait(
            Iterable<? extends F> futures, ReturnWhen returnWhen, double timeoutSeconds) {
        return Waiting.wait(futures, returnWhen, timeoutSeconds);
    }

    /**
     * Waits for a limited time; {@link #wait(Iterable, ReturnWhen, double)} with a {@link Duration}.
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop
     * @param returnWhen what to wait for
     * @param timeout the limit, or null for none
     * @return which are done and which are not
     * @throws IllegalArgumentException if there are none
     */
    public static <F extends Future<?>> Waited<F> wait(
            Iterable<? extends F> futures, ReturnWhen returnWhen, @Nullable Duration timeout) {
        return Waiting.wait(futures, returnWhen, timeout);
    }

    // ---- wait_for

    /**
     * Waits for a future for a limited time; {@code asyncio.wait_for}. When the time is over the future is cancelled, and
     * this waits until it has really ended.
     *
     * @param <T> the type of the result
     * @param future what to wait for
     * @param timeoutSeconds the limit in seconds; not positive: a future that is not done is cancelled at once
     * @return its result
     * @throws TimeoutException if the time is over
     * @throws Exception the future's own
     */
    public static <T extends @Nullable Object> T waitFor(Future<T> future, double timeoutSeconds) throws Exception {
        return Waiting.waitFor(future, timeoutSeconds);
    }

    /**
     * Waits for a future for a limited time; {@link #waitFor(Future, double)} with a {@link Duration}.
     *
     * @param <T> the type of the result
     * @param future what to wait for
     * @param timeout the limit, or null for none
     * @return its result
     * @throws TimeoutException if the time is over
     * @throws Exception the future's own
     */
    public static <T extends @Nullable Object> T waitFor(Future<T> future, @Nullable Duration timeout)
            throws Exception {
        return Waiting.waitFor(future, timeout);
    }

    /**
     * Runs a coroutine for a limited time, within the calling task; {@code asyncio.wait_for}.
     *
     * @param <T> the type of the result
     * @param coroutine what to run
     * @param timeoutSeconds the limit in seconds; not positive: it is not even started
     * @return its result
     * @throws TimeoutException if the time is over
     * @throws Exception the coroutine's own
     */
    public static <T extends @Nullable Object> T waitFor(Coroutine<T> coroutine, double timeoutSeconds)
            throws Exception {
        return Waiting.waitFor(coroutine, timeoutSeconds);
    }

    /**
     * Runs a coroutine for a limited time; {@link #waitFor(Coroutine, double)} with a {@link Duration}.
     *
     * @param <T> the type of the result
     * @param coroutine what to run
     * @param timeout the limit, or null for none
     * @return its result
     * @throws TimeoutException if the time is over
     * @throws Exception the coroutine's own
     */
    public static <T extends @Nullable Object> T waitFor(Coroutine<T> coroutine, @Nullable Duration timeout)
            throws Exception {
        return Waiting.waitFor(coroutine, timeout);
    }

    /**
     * Runs a coroutine without a result for a limited time; as {@link #waitFor(Coroutine, double)}.
     *
     * @param coroutine what to run
     * @param timeoutSeconds the limit in seconds; not positive: it is not even started
     * @throws TimeoutException if the time is over
     * @throws Exception the coroutine's own
     */
    public static void waitFor(CoroutineAction coroutine, double timeoutSeconds) throws Exception {
        Waiting.waitFor(coroutine, timeoutSeconds);
    }

    /**
     * Runs a coroutine without a result for a limited time; as {@link #waitFor(Coroutine, Duration)}.
     *
     * @param coroutine what to run
     * @param timeout the limit, or null for none
     * @throws TimeoutException if the time is over
     * @throws Exception the coroutine's own
     */
    public static void waitFor(CoroutineAction coroutine, @Nullable Duration timeout) throws Exception {
        Waiting.waitFor(coroutine, timeout);
    }

    // ---- ensure_future

    /**
     * Returns the future itself; {@code asyncio.ensure_future} of a future.
     *
     * @param <T> the type of the result
     * @param future any
     * @return the same
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Future<T> future) {
        return Objects.requireNonNull(future, "ensureFuture: the future is null");
    }

    /**
     * Starts a coroutine; {@code asyncio.ensure_future} of a coroutine.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @return its task
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Coroutine<T> body) {
        return EventLoops.getEventLoop().createTask(body);
    }

    /**
     * Returns the future itself; {@code asyncio.ensure_future} of a future with {@code loop}.
     *
     * @param <T> the type of the result
     * @param future any
     * @param loop the loop it must belong to
     * @return the same
     * @throws IllegalArgumentException if it belongs to another loop
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Future<T> future, AbstractEventLoop loop) {
        if (ensureFuture(future).loop() != loop) {
            throw new IllegalArgumentException("ensureFuture: " + future + " belongs to " + future.loop()
                    + ", not to the loop given; give that one, or none");
        }
        return future;
    }

    /**
     * Starts a coroutine on a loop; {@code asyncio.ensure_future} of a coroutine with {@code loop}.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @param loop the loop that runs it
     * @return its task
     * @throws IllegalStateException if the loop is closed
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Coroutine<T> body, AbstractEventLoop loop) {
        return loop.createTask(body);
    }
}
