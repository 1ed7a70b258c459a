// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.Handle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The callbacks that are ready, first in first out; asyncio's {@code _ready} deque. Loop only: a plain ring. */
final class ReadyQueue {

    private @Nullable Handle[] ring = new Handle[64];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Handle handle) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = handle;
        size++;
    }

    Handle take() {
        int at = head;
        Handle handle = Objects.requireNonNull(ring[at]);
        ring[at] = null;
        head = (at + 1) & (ring.length - 1);
        size--;
        return handle;
    }

    void clear() {
        ring = new Handle[64];
        head = 0;
        size = 0;
    }

    private void grow() {
        @Nullable Handle[] larger = new Handle[ring.length * 2];
        int untilEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, untilEnd);
        System.arraycopy(ring, 0, larger, untilEnd, head);
        ring = larger;
        head = 0;
    }
}
