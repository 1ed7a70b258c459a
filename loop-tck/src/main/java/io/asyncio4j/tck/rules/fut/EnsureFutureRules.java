// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;

/** Making a future of whatever can be awaited. */
final class EnsureFutureRules {

    @Rule(id = "FUT-26")
    void ensureFutureTakesFuturesAsTheyAreAndWrapsCoroutines(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        AbstractEventLoop other = tck.newLoop();
        Future<String> foreign = other.createFuture();
        loop.runUntilComplete(() -> {
            Future<String> future = loop.createFuture();
            assertSame(future, Asyncio.ensureFuture(future));
            assertSame(future, Asyncio.ensureFuture(future, loop));
            assertThrows(IllegalArgumentException.class, () -> Asyncio.ensureFuture(foreign, loop));
            Future<Integer> made = Asyncio.ensureFuture(() -> 42);
            assertInstanceOf(Task.class, made);
            assertEquals(42, made.await());
            Coroutine<Integer> none = null;
            assertThrows(NullPointerException.class, () -> Asyncio.ensureFuture(none));
            return null;
        });
    }
}
