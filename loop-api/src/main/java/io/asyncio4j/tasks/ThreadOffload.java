// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs what blocks elsewhere, so that the loop goes on meanwhile; {@code asyncio.to_thread}. Coroutines only. */
public final class ThreadOffload {

    private ThreadOffload() {}

    /**
     * Runs a function in the loop's default executor, in a copy of the caller's context (rule CTX-09), and waits for it.
     *
     * @param <T> the type of the result
     * @param function what to run; being cancelled ends the wait, not the function
     * @return its result
     * @throws IllegalStateException if called outside a coroutine, or the default executor is shut down; nothing is run
     * @throws CancelledError if the task is cancelled
     * @throws Exception the function's own
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> function) throws Exception {
        Objects.requireNonNull(function, "toThread: the function is null; pass a lambda");
        Task<?> task = Task.suspending("toThread");
        Context context = Context.copyCurrent();
        return task.loop().runInExecutor(null, () -> context.call(function)).await();
    }

    /**
     * Runs an action in the loop's default executor, and waits for it; as {@link #toThread(Callable)}.
     *
     * @param action what to run; being cancelled ends the wait, not the action
     * @throws IllegalStateException if called outside a coroutine, or the default executor is shut down; nothing is run
     * @throws CancelledError if the task is cancelled
     * @throws Exception the action's own
     */
    public static void toThread(BlockingAction action) throws Exception {
        Objects.requireNonNull(action, "toThread: the action is null; pass a lambda");
        ThreadOffload.<@Nullable Void>toThread(() -> {
            action.run();
            return null;
        });
    }
}
