// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** Locks, and the loop that a primitive belongs to. */
@VirtualTime
final class LockRules {

    @Rule(id = "LOCK-01")
    void aFreeLockIsTakenAtOnceAndWaitersGetItInOrder(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        tck.run(() -> {
            Turns.callback(tck);
            Held held = lock.acquire();
            tck.log.add("main");
            for (String name : new String[] {"a", "b", "c"}) {
                Turns.taker(tck, name, lock::acquire);
            }
            Turns.settle();
            tck.log.take("main", "callback");
            held.close();
            Turns.settle();
        });
        tck.log.take("a", "b", "c");
        assertFalse(lock.locked());
        tck.step("who is in line was cancelled");
        tck.run(() -> {
            Held held = lock.acquire();
            Task<?> cancelled = Turns.taker(tck, "d", lock::acquire);
            Sleep.sleep(0);
            cancelled.cancel();
            held.close();
            Turns.callback(tck);
            lock.acquire().close();
            tck.log.add("main");
            Turns.settle();
        });
        tck.log.take("main", "d cancelled", "callback");
    }

    @Rule(id = "LOCK-02")
    void aNewcomerDoesNotOvertakeBetweenReleaseAndResumption(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        tck.run(() -> {
            Held held = lock.acquire();
            Turns.taker(tck, "a", lock::acquire);
            Turns.taker(tck, "b", lock::acquire);
            Sleep.sleep(0);
            held.close();
            try (var again = lock.acquire()) {
                tck.log.add("newcomer");
            }
        });
        tck.log.take("a", "b", "newcomer");
    }

    @Rule(id = "LOCK-03")
    void releasingAFreeLockFailsAndAnybodyMayReleaseALockedOne(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        assertThrows(IllegalStateException.class, lock::release);
        tck.run(() -> {
            lock.acquire();
            assertTrue(lock.locked());
            tck.loop().callSoon(lock::release);
            try (var held = lock.acquire()) {
                tck.log.add("released by a callback");
            }
            lock.acquire();
            tck.loop().createTask(() -> lock.release()).await();
            assertFalse(lock.locked());
            assertThrows(IllegalStateException.class, lock::release);
        });
        tck.log.take("released by a callback");
    }

    @Rule(id = "LOCK-04")
    void cancellingTheChosenWaiterHandsTheLockToTheNext(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        tck.run(() -> {
            tck.step("two wait; the first is chosen, then cancelled");
            Held held = lock.acquire();
            Task<?> a = Turns.taker(tck, "a", lock::acquire);
            Turns.taker(tck, "b", lock::acquire);
            Sleep.sleep(0);
            held.close();
            a.cancel();
            Turns.settle();
            tck.log.take("a cancelled", "b");
            assertFalse(lock.locked());

            tck.step("the only one that waits is chosen, then cancelled");
            held = lock.acquire();
            a = Turns.taker(tck, "a", lock::acquire);
            Sleep.sleep(0);
            held.close();
            a.cancel();
            Turns.settle();
            tck.log.take("a cancelled");
            Turns.callback(tck);
            lock.acquire().close();
            tck.log.take();

            tck.step("the first is cancelled, then the lock is released");
            Turns.settle();
            tck.log.clear();
            held = lock.acquire();
            a = Turns.taker(tck, "a", lock::acquire);
            Turns.taker(tck, "b", lock::acquire);
            Sleep.sleep(0);
            a.cancel();
            held.close();
            Turns.settle();
            tck.log.take("a cancelled", "b");
        });
        assertFalse(lock.locked());
    }

    @Rule(id = "LOCK-05")
    void aCancelledAcquireChangesNothing(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        tck.run(() -> {
            Held held = lock.acquire();
            Task<?> a = Turns.taker(tck, "a", lock::acquire);
            Sleep.sleep(0);
            assertEquals(1, lock.statistics().waiters());
            a.cancel();
            Turns.settle();
            tck.log.take("a cancelled");
            assertTrue(lock.locked());
            assertEquals(0, lock.statistics().waiters());
            held.close();
            assertFalse(lock.locked());
            Turns.callback(tck);
            lock.acquire();
            tck.log.take();
            Turns.settle();
        });
    }

    @Rule(id = "LOCK-06")
    void aBlockHoldsTheLockAndReleasesItAlsoOnError(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        tck.run(() -> {
            try (var held = lock.acquire()) {
                assertTrue(lock.locked());
            }
            assertFalse(lock.locked());
            assertThrows(ArithmeticException.class, () -> {
                try (var held = lock.acquire()) {
                    throw new ArithmeticException("within");
                }
            });
            assertFalse(lock.locked());
            Task<?> cancelled = tck.loop().createTask((CoroutineAction) () -> {
                try (var held = lock.acquire()) {
                    Sleep.sleep(3600);
                }
            });
            Sleep.sleep(0);
            cancelled.cancel();
            assertThrows(CancelledError.class, cancelled::await);
            assertFalse(lock.locked());
        });
    }

    @Rule(id = "LOCK-07")
    void theFirstWaitBindsToItsLoop(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        Event event = new Event();
        Semaphore semaphore = new Semaphore(1);
        Condition condition = new Condition();
        Queue<String> queue = new Queue<>(1);
        Map<String, CoroutineAction> waits = new LinkedHashMap<>();
        waits.put("Lock.acquire", lock::acquire);
        waits.put("Event.wait", event::await);
        waits.put("Semaphore.acquire", semaphore::acquire);
        waits.put("Condition.wait", condition::await);
        waits.put("Queue.get", queue::get);
        AbstractEventLoop other = tck.newLoop();
        CoroutineAction withoutWaiting = () -> {
            lock.acquire().close();
            semaphore.acquire().close();
            condition.acquire().close();
            queue.put("item");
            queue.get();
            event.set();
            event.await();
            event.clear();
        };
        tck.step("used on two loops without waiting");
        other.runUntilComplete(withoutWaiting);
        tck.run(withoutWaiting);
        tck.step("waits on the first loop");
        tck.run(() -> {
            lock.acquire();
            semaphore.acquire();
            condition.acquire();
            for (CoroutineAction wait : waits.values()) {
                Task<?> task = tck.loop().createTask(wait);
                Sleep.sleep(0);
                assertFalse(task.done());
                task.cancel();
                assertThrows(CancelledError.class, task::await);
            }
        });
        waits.forEach((name, wait) -> {
            tck.step(name + " on the second loop");
            tck.raises(IllegalStateException.class, "different event loop", () -> other.runUntilComplete(wait));
        });
        tck.step("on the first loop it goes on working");
        tck.run(() -> {
            Task<String> getter = tck.loop().createTask(queue::get);
            Sleep.sleep(0);
            queue.put("item");
            assertEquals("item", getter.await());
        });
    }
}
