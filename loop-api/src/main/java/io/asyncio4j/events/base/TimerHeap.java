// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.TimerHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The timers by deadline, equal ones in the order of registration. Loop only.
 *
 * <p>
 * Cancelling is O(1): the handle lets go of its callback and only a counter changes here. Cancelled handles leave when
 * they reach the top, or all at once when there are more than {@value #SWEEP_FROM} timers and over half of them are
 * cancelled (asyncio's numbers). The sweep costs no more than the cancels before it, and since adding a timer may start
 * it too, a million timers that one callback makes and cancels never pile up (rule TIME-10).
 */
final class TimerHeap {

    /** asyncio's {@code _MIN_SCHEDULED_TIMER_HANDLES}. */
    private static final int SWEEP_FROM = 100;

    private @Nullable TimerHandle[] heap = new TimerHandle[16];
    private int size;
    private int cancelled;
    private long registered;
    private final Runnable onCancel = () -> cancelled++;

    /** How many are live. */
    int live() {
        return size - cancelled;
    }

    void add(TimerHandle timer) {
        sweepIfWorthIt();
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.scheduled(registered++, onCancel);
        siftUp(size++, timer);
    }

    /** Returns the next timer that is not cancelled, without taking it. */
    @Nullable TimerHandle first() {
        sweepIfWorthIt();
        while (size > 0) {
            TimerHandle top = Objects.requireNonNull(heap[0]);
            if (!top.cancelled()) {
                return top;
            }
            removeFirst();
            cancelled--;
        }
        return null;
    }

    /** Takes what {@link #first()} returned. */
    void removeFirst() {
        TimerHandle top = Objects.requireNonNull(heap[0]);
        top.unscheduled();
        TimerHandle last = Objects.requireNonNull(heap[--size]);
        heap[size] = null;
        if (size > 0) {
            siftDown(0, last);
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            Objects.requireNonNull(heap[i]).unscheduled();
        }
        heap = new TimerHandle[16];
        size = 0;
        cancelled = 0;
    }

    private void sweepIfWorthIt() {
        if (size <= SWEEP_FROM || cancelled * 2L <= size) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            TimerHandle timer = Objects.requireNonNull(heap[i]);
            if (timer.cancelled()) {
                timer.unscheduled();
            } else {
                heap[kept++] = timer;
            }
        }
        Arrays.fill(heap, kept, size, null);
        size = kept;
        cancelled = 0;
        if (heap.length > 1024 && kept < heap.length / 8) {
            heap = Arrays.copyOf(heap, Math.max(16, kept * 2));
        }
        for (int i = (size >>> 1) - 1; i >= 0; i--) {
            siftDown(i, Objects.requireNonNull(heap[i]));
        }
    }

    private void siftUp(int start, TimerHandle timer) {
        int at = start;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            TimerHandle above = Objects.requireNonNull(heap[parent]);
            if (!before(timer, above)) {
                break;
            }
            heap[at] = above;
            at = parent;
        }
        heap[at] = timer;
    }

    private void siftDown(int start, TimerHandle timer) {
        int at = start;
        int half = size >>> 1;
        while (at < half) {
            int child = 2 * at + 1;
            TimerHandle below = Objects.requireNonNull(heap[child]);
            if (child + 1 < size && before(Objects.requireNonNull(heap[child + 1]), below)) {
                child++;
                below = Objects.requireNonNull(heap[child]);
            }
            if (!before(below, timer)) {
                break;
            }
            heap[at] = below;
            at = child;
        }
        heap[at] = timer;
    }

    private static boolean before(TimerHandle a, TimerHandle b) {
        return a.deadlineNanos() < b.deadlineNanos()
                || (a.deadlineNanos() == b.deadlineNanos() && a.order() < b.order());
    }
}
