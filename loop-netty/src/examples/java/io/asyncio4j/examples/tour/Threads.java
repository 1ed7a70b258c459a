// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Task;

/** Blocking work belongs on another thread, so that the loop goes on meanwhile. */
final class Threads {

    private int ticks;

    void show() throws Exception {
        Task<?> ticker = Asyncio.createTask(() -> {
            while (true) {
                Asyncio.sleep(0.005);
                ticks++;
            }
        });
        long sum = Asyncio.toThread(() -> {
            Thread.sleep(100);
            return 42L;
        });
        ticker.cancel();
        IO.println("thread: it says " + sum + ", and the loop went on meanwhile: " + (ticks > 0));
    }
}
