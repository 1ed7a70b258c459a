// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.List;

/** Two producers, three consumers and a bounded queue between them, which makes the faster side wait. */
final class ProducersAndConsumers {

    private static final int ITEMS = 10;

    private final Queue<Integer> queue = new Queue<>(4);
    private int consumed;
    private int sum;

    void show() throws Exception {
        List<Task<?>> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            consumers.add(Asyncio.createTask(this::consume));
        }
        Asyncio.gather(() -> produce(0), () -> produce(ITEMS)).await();
        // All items are in; join returns when each has been acknowledged.
        queue.join();
        consumers.forEach(Task::cancel);
        Asyncio.gatherReturningExceptions(consumers).await();
        IO.println("queue: " + consumed + " items consumed, their sum is " + sum + ", left " + queue.qsize());
    }

    private void produce(int first) {
        for (int item = first; item < first + ITEMS; item++) {
            queue.put(item);
        }
    }

    /** Ends by being cancelled, as consumers of an endless queue do. */
    private void consume() {
        while (true) {
            int item = queue.get();
            Asyncio.sleep(0.001);
            consumed++;
            sum += item;
            queue.taskDone();
        }
    }
}
