// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.testing.ParkingLoop;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerHeapTest {

    private final ParkingLoop loop = new ParkingLoop();
    private final TimerHeap heap = new TimerHeap();

    @AfterEach
    void close() {
        loop.close();
    }

    private TimerHandle add(long deadline) {
        TimerHandle timer = new TimerHandle(deadline, () -> {}, loop, null);
        heap.add(timer);
        return timer;
    }

    private List<TimerHandle> drain() {
        List<TimerHandle> order = new ArrayList<>();
        for (TimerHandle next = heap.first(); next != null; next = heap.first()) {
            heap.removeFirst();
            order.add(next);
        }
        return order;
    }

    @Test
    void timersLeaveByDeadlineAndEqualOnesInOrderOfRegistration() {
        Random random = new Random(7);
        List<TimerHandle> added = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            added.add(add(random.nextInt(300)));
        }
        List<TimerHandle> expected = new ArrayList<>(added);
        expected.sort(Comparator.comparingLong(TimerHandle::deadlineNanos));
        assertEquals(expected, drain());
    }

    @Test
    void cancelledTimersNeverShow() {
        Random random = new Random(8);
        List<TimerHandle> live = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            TimerHandle timer = add(random.nextInt(1000));
            if (random.nextInt(4) > 0) {
                timer.cancel();
            } else {
                live.add(timer);
            }
        }
        assertEquals(live.size(), heap.live());
        live.sort(Comparator.comparingLong(TimerHandle::deadlineNanos));
        assertEquals(live, drain());
        assertEquals(0, heap.live());
    }

    @Test
    void cancelAfterTheTimerLeftDoesNotCount() {
        TimerHandle timer = add(1);
        heap.removeFirst();
        timer.cancel();
        add(2);
        assertEquals(1, heap.live());
    }

    @Test
    void cancelledTimersAreSweptWithoutAnIteration() throws InterruptedException {
        List<WeakReference<TimerHandle>> handles = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            TimerHandle timer = add(Long.MAX_VALUE - i);
            timer.cancel();
            handles.add(new WeakReference<>(timer));
        }
        for (int i = 0; i < 50 && held(handles) > 200; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertTrue(held(handles) <= 200, () -> held(handles) + " of 10000 cancelled timers are still held");
        assertNull(heap.first());
    }

    private static long held(List<WeakReference<TimerHandle>> handles) {
        return handles.stream().filter(handle -> handle.get() != null).count();
    }
}
