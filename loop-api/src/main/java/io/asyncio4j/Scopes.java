// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.TaskGroup;
import io.asyncio4j.tasks.Timeout;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Asyncio} that runs a block under something: what Python writes as {@code async with}. Use it through
 * that class, in coroutines.
 */
public abstract sealed class Scopes extends Networking permits Races {

    Scopes() {}

    // ---- task groups

    /**
     * Runs a block whose tasks end before it does, within the calling task; {@code async with asyncio.TaskGroup()}. The
     * first failure cancels the rest, and all failures are thrown together.
     *
     * <p>
     * A lambda that only calls a {@code void} method needs braces here, or a typed parameter:
     * {@code (TaskGroup g) -> fetchAll(g)}.
     *
     * @param <T> the type of the result
     * @param body the block; it starts tasks by {@link TaskGroup#createTask(Coroutine)}
     * @return its result, when all tasks have ended
     * @throws ExceptionGroup if a task or the block failed
     * @throws CancelledError if the calling task was cancelled by somebody else, and nothing failed
     * @throws IllegalStateException if called outside a coroutine
     * @throws Exception nothing else
     */
    public static <T extends @Nullable Object> T taskGroup(TaskGroup.Body<T> body) throws Exception {
        return new TaskGroup().run(body);
    }

    /**
     * Runs a block without a result whose tasks end before it does; as {@link #taskGroup(TaskGroup.Body)}.
     *
     * @param body the block; it starts tasks by {@link TaskGroup#createTask(Coroutine)}
     * @throws ExceptionGroup if a task or the block failed
     * @throws CancelledError if the calling task was cancelled by somebody else, and nothing failed
     * @throws IllegalStateException if called outside a coroutine
     * @throws Exception nothing else
     */
    public static void taskGroup(TaskGroup.Action body) throws Exception {
        new TaskGroup().run(body);
    }

    // ---- timeout

    /**
     * Makes a deadline that the block can move; {@code asyncio.timeout}. Use it by {@link Timeout#run(Coroutine)}.
     *
     * @param seconds from now; infinity: none
     * @return a new timeout
     * @throws IllegalArgumentException if it is NaN
     */
    public static Timeout timeout(double seconds) {
        return Timeout.after(seconds);
    }

    /**
     * Makes a deadline that the block can move; {@link #timeout(double)} with a {@link Duration}.
     *
     * @param delay from now, or null for none
     * @return a new timeout
     */
    public static Timeout timeout(@Nullable Duration delay) {
        return Timeout.after(delay);
    }

    /**
     * Runs a block under a deadline, within the calling task; {@code async with asyncio.timeout(...)}.
     *
     * @param <T> the type of the result
     * @param seconds from now; infinity: none
     * @param block the block
     * @return its result
     * @throws TimeoutException if the deadline passed and the block ended by that
     * @throws Exception the block's own
     */
    public static <T extends @Nullable Object> T timeout(double seconds, Coroutine<T> block) throws Exception {
        return Timeout.after(seconds).run(block);
    }

    /**
     * Runs a block without a result under a deadline; as {@link #timeout(double, Coroutine)}.
     *
     * @param seconds from now; infinity: none
     * @param block the block
     * @throws TimeoutException if the deadline passed and the block ended by that
     * @throws Exception the block's own
     */
    public static void timeout(double seconds, CoroutineAction block) throws Exception {
        Timeout.after(seconds).run(block);
    }

    /**
     * Runs a block under a deadline; {@link #timeout(double, Coroutine)} with a {@link Duration}.
     *
     * @param <T> the type of the result
     * @param delay from now, or null for none
     * @param block the block
     * @return its result
     * @throws TimeoutException if the deadline passed and the block ended by that
     * @throws Exception the block's own
     */
    public static <T extends @Nullable Object> T timeout(@Nullable Duration delay, Coroutine<T> block)
            throws Exception {
        return Timeout.after(delay).run(block);
    }

    /**
     * Runs a block without a result under a deadline; {@link #timeout(double, CoroutineAction)} with a {@link Duration}.
     *
     * @param delay from now, or null for none
     * @param block the block
     * @throws TimeoutException if the deadline passed and the block ended by that
     * @throws Exception the block's own
     */
    public static void timeout(@Nullable Duration delay, CoroutineAction block) throws Exception {
        Timeout.after(delay).run(block);
    }

    /**
     * Makes a deadline at a time of the loop's clock; {@code asyncio.timeout_at}. Use it by
     * {@link Timeout#run(Coroutine)}.
     *
     * @param when seconds as {@code loop.time()} counts them, or null for none
     * @return a new timeout
     * @throws IllegalArgumentException if it is NaN
     */
    public static Timeout timeoutAt(@Nullable Double when) {
        return new Timeout(when);
    }

    /**
     * Runs a block until a time of the loop's clock; {@code async with asyncio.timeout_at(...)}.
     *
     * @param <T> the type of the result
     * @param when seconds as {@code loop.time()} counts them, or null for none
     * @param block the block
     * @return its result
     * @throws TimeoutException if the deadline passed and the block ended by that
     * @throws Exception the block's own
     */
    public static <T extends @Nullable Object> T timeoutAt(@Nullable Double when, Coroutine<T> block)
            throws Exception {
        return new Timeout(when).run(block);
    }

    /**
     * Runs a block without a result until a time of the loop's clock; as {@link #timeoutAt(Double, Coroutine)}.
     *
     * @param when seconds as {@code loop.time()} counts them, or null for none
     * @param block the block
     * @throws TimeoutException if the deadline passed and the block ended by that
     * @throws Exception the block's own
     */
    public static void timeoutAt(@Nullable Double when, CoroutineAction block) throws Exception {
        new Timeout(when).run(block);
    }
}
