// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueShutDownException;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;

/** When the work in a queue is done, and when the queue is. */
@VirtualTime
final class QueueEndRules {

    @Rule(id = "QUEUE-08")
    void joinReturnsWhenEachItemIsReportedAsDone(RuleContext tck) throws Exception {
        Queue<Integer> queue = new Queue<>();
        assertThrows(IllegalArgumentException.class, queue::taskDone);
        tck.run(() -> {
            tck.loop().callSoon(() -> tck.log.add("callback"));
            queue.join();
            tck.log.add("nothing to wait for");
            queue.put(1);
            queue.put(2);
            Users.joiner(tck, queue);
            Users.joiner(tck, queue);
            Users.settle();
            tck.log.take("nothing to wait for", "callback");
            queue.get();
            queue.get();
            queue.taskDone();
            Users.settle();
            tck.log.take();
            queue.taskDone();
            Users.settle();
            tck.log.take("joined", "joined");
            queue.join();
        });
        assertThrows(IllegalArgumentException.class, queue::taskDone);
    }

    @Rule(id = "QUEUE-10")
    void afterAShutdownTheRestIsGotAndNothingPut(RuleContext tck) throws Exception {
        tck.run(() -> {
            tck.step("empty, two wait for items");
            Queue<Integer> empty = new Queue<>(1);
            Users.getter(tck, "a", empty);
            Users.getter(tck, "b", empty);
            Sleep.sleep(0);
            empty.shutdown();
            Users.settle();
            tck.log.take("a shut down", "b shut down");

            tck.step("full, two wait for room");
            Queue<Integer> full = new Queue<>(1);
            full.put(1);
            Users.putter(tck, 2, full);
            Users.putter(tck, 3, full);
            Sleep.sleep(0);
            full.shutdown();
            Users.settle();
            tck.log.take("put 2 shut down", "put 3 shut down");
            assertThrows(QueueShutDownException.class, () -> full.put(4));
            assertThrows(QueueShutDownException.class, () -> full.putNowait(4));
            assertEquals(1, full.get());
            assertThrows(QueueShutDownException.class, full::get);
            assertThrows(QueueShutDownException.class, full::getNowait);
        });
    }

    @Rule(id = "QUEUE-11")
    void anImmediateShutdownDropsTheItemsAndCountsThemAsDone(RuleContext tck) throws Exception {
        tck.run(() -> {
            tck.step("one of three items is being worked on");
            Queue<Integer> queue = new Queue<>();
            queue.put(1);
            queue.put(2);
            queue.put(3);
            queue.get();
            Task<?> joiner = Users.joiner(tck, queue);
            Sleep.sleep(0);
            queue.shutdown(true);
            assertEquals(0, queue.qsize());
            assertThrows(QueueShutDownException.class, queue::get);
            Users.settle();
            assertFalse(joiner.done());
            queue.taskDone();
            Users.settle();
            tck.log.take("joined");
            assertThrows(IllegalArgumentException.class, queue::taskDone);

            tck.step("none of the items is");
            Queue<Integer> untouched = new Queue<>();
            untouched.put(1);
            Users.joiner(tck, untouched);
            Sleep.sleep(0);
            untouched.shutdown(true);
            Users.settle();
            tck.log.take("joined");
        });
    }

    @Rule(id = "QUEUE-12")
    void aSecondShutdownIsHarmlessAndTheCountGoesOnWorking(RuleContext tck) throws Exception {
        Queue<Integer> queue = new Queue<>();
        tck.run(() -> {
            queue.put(1);
            queue.put(2);
            queue.shutdown();
            queue.shutdown();
            Users.joiner(tck, queue);
            assertEquals(1, queue.get());
            queue.taskDone();
            Users.settle();
            tck.log.take();
            queue.shutdown(true);
            queue.shutdown();
            Users.settle();
            tck.log.take("joined");
            queue.join();
            assertTrue(queue.empty());
            assertThrows(QueueShutDownException.class, queue::get);
        });
    }
}
