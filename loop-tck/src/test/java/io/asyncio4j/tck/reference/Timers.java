// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.TimerHandle;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What is to run at a time; asyncio's {@code _scheduled}.
 *
 * <p>
 * A heap by deadline. A timer that is cancelled stays where it is until it comes to the top, as to look for it would cost
 * more than it saves; but when more than half of many are cancelled, as with timeouts that are seldom reached, all those
 * go at once.
 */
final class Timers {

    private static final int MANY = 100;

    private final PriorityQueue<TimerHandle> heap = new PriorityQueue<>(
            Comparator.comparingLong(TimerHandle::deadlineNanos).thenComparingLong(TimerHandle::order));

    private long count;
    private int cancelled;

    void add(TimerHandle timer) {
        timer.scheduled(count++, () -> cancelled++);
        heap.add(timer);
    }

    int live() {
        return heap.size() - cancelled;
    }

    /** Returns the nearest deadline, {@link Clock#NEVER} if there is none. */
    long next() {
        if (heap.size() > MANY && cancelled > heap.size() / 2) {
            heap.removeIf(TimerHandle::cancelled);
            cancelled = 0;
        }
        for (TimerHandle top = heap.peek(); top != null; top = heap.peek()) {
            if (!top.cancelled()) {
                return top.deadlineNanos();
            }
            heap.remove();
            cancelled--;
        }
        return Clock.NEVER;
    }

    /** Takes out what is due. */
    void due(long now, Consumer<TimerHandle> taker) {
        while (next() <= now) {
            TimerHandle timer = heap.remove();
            timer.unscheduled();
            taker.accept(timer);
        }
    }

    void clear() {
        heap.forEach(TimerHandle::unscheduled);
        heap.clear();
        cancelled = 0;
    }
}
