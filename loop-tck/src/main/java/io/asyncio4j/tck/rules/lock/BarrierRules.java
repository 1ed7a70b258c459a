// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BarrierBrokenException;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;

/** Barriers. */
@VirtualTime
final class BarrierRules {

    private static Task<?> waiter(RuleContext tck, String name, Barrier barrier) {
        return Turns.start(tck, name, () -> {
            try {
                tck.log.add(name + " " + barrier.await());
            } catch (BarrierBrokenException broken) {
                tck.log.add(name + " broken");
            }
        });
    }

    @Rule(id = "LOCK-22")
    void allPassWhenTheLastHasComeEachWithItsNumber(RuleContext tck) throws Exception {
        assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
        assertThrows(IllegalArgumentException.class, () -> new Barrier(-4));
        Barrier barrier = new Barrier(3);
        assertEquals(3, barrier.parties());
        tck.run(() -> {
            for (int round = 0; round < 2; round++) {
                waiter(tck, "a", barrier);
                waiter(tck, "b", barrier);
                Turns.settle();
                tck.log.take();
                assertEquals(2, barrier.nWaiting());
                assertEquals(2, barrier.await());
                Turns.settle();
                tck.log.take("a 0", "b 1");
            }
            assertEquals(0, new Barrier(1).await());
        });
    }

    @Rule(id = "LOCK-23")
    void whoComesWhileOthersLeaveWaitsForTheNextTime(RuleContext tck) throws Exception {
        Barrier barrier = new Barrier(2);
        tck.run(() -> {
            waiter(tck, "a", barrier);
            Sleep.sleep(0);
            tck.log.add("main " + barrier.await());
            waiter(tck, "c", barrier);
            Turns.settle();
            tck.log.take("main 1", "a 0");
            assertEquals(1, barrier.nWaiting());
            waiter(tck, "d", barrier);
            Turns.settle();
            tck.log.take("d 1", "c 0");

            tck.step("who passed first comes again before the other has left");
            waiter(tck, "e", barrier);
            Sleep.sleep(0);
            tck.log.add("main " + barrier.await());
            waiter(tck, "f", barrier);
            tck.log.add("main again " + barrier.await());
            Turns.settle();
            tck.log.take("main 1", "e 0", "main again 1", "f 0");
        });
    }

    @Rule(id = "LOCK-24")
    void cancellingOneThatWaitsDoesNotBreakIt(RuleContext tck) throws Exception {
        Barrier barrier = new Barrier(3);
        tck.run(() -> {
            waiter(tck, "a", barrier);
            Task<?> b = waiter(tck, "b", barrier);
            Sleep.sleep(0);
            assertEquals(2, barrier.nWaiting());
            b.cancel();
            Turns.settle();
            tck.log.take("b cancelled");
            assertEquals(1, barrier.nWaiting());
            assertFalse(barrier.broken());
            waiter(tck, "c", barrier);
            Turns.settle();
            tck.log.take();
            waiter(tck, "d", barrier);
            Turns.settle();
            tck.log.take("d 2", "a 0", "c 1");
        });
    }

    @Rule(id = "LOCK-25")
    void abortingBreaksItUntilItIsReset(RuleContext tck) throws Exception {
        Barrier barrier = new Barrier(3);
        tck.run(() -> {
            waiter(tck, "a", barrier);
            waiter(tck, "b", barrier);
            Sleep.sleep(0);
            barrier.abort();
            assertTrue(barrier.broken());
            Turns.settle();
            waiter(tck, "late", barrier);
            Turns.settle();
            tck.log.take("a broken", "b broken", "late broken");
            assertTrue(barrier.broken());
            barrier.reset();
            assertFalse(barrier.broken());
            waiter(tck, "c", barrier);
            waiter(tck, "d", barrier);
            waiter(tck, "e", barrier);
            Turns.settle();
            tck.log.take("e 2", "c 0", "d 1");
        });
    }

    @Rule(id = "LOCK-26")
    void resettingSendsThoseAwayWhoWaitAndNobodyElse(RuleContext tck) throws Exception {
        Barrier barrier = new Barrier(2);
        tck.run(() -> {
            barrier.reset();
            waiter(tck, "a", barrier);
            Sleep.sleep(0);
            barrier.reset();
            waiter(tck, "next", barrier);
            Turns.settle();
            tck.log.take("a broken");
            assertFalse(barrier.broken());
            assertEquals(1, barrier.nWaiting());
            waiter(tck, "last", barrier);
            Turns.settle();
            tck.log.take("last 1", "next 0");
        });
    }

    @Rule(id = "LOCK-27")
    void nobodyWaitsWhileTheyLeave(RuleContext tck) throws Exception {
        Barrier barrier = new Barrier(2);
        tck.run(() -> {
            waiter(tck, "a", barrier);
            Sleep.sleep(0);
            assertEquals(1, barrier.nWaiting());
            barrier.await();
            assertEquals(0, barrier.nWaiting(), "draining");
            Turns.settle();
            waiter(tck, "b", barrier);
            Sleep.sleep(0);
            barrier.reset();
            assertEquals(0, barrier.nWaiting(), "resetting");
            assertFalse(barrier.broken());
            Turns.settle();
            barrier.abort();
            assertTrue(barrier.broken());
            assertEquals(0, barrier.nWaiting(), "broken");
            assertEquals(2, barrier.parties());
        });
        tck.log.take("a 0", "b broken");
    }
}
