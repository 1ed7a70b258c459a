// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.sync.Queue;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.ArrayList;
import java.util.List;

/** Cancelling those who wait at a queue: no item and no wake-up is lost, and nothing of them is kept. */
@VirtualTime
final class QueueCancelRules {

    @Rule(id = "QUEUE-05")
    void aWokenGetterThatIsCancelledPassesTheWakeUpOn(RuleContext tck) throws Exception {
        Queue<Integer> queue = new Queue<>();
        tck.run(() -> {
            tck.step("another one waits");
            Task<?> a = Users.getter(tck, "a", queue);
            Users.getter(tck, "b", queue);
            Sleep.sleep(0);
            queue.putNowait(1);
            a.cancel();
            Users.settle();
            tck.log.take("a cancelled", "b got 1");
            assertTrue(queue.empty());

            tck.step("nobody else waits");
            a = Users.getter(tck, "a", queue);
            Sleep.sleep(0);
            queue.putNowait(2);
            a.cancel();
            Users.settle();
            tck.log.take("a cancelled");
            assertEquals(2, queue.getNowait());

            tck.step("two items, three getters, the first two cancelled");
            a = Users.getter(tck, "a", queue);
            Task<?> b = Users.getter(tck, "b", queue);
            Users.getter(tck, "c", queue);
            Sleep.sleep(0);
            queue.putNowait(3);
            queue.putNowait(4);
            a.cancel();
            b.cancel();
            Users.settle();
            tck.log.take("a cancelled", "b cancelled", "c got 3");
            assertEquals(4, queue.getNowait());
        });
    }

    @Rule(id = "QUEUE-06")
    void aWokenPutterThatIsCancelledPassesTheWakeUpOn(RuleContext tck) throws Exception {
        Queue<Integer> queue = new Queue<>(1);
        tck.run(() -> {
            queue.put(0);
            Task<?> first = Users.putter(tck, 1, queue);
            Users.putter(tck, 2, queue);
            Sleep.sleep(0);
            assertEquals(0, queue.getNowait());
            first.cancel();
            Users.settle();
            tck.log.take("put 1 cancelled", "put 2");
            assertEquals(2, queue.getNowait());
            assertTrue(queue.empty());
        });
    }

    @Rule(id = "QUEUE-07")
    void cancelledWaitersAreNotKept(RuleContext tck) throws Exception {
        Queue<Integer> queue = new Queue<>(1);
        tck.run(() -> {
            for (int i = 0; i < 3; i++) {
                cancelAll(Users.getter(tck, "a", queue), Users.getter(tck, "b", queue));
                assertEquals(0, queue.statistics().getters());
            }
            queue.put(0);
            for (int i = 0; i < 3; i++) {
                cancelAll(Users.putter(tck, 1, queue), Users.putter(tck, 2, queue));
                assertEquals(0, queue.statistics().putters());
            }
            assertEquals(1, queue.qsize());
        });
        assertEquals(12, tck.log.events().size());
    }

    private static void cancelAll(Task<?>... tasks) {
        Sleep.sleep(0);
        List<Task<?>> all = new ArrayList<>(List.of(tasks));
        all.forEach(Task::cancel);
        all.forEach(task -> assertThrows(CancelledError.class, task::await));
    }
}
