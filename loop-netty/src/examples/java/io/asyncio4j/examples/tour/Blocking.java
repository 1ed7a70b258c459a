// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;

/** Debug mode tells who holds the loop up: the log shows a warning with the stack that blocked. */
final class Blocking {

    void show() throws Exception {
        AbstractEventLoop loop = Asyncio.getRunningLoop();
        loop.setDebug(true);
        loop.setSlowCallbackDuration(0.05);
        try {
            Asyncio.createTask(Blocking::holdTheLoop).await();
        } finally {
            loop.setDebug(false);
        }
        IO.println("debug mode: the log has the warning");
    }

    private static void holdTheLoop() throws InterruptedException {
        Thread.sleep(120); // Blocks; a suspension point would be Asyncio.sleep.
    }
}
