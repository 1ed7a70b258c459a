// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;

/** Semaphores: strict order, and no permit is lost. */
@VirtualTime
final class SemaphoreRules {

    private static Task<?> waiter(RuleContext tck, String name, Semaphore semaphore) {
        return Turns.start(tck, name, () -> {
            semaphore.acquire();
            tck.log.add(name);
        });
    }

    @Rule(id = "LOCK-17")
    void aNegativeValueIsRefusedAndNoneIsLocked(RuleContext tck) {
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
        assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(-1));
        assertTrue(new Semaphore(0).locked());
        assertFalse(new Semaphore().locked());
        assertEquals(1, new Semaphore().statistics().value());
    }

    @Rule(id = "LOCK-18")
    void lockedMeansThatANewcomerWouldWait(RuleContext tck) throws Exception {
        Semaphore semaphore = new Semaphore(1);
        tck.run(() -> {
            assertFalse(semaphore.locked());
            semaphore.acquire();
            assertTrue(semaphore.locked());
            waiter(tck, "a", semaphore);
            Sleep.sleep(0);
            semaphore.release();
            semaphore.release();
            assertTrue(semaphore.locked(), "a permit is free, but somebody is in line");
            Turns.settle();
            tck.log.take("a");
            assertFalse(semaphore.locked());

            Semaphore other = new Semaphore(1);
            other.acquire();
            Task<?> cancelled = waiter(tck, "b", other);
            Sleep.sleep(0);
            cancelled.cancel();
            other.release();
            assertFalse(other.locked(), "who is in line was cancelled");
            Turns.settle();
            tck.log.take("b cancelled");
        });
    }

    @Rule(id = "LOCK-19")
    void permitsGoToThoseWhoCameFirstHoweverManyAreReleasedAtOnce(RuleContext tck) throws Exception {
        Semaphore semaphore = new Semaphore(0);
        tck.run(() -> {
            for (String name : new String[] {"a", "b", "c"}) {
                waiter(tck, name, semaphore);
            }
            Sleep.sleep(0);
            semaphore.release();
            semaphore.release();
            waiter(tck, "d", semaphore);
            Turns.settle();
            tck.log.take("a", "b");
            semaphore.release();
            semaphore.release();
            semaphore.release();
            semaphore.acquire();
            tck.log.add("main");
            Turns.settle();
            tck.log.take("c", "d", "main");
            assertEquals(0, semaphore.statistics().value());
        });
    }

    @Rule(id = "LOCK-20")
    void aCancelledWaiterLosesNoPermit(RuleContext tck) throws Exception {
        Semaphore semaphore = new Semaphore(1);
        tck.run(() -> {
            for (String order : new String[] {"release first", "cancel first", "both are cancelled"}) {
                tck.step(order);
                Held held = semaphore.acquire();
                Task<?> a = Turns.taker(tck, "a", semaphore::acquire);
                Task<?> b = Turns.taker(tck, "b", semaphore::acquire);
                Sleep.sleep(0);
                if (order.equals("cancel first")) {
                    a.cancel();
                    held.close();
                } else {
                    held.close();
                    a.cancel();
                }
                if (order.equals("both are cancelled")) {
                    b.cancel();
                }
                Turns.settle();
                tck.log.take("a cancelled", b.cancelled() ? "b cancelled" : "b");
                assertEquals(order.equals("both are cancelled"), b.cancelled());
                assertEquals(new Semaphore.Statistics(1, false, 0), semaphore.statistics());
            }
        });
    }

    @Rule(id = "LOCK-21")
    void onlyABoundedSemaphoreRefusesToGrow(RuleContext tck) throws Exception {
        Semaphore semaphore = new Semaphore(1);
        semaphore.release();
        assertEquals(2, semaphore.statistics().value());
        BoundedSemaphore bounded = new BoundedSemaphore(2);
        assertThrows(IllegalArgumentException.class, bounded::release);
        tck.run(() -> {
            bounded.acquire();
            bounded.acquire();
            assertTrue(bounded.locked());
            bounded.release();
            bounded.release();
            assertThrows(IllegalArgumentException.class, bounded::release);
            assertEquals(2, bounded.statistics().value());
        });
    }
}
