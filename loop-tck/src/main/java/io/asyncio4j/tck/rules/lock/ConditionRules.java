// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;

/** Conditions: the lock that is let go and taken again, and notifications that are not lost. */
@VirtualTime
final class ConditionRules {

    private static Task<?> waiter(RuleContext tck, String name, Condition condition) {
        return Turns.start(tck, name, () -> {
            try (var held = condition.acquire()) {
                condition.await();
                tck.log.add(name + (condition.locked() ? "" : " without the lock"));
            }
        });
    }

    @Rule(id = "LOCK-10")
    void waitingAndNotifyingNeedTheLock(RuleContext tck) throws Exception {
        Condition condition = new Condition();
        tck.run(() -> {
            tck.raises(IllegalStateException.class, "not acquired", condition::await);
            tck.raises(IllegalStateException.class, "not acquired", condition::notifyOne);
            tck.raises(IllegalStateException.class, "not acquired", () -> condition.notify(2));
            tck.raises(IllegalStateException.class, "not acquired", condition::notifyAllWaiters);
        });
        assertEquals(0, condition.statistics().waiters());
    }

    @Rule(id = "LOCK-11")
    void waitingLetsTheLockGoAndEndsWithItAlsoWhenCancelled(RuleContext tck) throws Exception {
        Condition condition = new Condition();
        tck.run(() -> {
            Task<?> waiter = Turns.start(tck, "waiter", () -> {
                try (var held = condition.acquire()) {
                    try {
                        condition.await();
                    } catch (CancelledError cancelled) {
                        tck.log.add("thrown with the lock " + (condition.locked() ? "held" : "free"));
                        throw cancelled;
                    }
                }
            });
            Sleep.sleep(0);
            assertFalse(condition.locked());
            try (var held = condition.acquire()) {
                waiter.cancel();
                Turns.settle();
                tck.log.take();
                assertFalse(waiter.done());
            }
            Turns.settle();
            tck.log.take("thrown with the lock held", "waiter cancelled");
            assertFalse(condition.locked());

            waiter(tck, "woken", condition);
            Sleep.sleep(0);
            try (var held = condition.acquire()) {
                condition.notifyOne();
                Turns.settle();
                tck.log.take();
            }
            Turns.settle();
            tck.log.take("woken");
        });
        assertFalse(condition.locked());
    }

    @Rule(id = "LOCK-12")
    void notifyingWakesTheLongestWaitingOnesInOrder(RuleContext tck) throws Exception {
        Condition condition = new Condition();
        tck.run(() -> {
            for (String name : new String[] {"a", "b", "c", "d", "e"}) {
                waiter(tck, name, condition);
            }
            Turns.settle();
            try (var held = condition.acquire()) {
                condition.notifyOne();
                condition.notify(2);
                Turns.settle();
                tck.log.take();
            }
            Turns.settle();
            tck.log.take("a", "b", "c");
            try (var held = condition.acquire()) {
                condition.notify(2048);
            }
            Turns.settle();
            tck.log.take("d", "e");
            waiter(tck, "f", condition);
            waiter(tck, "g", condition);
            Turns.settle();
            try (var held = condition.acquire()) {
                condition.notifyAllWaiters();
            }
            Turns.settle();
            tck.log.take("f", "g");
            try (var held = condition.acquire()) {
                condition.notifyOne();
                condition.notifyAllWaiters();
            }
        });
    }

    @Rule(id = "LOCK-13")
    void aNotificationOfACancelledWaiterGoesToAnother(RuleContext tck) throws Exception {
        Condition condition = new Condition();
        tck.run(() -> {
            for (int iterations : new int[] {0, 2}) {
                tck.step("cancelled " + iterations + " iterations after it was notified, before it has the lock");
                Task<?> a = waiter(tck, "a", condition);
                Task<?> b = waiter(tck, "b", condition);
                Turns.settle();
                try (var held = condition.acquire()) {
                    condition.notifyOne();
                    Turns.pass(iterations);
                    a.cancel();
                }
                Turns.settle();
                tck.log.take("a cancelled", "b");
                assertTrue(a.cancelled());
                assertTrue(b.done());
            }
        });
        assertEquals(0, condition.statistics().waiters());
    }

    @Rule(id = "LOCK-14")
    void theLastOfSeveralCancellationsIsThrownWithTheLockHeld(RuleContext tck) throws Exception {
        Condition condition = new Condition();
        tck.run(() -> {
            Task<?> waiter = tck.loop().createTask(() -> {
                try (var held = condition.acquire()) {
                    CancelledError error = assertThrows(CancelledError.class, condition::await);
                    tck.log.add(error.message() + (condition.locked() ? "" : " without the lock"));
                }
            });
            Sleep.sleep(0);
            try (var held = condition.acquire()) {
                waiter.cancel("first");
                Turns.settle();
                waiter.cancel("second");
                Turns.settle();
                assertFalse(waiter.done());
            }
            waiter.await();
        });
        tck.log.take("second");
        assertFalse(condition.locked());
    }

    @Rule(id = "LOCK-15")
    void waitForAsksFirstAndReturnsWhatWillDo(RuleContext tck) throws Exception {
        Condition condition = new Condition();
        int[] value = {1};
        tck.run(() -> {
            Turns.callback(tck);
            try (var held = condition.acquire()) {
                int answer = condition.waitFor(() -> value[0], number -> number > 0);
                tck.log.add("at once " + answer);
                condition.waitFor(() -> value[0] == 1);
                tck.log.add("at once");
            }
            Turns.settle();
            tck.log.take("at once 1", "at once", "callback");
            Task<?> waiter = tck.loop().createTask(() -> {
                try (var held = condition.acquire()) {
                    int answer = condition.waitFor(
                            () -> {
                                tck.log.add("asks, " + (condition.locked() ? "locked" : "free"));
                                return value[0];
                            },
                            number -> number > 2);
                    tck.log.add("got " + answer);
                }
            });
            for (int next = 2; next <= 3; next++) {
                Turns.settle();
                try (var held = condition.acquire()) {
                    value[0] = next;
                    condition.notifyOne();
                }
            }
            waiter.await();
        });
        tck.log.take("asks, locked", "asks, locked", "asks, locked", "got 3");
    }

    @Rule(id = "LOCK-16")
    void twoConditionsShareALock(RuleContext tck) throws Exception {
        Lock lock = new Lock();
        Condition first = new Condition(lock);
        Condition second = new Condition(lock);
        tck.run(() -> {
            waiter(tck, "first", first);
            waiter(tck, "second", second);
            Turns.settle();
            try (var held = lock.acquire()) {
                assertTrue(first.locked());
                assertTrue(second.locked());
                second.notifyAllWaiters();
            }
            Turns.settle();
            tck.log.take("second");
            try (var held = second.acquire()) {
                first.notifyOne();
            }
            Turns.settle();
            tck.log.take("first");
        });
        assertFalse(lock.locked());
    }
}
