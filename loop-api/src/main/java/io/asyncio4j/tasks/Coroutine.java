// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/**
 * The body of a task: what {@code async def} makes in Python is an ordinary method here, and a coroutine object is a
 * lambda that calls it. It may call suspending methods such as {@link Future#await()}.
 *
 * <p>
 * Runs on a virtual thread of its own while its loop waits, so nothing else of that loop runs between two suspension
 * points.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Coroutine<T extends @Nullable Object> {

    /**
     * The body.
     *
     * @return the task's result
     * @throws Exception becomes the task's exception
     */
    T run() throws Exception;

    /**
     * Returns {@code action} as a coroutine whose result is null.
     *
     * @param action the body
     * @return a coroutine
     */
    static Coroutine<@Nullable Void> of(CoroutineAction action) {
        java.util.Objects.requireNonNull(action, "Coroutine.of: action is null; pass a lambda");
        return new ActionCoroutine<>(action);
    }
}
