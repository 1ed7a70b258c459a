// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.sync.Event;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;

/** Events. */
@VirtualTime
final class EventRules {

    private static Task<?> waiter(RuleContext tck, String name, Event event) {
        return Turns.start(tck, name, () -> {
            event.await();
            tck.log.add(name);
        });
    }

    @Rule(id = "LOCK-08")
    void settingWakesAllWhoWaitAlsoIfItIsClearedAtOnce(RuleContext tck) throws Exception {
        Event event = new Event();
        tck.run(() -> {
            assertFalse(event.isSet());
            waiter(tck, "a", event);
            waiter(tck, "b", event);
            Turns.settle();
            tck.log.take();
            event.set();
            assertTrue(event.isSet());
            Turns.callback(tck);
            event.await();
            tck.log.add("main");
            Turns.settle();
            tck.log.take("main", "a", "b", "callback");

            event.clear();
            assertFalse(event.isSet());
            waiter(tck, "c", event);
            waiter(tck, "d", event);
            Sleep.sleep(0);
            event.set();
            event.clear();
            Task<?> late = waiter(tck, "late", event);
            Turns.settle();
            tck.log.take("c", "d");
            assertFalse(late.done());
            event.set();
            late.await();
            tck.log.take("late");
        });
    }

    @Rule(id = "LOCK-09")
    void aCancelledWaiterDisappearsAlone(RuleContext tck) throws Exception {
        Event event = new Event();
        tck.run(() -> {
            waiter(tck, "a", event);
            Task<?> b = waiter(tck, "b", event);
            waiter(tck, "c", event);
            Sleep.sleep(0);
            b.cancel();
            Turns.settle();
            tck.log.take("b cancelled");
            assertEquals(2, event.statistics().waiters());
            event.set();
            Turns.settle();
            tck.log.take("a", "c");
            assertEquals(0, event.statistics().waiters());
        });
    }
}
