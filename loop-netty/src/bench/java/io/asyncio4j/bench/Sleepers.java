// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.Asyncio;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** Many coroutines that sleep; prints how long they took to start, in seconds, and the heap that they occupy, in bytes. */
final class Sleepers {
    private Sleepers() {}

    private static int asleep;

    /** Run in a JVM of its own: the first start is what counts. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        Asyncio.run(() -> {
            long before = liveHeap();
            double start = Asyncio.getRunningLoop().time();
            for (int i = 0; i < count; i++) {
                Asyncio.createTask(() -> {
                    asleep++;
                    Asyncio.sleep(3600);
                });
            }
            while (asleep < count) {
                Asyncio.sleep(0);
            }
            double seconds = Asyncio.getRunningLoop().time() - start;
            System.out.println(seconds + " " + (liveHeap() - before));
            System.out.flush();
            Runtime.getRuntime().halt(0);
        });
    }

    /** What is alive: garbage is collected first. */
    private static long liveHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
