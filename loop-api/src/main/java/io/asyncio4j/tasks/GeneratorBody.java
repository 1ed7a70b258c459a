// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link AsyncGenerator} runs: in Python an {@code async def} with {@code yield} in it.
 *
 * <p>
 * Runs within the task that asks for the items, in its context, and may suspend like any coroutine. It has a stack of its
 * own, on which it stays at a {@code yield} until the next item is asked for.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface GeneratorBody<T extends @Nullable Object> {

    /**
     * The body.
     *
     * @param out takes the items
     * @throws Exception gets whoever asked for the next item
     */
    void run(Yield<T> out) throws Exception;
}
