// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import io.asyncio4j.sync.Semaphore;

/** At most three at a time: a semaphore around what must not be overrun. */
final class RateLimit {

    private static final int AT_ONCE = 3;

    private final Semaphore permits = new Semaphore(AT_ONCE);
    private int running;
    private int most;

    void show() throws Exception {
        Asyncio.taskGroup(group -> {
            for (int i = 0; i < 10; i++) {
                group.createTask(this::call);
            }
        });
        IO.println("semaphore: 10 calls, at most " + most + " at once");
    }

    private void call() {
        try (var permit = permits.acquire()) {
            running++;
            most = Math.max(most, running);
            Asyncio.sleep(0.002);
            running--;
        }
    }
}
