// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each primitive says of itself, in numbers and in words. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StatisticsTest {

    @Test
    void lockTellsItsStateAndWhoWaits() {
        run(() -> {
            Lock lock = new Lock();
            assertEquals(new Lock.Statistics(false, 0), lock.statistics());
            try (var held = lock.acquire()) {
                Task<?> waiting = Asyncio.createTask(() -> {
                    lock.acquire().close();
                });
                Asyncio.sleep(0);
                assertEquals(new Lock.Statistics(true, 1), lock.statistics());
                assertEquals("Lock[locked, waiters=1]", lock.toString());
                assertTrue(waiting.toString().endsWith(", waits for Lock[locked, waiters=1]]"), waiting::toString);
            }
            Asyncio.sleep(0);
            assertEquals("Lock[unlocked, waiters=0]", lock.toString());
        });
    }

    @Test
    void eventTellsItsStateAndWhoWaits() {
        run(() -> {
            Event event = new Event();
            Asyncio.createTask(event::await);
            Asyncio.sleep(0);
            assertEquals(new Event.Statistics(false, 1), event.statistics());
            assertEquals("Event[unset, waiters=1]", event.toString());
            event.set();
            Asyncio.sleep(0);
            assertEquals(new Event.Statistics(true, 0), event.statistics());
            assertEquals("Event[set, waiters=0]", event.toString());
        });
    }

    @Test
    void conditionTellsItsLockAndWhoWaits() {
        run(() -> {
            Condition condition = new Condition();
            Task<?> waiting = Asyncio.createTask(() -> {
                try (var held = condition.acquire()) {
                    condition.await();
                }
            });
            Asyncio.sleep(0);
            try (var held = condition.acquire()) {
                assertEquals(new Condition.Statistics(new Lock.Statistics(true, 0), 1), condition.statistics());
                assertEquals("Condition[locked, waiters=1]", condition.toString());
                condition.notifyOne();
            }
            waiting.await();
            assertEquals("Condition[unlocked, waiters=0]", condition.toString());
        });
    }

    @Test
    void semaphoreTellsItsValueAndWhoWaits() {
        run(() -> {
            Semaphore semaphore = new Semaphore(1);
            Held held = semaphore.acquire();
            Task<?> waiting = Asyncio.createTask(() -> semaphore.acquire());
            Asyncio.sleep(0);
            assertEquals(new Semaphore.Statistics(0, true, 1), semaphore.statistics());
            assertEquals("Semaphore[locked, value=0, waiters=1]", semaphore.toString());
            held.close();
            waiting.await();
            semaphore.release();
            assertEquals(new Semaphore.Statistics(1, false, 0), semaphore.statistics());
            assertEquals("BoundedSemaphore[unlocked, value=3, waiters=0]", new BoundedSemaphore(3).toString());
        });
    }

    @Test
    void barrierTellsItsStateAndWhoWaits() {
        run(() -> {
            Barrier barrier = new Barrier(2);
            assertEquals(2, barrier.parties());
            Task<?> waiting = Asyncio.createTask(() -> barrier.await());
            Asyncio.sleep(0);
            assertEquals(new Barrier.Statistics(2, 1, false), barrier.statistics());
            assertEquals("Barrier[filling, waiters=1/2]", barrier.toString());
            assertEquals(1, barrier.await());
            assertEquals("Barrier[draining, waiters=0/2]", barrier.toString());
            assertEquals(0, waiting.await());
            barrier.abort();
            assertEquals(new Barrier.Statistics(2, 0, true), barrier.statistics());
            assertEquals("Barrier[broken]", barrier.toString());
        });
    }

    @Test
    void queueTellsItsItemsAndWhoWaits() {
        run(() -> {
            Queue<String> queue = new Queue<>(1);
            Task<String> getting = Asyncio.createTask(queue::get);
            Asyncio.sleep(0);
            assertEquals(new Queue.Statistics(0, 1, 0, 1, 0, false), queue.statistics());
            assertEquals("Queue[size=0, maxsize=1, getters=1, putters=0, unfinished=0]", queue.toString());
            queue.put("one");
            Task<?> putting = Asyncio.createTask(() -> queue.put("two"));
            assertEquals("one", getting.await());
            putting.await();
            assertEquals(new Queue.Statistics(1, 1, 2, 0, 0, false), queue.statistics());
            queue.shutdown();
            assertEquals(
                    "Queue[size=1, maxsize=1, getters=0, putters=0, unfinished=2, shut down]", queue.toString());
        });
    }
}
