// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.porting;

import io.asyncio4j.Asyncio;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The example of asyncio's page on queues; docs/porting.md shows it. */
final class QueueExample {

    private final Random random = new Random(7);

    void worker(String name, Queue<Double> queue) {
        while (true) {
            // Get a "work item" out of the queue.
            double sleepFor = queue.get();

            Asyncio.sleep(sleepFor);

            // Tell the queue that the item has been worked on.
            queue.taskDone();

            IO.println("%s has slept for %.2f seconds".formatted(name, sleepFor));
        }
    }

    void sharing() throws Exception {
        // The workload: how long to sleep, twenty times.
        Queue<Double> queue = new Queue<>();
        double totalSleepTime = 0;
        for (int i = 0; i < 20; i++) {
            double sleepFor = random.nextDouble(0.05, 1.0);
            totalSleepTime += sleepFor;
            queue.putNowait(sleepFor);
        }

        // Three workers share it.
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "worker-" + i;
            tasks.add(Asyncio.createTask(() -> worker(name, queue)));
        }

        // Wait until the queue has been worked off.
        double startedAt = Asyncio.getRunningLoop().time();
        queue.join();
        double totalSleptFor = Asyncio.getRunningLoop().time() - startedAt;

        // Cancel the workers, and wait until they have ended.
        tasks.forEach(Task::cancel);
        Asyncio.gatherReturningExceptions(tasks).await();

        IO.println("3 workers slept in parallel for %.2f seconds".formatted(totalSleptFor));
        IO.println("total expected sleep time: %.2f seconds".formatted(totalSleepTime));
    }
}
