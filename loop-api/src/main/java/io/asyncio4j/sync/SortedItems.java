// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Lowest first; a heap. */
final class SortedItems<T extends @Nullable Object> implements Items<T> {

    private final @Nullable Comparator<? super T> order;
    private final PriorityQueue<Object> heap;

    @SuppressWarnings("unchecked")
    SortedItems(@Nullable Comparator<? super T> order) {
        this.order = order;
        this.heap = new PriorityQueue<>((Comparator<Object>) order);
    }

    @Override
    public void add(T item) {
        if (item == null) {
            throw new NullPointerException("PriorityQueue.put: the item is null, which has no place in an order");
        }
        if (order == null && !(item instanceof Comparable<?>)) {
            throw new IllegalArgumentException("PriorityQueue.put: " + item + " is a " + item.getClass().getName()
                    + ", which is not Comparable; give the queue a Comparator");
        }
        heap.add(item);
    }

    @Override
    @SuppressWarnings("unchecked")
    public T take() {
        return (T) heap.remove();
    }

    @Override
    public int size() {
        return heap.size();
    }

    @Override
    public void clear() {
        heap.clear();
    }
}
