// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.ParkingLoop;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What is refused, in which words, and that nothing changed then. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadUseTest {

    private static String refused(Class<? extends Exception> type, Executable use) {
        return assertThrows(type, use).getMessage();
    }

    @Test
    void waitingIsForCoroutinesOnlyAlsoWhereNothingWouldWait() {
        Queue<String> queue = new Queue<>();
        queue.putNowait("ready");
        Event set = new Event();
        set.set();
        Map<String, Executable> uses = new LinkedHashMap<>();
        uses.put("Lock.acquire", () -> new Lock().acquire());
        uses.put("Event.await", set::await);
        uses.put("Condition.acquire", () -> new Condition().acquire());
        uses.put("Condition.await", () -> new Condition().await());
        uses.put("Semaphore.acquire", () -> new Semaphore().acquire());
        uses.put("Queue.put", () -> queue.put("more"));
        uses.put("Queue.get", queue::get);
        uses.put("Queue.join", () -> new Queue<String>().join());
        uses.forEach((name, use) -> {
            String message = refused(IllegalStateException.class, use);
            assertTrue(message.startsWith(name + ": called outside a coroutine"), message);
        });
        assertEquals(1, queue.qsize());
    }

    @Test
    void numbersThatMakeNoSense() {
        assertEquals(
                "Semaphore: the initial value is -1; give 0 or more",
                refused(IllegalArgumentException.class, () -> new Semaphore(-1)));
        assertEquals(
                "BoundedSemaphore: the initial value is -1; give 0 or more",
                refused(IllegalArgumentException.class, () -> new BoundedSemaphore(-1)));
        assertEquals(
                "Barrier: parties is 0; give 1 or more",
                refused(IllegalArgumentException.class, () -> new Barrier(0)));
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is tested
    void nullIsRefused() {
        assertTrue(refused(NullPointerException.class, () -> new Condition(null)).startsWith("Condition: "));
        assertTrue(refused(NullPointerException.class, () -> new Condition().waitFor((BooleanSupplier) null))
                .startsWith("Condition.waitFor: "));
        assertTrue(refused(NullPointerException.class, () -> new PriorityQueue<String>((Comparator<String>) null))
                .startsWith("PriorityQueue: "));
        PriorityQueue<String> queue = new PriorityQueue<>();
        assertTrue(refused(NullPointerException.class, () -> queue.putNowait(null)).startsWith("PriorityQueue.put: "));
        assertEquals(new Queue.Statistics(0, 0, 0, 0, 0, false), queue.statistics());
    }

    @Test
    void releasingTooOftenIsRefused() {
        BoundedSemaphore semaphore = new BoundedSemaphore(2);
        assertEquals(
                "BoundedSemaphore.release: BoundedSemaphore[unlocked, value=2, waiters=0] has all its 2 permits;"
                        + " release it once for each acquire()",
                refused(IllegalArgumentException.class, semaphore::release));
        assertEquals(2, semaphore.statistics().value());
        assertTrue(refused(IllegalStateException.class, () -> new Condition().release()).startsWith("Lock.release: "));
    }

    @Test
    void itemsThatCannotBeComparedAreRefused() {
        PriorityQueue<Object> queue = new PriorityQueue<>();
        String message = refused(IllegalArgumentException.class, () -> queue.putNowait(new Object[0]));
        assertTrue(message.endsWith("which is not Comparable; give the queue a Comparator"), message);
        queue.putNowait("text");
        assertThrows(ClassCastException.class, () -> queue.putNowait(1));
        assertEquals(new Queue.Statistics(1, 0, 1, 0, 0, false), queue.statistics());
    }

    @Test
    void queueSaysWhatItMisses() {
        Queue<String> queue = new Queue<>(1);
        assertEquals(
                "Queue.getNowait: Queue[size=0, maxsize=1, getters=0, putters=0, unfinished=0] has no item; use get,"
                        + " which waits for one, in a coroutine",
                refused(QueueEmptyException.class, queue::getNowait));
        queue.putNowait("one");
        assertEquals(
                "Queue.putNowait: Queue[size=1, maxsize=1, getters=0, putters=0, unfinished=1] has no room; use put,"
                        + " which waits for it, in a coroutine",
                refused(QueueFullException.class, () -> queue.putNowait("two")));
        queue.taskDone();
        assertTrue(refused(IllegalArgumentException.class, queue::taskDone).startsWith("Queue.taskDone: "));
        queue.shutdown();
        assertTrue(refused(QueueShutDownException.class, () -> queue.putNowait("two")).startsWith("Queue.putNowait: "));
    }

    @Test
    void otherLoopIsRefusedByName() throws Exception {
        Lock lock = new Lock();
        try (ParkingLoop first = new ParkingLoop();
                ParkingLoop second = new ParkingLoop()) {
            first.runUntilComplete(() -> {
                Held held = lock.acquire();
                Task<?> waiting = Asyncio.createTask(() -> lock.acquire());
                Asyncio.sleep(0);
                waiting.cancel();
                Asyncio.sleep(0);
            });
            String message = refused(
                    IllegalStateException.class, () -> second.runUntilComplete(() -> lock.acquire()));
            assertTrue(message.startsWith("Lock.acquire: Lock[locked, waiters=0] is bound to a different event loop"),
                    message);
            lock.release();
            second.runUntilComplete(() -> lock.acquire().close());
        }
    }

    @Test
    void coroutinesThatWaitWhenTheLoopIsClosedLeaveTheLine() throws Exception {
        Queue<String> queue = new Queue<>();
        Lock lock = new Lock();
        try (ParkingLoop loop = new ParkingLoop()) {
            loop.setExceptionHandler((where, report) -> {});
            loop.runUntilComplete(() -> {
                lock.acquire();
                Asyncio.createTask(queue::get);
                Asyncio.createTask(() -> lock.acquire());
                Asyncio.sleep(0);
            });
            assertEquals(1, queue.statistics().getters());
        }
        assertEquals(0, queue.statistics().getters());
        assertEquals(new Lock.Statistics(true, 0), lock.statistics());
    }

    @Test
    void queuesHoldNullWhereTheirTypeAllowsIt() {
        run(() -> {
            Queue<@Nullable String> queue = new Queue<>();
            for (int i = 0; i < 20; i++) {
                queue.put(i % 2 == 0 ? null : "odd " + i);
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(i % 2 == 0 ? null : "odd " + i, queue.get());
            }
            queue.put(null);
            queue.shutdown(true);
            assertEquals(0, queue.qsize());
        });
    }
}
