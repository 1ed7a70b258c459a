// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import java.util.Comparator;
import java.util.Objects;

/**
 * A queue that gives the lowest item first; {@code asyncio.PriorityQueue}. Loop only.
 *
 * <p>
 * Equal ones come in no particular order, as in asyncio. An item that cannot be compared is refused by {@code put} with
 * {@link IllegalArgumentException}, null with {@link NullPointerException}; the queue is as before then.
 *
 * @param <T> the type of the items
 */
public final class PriorityQueue<T> extends Queue<T> {

    /** Makes one without a limit, for items that are {@link Comparable}. */
    public PriorityQueue() {
        this(0);
    }

    /**
     * Makes one for items that are {@link Comparable}.
     *
     * @param maxsize how many items it holds; 0 or less: no limit
     */
    public PriorityQueue(int maxsize) {
        super(maxsize, new SortedItems<>(null));
    }

    /**
     * Makes one without a limit.
     *
     * @param order what is low
     * @throws NullPointerException if it is null
     */
    public PriorityQueue(Comparator<? super T> order) {
        this(0, order);
    }

    /**
     * Makes one.
     *
     * @param maxsize how many items it holds; 0 or less: no limit
     * @param order what is low
     * @throws NullPointerException if {@code order} is null
     */
    public PriorityQueue(int maxsize, Comparator<? super T> order) {
        super(maxsize, new SortedItems<>(Objects.requireNonNull(
                order, "PriorityQueue: the comparator is null; leave it out for the natural order")));
    }
}
