// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueEmptyException;
import io.asyncio4j.sync.QueueFullException;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.Comparator;
import java.util.List;

/** Putting and getting: limits, order, and what fails at once. */
@VirtualTime
final class QueueRules {

    @Rule(id = "QUEUE-01")
    void withoutAPositiveSizeThereIsNoLimit(RuleContext tck) {
        for (int maxsize : new int[] {0, -1}) {
            Queue<Integer> queue = new Queue<>(maxsize);
            assertEquals(maxsize, queue.maxsize());
            for (int i = 0; i < 1000; i++) {
                queue.putNowait(i);
                assertFalse(queue.full());
            }
            assertEquals(1000, queue.qsize());
        }
        Queue<Integer> limited = new Queue<>(2);
        assertTrue(limited.empty());
        limited.putNowait(1);
        assertFalse(limited.full());
        assertFalse(limited.empty());
        limited.putNowait(2);
        assertTrue(limited.full());
    }

    @Rule(id = "QUEUE-02")
    void whereThereIsRoomOrAnItemNobodySuspends(RuleContext tck) throws Exception {
        Queue<String> queue = new Queue<>(1);
        tck.run(() -> {
            tck.loop().callSoon(() -> tck.log.add("callback"));
            for (String item : new String[] {"first", "second"}) {
                queue.put(item);
                tck.log.add(queue.get());
            }
            Sleep.sleep(0);
        });
        tck.log.take("first", "second", "callback");
    }

    @Rule(id = "QUEUE-03")
    void whatCannotBeDoneAtOnceFailsAndChangesNothing(RuleContext tck) {
        Queue<String> queue = new Queue<>(1);
        assertThrows(QueueEmptyException.class, queue::getNowait);
        queue.putNowait("item");
        assertThrows(QueueFullException.class, () -> queue.putNowait("too much"));
        assertEquals(1, queue.qsize());
        assertEquals("item", queue.getNowait());
        assertThrows(QueueEmptyException.class, queue::getNowait);
        assertEquals(0, queue.qsize());
    }

    @Rule(id = "QUEUE-04")
    void whoWaitsIsServedInOrder(RuleContext tck) throws Exception {
        Queue<Integer> queue = new Queue<>(1);
        tck.run(() -> {
            tck.step("three wait for items");
            for (String name : new String[] {"a", "b", "c"}) {
                Users.getter(tck, name, queue);
            }
            Sleep.sleep(0);
            for (int i = 1; i <= 3; i++) {
                queue.put(i);
                Users.settle();
            }
            tck.log.take("a got 1", "b got 2", "c got 3");

            tck.step("three wait for room");
            queue.put(0);
            for (int i = 1; i <= 3; i++) {
                Users.putter(tck, i, queue);
            }
            Users.settle();
            for (int i = 0; i <= 3; i++) {
                tck.log.add("took " + queue.get());
                Users.settle();
            }
            tck.log.take("took 0", "put 1", "took 1", "put 2", "took 2", "put 3", "took 3");
        });
    }

    @Rule(id = "QUEUE-09")
    void otherQueuesHaveOtherOrders(RuleContext tck) throws Exception {
        LifoQueue<Integer> lifo = new LifoQueue<>();
        PriorityQueue<Integer> lowest = new PriorityQueue<>();
        PriorityQueue<Integer> highest = new PriorityQueue<>(3, Comparator.reverseOrder());
        tck.run(() -> {
            for (Queue<Integer> queue : List.of(lifo, lowest, highest)) {
                for (int item : new int[] {2, 1, 3}) {
                    queue.put(item);
                }
                tck.log.add(queue.get() + " " + queue.getNowait() + " " + queue.get());
            }
        });
        tck.log.take("3 1 2", "1 2 3", "3 2 1");
    }
}
