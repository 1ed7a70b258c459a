// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/**
 * A sequence whose items may have to be waited for; Python's asynchronous iterator. Coroutines only, one at a time: both
 * methods may suspend.
 *
 * <pre>{@code
 * while (ticks.hasNext()) {      // async for tick in ticks:
 *     use(ticks.next());
 * }
 * for (var tick : ticks.asIterable()) {      // the same
 *     use(tick);
 * }
 * }</pre>
 *
 * @param <T> the type of the items
 */
public interface AsyncIterator<T extends @Nullable Object> {

    /**
     * Waits until there is an item or the end; {@code __anext__}. Asking again changes nothing until the item is taken.
     *
     * @return false at the end, where Python raises {@code StopAsyncIteration}
     * @throws IllegalStateException if it has to wait and is called outside a coroutine
     * @throws CancelledError if the waiting task is cancelled
     * @throws Exception what the source of the items throws
     */
    boolean hasNext() throws Exception;

    /**
     * Takes the next item, and waits for it if it has to; {@code anext(iterator)}.
     *
     * @return the item
     * @throws java.util.NoSuchElementException at the end
     * @throws IllegalStateException if it has to wait and is called outside a coroutine
     * @throws CancelledError if the waiting task is cancelled
     * @throws Exception what the source of the items throws
     */
    T next() throws Exception;

    /**
     * Returns the items that are left for a {@code for} loop; {@code async for}. What the source throws leaves the loop as it
     * is, checked exceptions too, although none is declared. Leaving the loop early closes nothing, as in Python.
     *
     * @return a view for one pass, for coroutines
     */
    default Iterable<T> asIterable() {
        return () -> new PlainIterator<>(this);
    }
}
