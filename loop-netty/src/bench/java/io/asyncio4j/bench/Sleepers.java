// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.sync.Event;
import io.asyncio4j.tasks.Task;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Many coroutines that sleep; prints how long they took to start, in seconds, and the heap that they occupy, in bytes. Twice: in
 * a JVM that has just started, which interprets its code, and some rounds later, when it has compiled it; a frame of a coroutine that waits is
 * a good deal smaller then.
 */
final class Sleepers {
    private Sleepers() {}

    /** Rounds between the two that count: the compilers work beside the program. */
    private static final int WARM_UP = 3;

    private static int asleep;

    /** Run in a JVM of its own: the first start is what counts. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        Asyncio.run(() -> {
            String fresh = measure(count);
            for (int round = 0; round < WARM_UP; round++) {
                measure(count);
            }
            System.out.println(fresh + " " + measure(count));
            System.out.flush();
            Runtime.getRuntime().halt(0);
        });
    }

    private static String measure(int count) {
        AbstractEventLoop loop = Asyncio.getRunningLoop();
        asleep = 0;
        var woken = new Event();
        long before = liveHeap();
        double start = loop.time();
        for (int i = 0; i < count; i++) {
            Asyncio.createTask(() -> {
                asleep++;
                Asyncio.sleep(3600);
            });
        }
        while (asleep < count) {
            Asyncio.sleep(0);
        }
        String figures = loop.time() - start + " " + (liveHeap() - before);
        Task<?> self = Asyncio.currentTask();
        for (Task<?> task : Asyncio.allTasks()) {
            if (task != self) {
                task.addDoneCallback(done -> {
                    if (--asleep == 0) {
                        woken.set();
                    }
                });
                task.cancel();
            }
        }
        woken.await();
        return figures;
    }

    /** What is alive: garbage is collected first. */
    private static long liveHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
