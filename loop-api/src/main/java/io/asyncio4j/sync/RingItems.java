// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** First in, first out, or last in, first out; an array that is used round and round. Items may be null. */
final class RingItems<T extends @Nullable Object> implements Items<T> {

    private final boolean lastFirst;

    /** Its length is a power of two, for the sake of the mask. */
    private @Nullable Object[] items = new @Nullable Object[8];

    private int head;
    private int size;

    RingItems(boolean lastFirst) {
        this.lastFirst = lastFirst;
    }

    @Override
    public void add(T item) {
        if (size == items.length) {
            grow();
        }
        items[(head + size) & (items.length - 1)] = item;
        size++;
    }

    private void grow() {
        @Nullable Object[] larger = new @Nullable Object[items.length << 1];
        int toEnd = items.length - head;
        System.arraycopy(items, head, larger, 0, toEnd);
        System.arraycopy(items, 0, larger, toEnd, head);
        items = larger;
        head = 0;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T is nullable
    public T take() {
        size--;
        int at = lastFirst ? (head + size) & (items.length - 1) : head;
        T item = (T) items[at];
        items[at] = null;
        if (!lastFirst) {
            head = (head + 1) & (items.length - 1);
        }
        return item;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        Arrays.fill(items, null);
        head = 0;
        size = 0;
    }
}
