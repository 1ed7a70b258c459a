// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/**
 * Where the body of an {@link AsyncGenerator} leaves its items. For that body only, on its own thread.
 *
 * @param <T> the type of the items
 */
public sealed interface Yield<T extends @Nullable Object> permits GeneratorRun {

    /**
     * Hands an item to the consumer and waits until that asks for the next one; Python's {@code yield item}.
     *
     * @param item the item
     * @return what the consumer sent by {@link AsyncGenerator#send}; null if it just went on
     * @throws GeneratorExit if the generator is closed meanwhile: clean up and let it pass
     * @throws IllegalStateException if the generator is being closed, as then nobody takes items; or if it is called by
     *             anybody but the body
     */
    @Nullable Object yield(T item);
}
