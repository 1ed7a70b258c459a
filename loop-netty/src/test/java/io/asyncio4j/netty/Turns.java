// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import java.util.function.BooleanSupplier;

/** How a test lets its loop turn until something has come about. */
public final class Turns {

    /** Many times what anything here takes. */
    private static final double LIMIT_SECONDS = 60;

    private Turns() {}

    /** Runs the loop until something is so; fails if it never is. */
    public static void until(AbstractEventLoop loop, BooleanSupplier condition) {
        double deadline = loop.time() + LIMIT_SECONDS;
        Runnable look = new Runnable() {
            @Override
            public void run() {
                if (condition.getAsBoolean() || loop.time() > deadline) {
                    loop.stop();
                } else {
                    loop.callLater(0.001, this);
                }
            }
        };
        loop.callSoon(look);
        loop.runForever();
        assertTrue(condition.getAsBoolean(), "it has not come about in " + LIMIT_SECONDS + " s");
    }
}
