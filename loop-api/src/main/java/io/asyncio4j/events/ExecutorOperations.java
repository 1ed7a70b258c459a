// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.tasks.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What a loop has other threads do (asyncio: {@code loop.run_in_executor} and its neighbours). Loop only.
 */
public interface ExecutorOperations {

    /**
     * Calls a function on another thread (asyncio: {@code loop.run_in_executor}).
     *
     * @param <T> type of the result
     * @param executor where to, or null for the default executor: a virtual thread for each call
     * @param function what to call
     * @return its outcome
     * @throws NullPointerException when {@code function} is null
     * @throws IllegalStateException when the loop is closed, or the default executor shut down
     */
    <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor executor, Callable<T> function);

    /**
     * Runs an action on another thread (asyncio: {@code loop.run_in_executor}).
     *
     * @param executor where to, or null for the default executor: a virtual thread for each call
     * @param action what to run
     * @return done when it has ended
     * @throws NullPointerException when {@code action} is null
     * @throws IllegalStateException when the loop is closed, or the default executor shut down
     */
    default Future<@Nullable Void> runInExecutor(@Nullable Executor executor, Runnable action) {
        Objects.requireNonNull(action, "runInExecutor: the action is null; pass a lambda");
        return runInExecutor(executor, () -> {
            action.run();
            return null;
        });
    }

    /**
     * Sets the default executor (asyncio: {@code loop.set_default_executor}).
     *
     * @param executor the executor; the loop shuts it down at its end
     * @throws NullPointerException when {@code executor} is null
     */
    void setDefaultExecutor(ExecutorService executor);

    /**
     * Forbids the default executor and waits for its work, without a limit (asyncio: {@code
     * loop.shutdown_default_executor}).
     *
     * @return done when it has ended
     */
    Future<@Nullable Void> shutdownDefaultExecutor();

    /**
     * Forbids the default executor and waits for its work (asyncio: {@code loop.shutdown_default_executor}).
     *
     * @param timeoutSeconds limit, after which it is shut down without waiting, with a warning
     * @return done when it has ended or the limit is reached
     * @throws IllegalArgumentException when {@code timeoutSeconds} is NaN
     */
    Future<@Nullable Void> shutdownDefaultExecutor(double timeoutSeconds);

    /**
     * Forbids the default executor and waits for its work (asyncio: {@code loop.shutdown_default_executor}).
     *
     * @param timeout limit, after which it is shut down without waiting, with a warning
     * @return done when it has ended or the limit is reached
     * @throws NullPointerException when {@code timeout} is null
     */
    Future<@Nullable Void> shutdownDefaultExecutor(Duration timeout);
}
