// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.FutureBridge;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Futures of other threads and awaitables of other kinds. */
final class FutureBridgeRules {

    @Rule(id = "FUT-23")
    void aWrappedThreadFutureBringsItsOutcomeThroughTheLoopAndIsCancelledWithIt(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CompletableFuture<String> source = new CompletableFuture<>();
        Future<String> wrapped = FutureBridge.wrap(source, loop);
        wrapped.addDoneCallback(done -> tck.log.add("done on the loop: " + (EventLoops.getRunningLoop() == loop)));
        tck.thread("completes", () -> source.complete("from a thread")).join();
        assertFalse(wrapped.done(), "completed before the loop ran");
        assertEquals("from a thread", loop.runUntilComplete(wrapped));
        tck.log.take("done on the loop: true");

        IOException error = new IOException("from a thread");
        assertSame(
                error,
                assertThrows(
                        IOException.class,
                        () -> loop.runUntilComplete(
                                FutureBridge.wrap(CompletableFuture.<String>failedFuture(error), loop))));

        CompletableFuture<String> unfinished = new CompletableFuture<>();
        Future<String> cancelled = FutureBridge.wrap(unfinished, loop);
        cancelled.cancel();
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(cancelled));
        assertTrue(unfinished.isCancelled());
    }

    @Rule(id = "FUT-24")
    void aThreadFutureThatCompletesAfterTheLoopClosedIsIgnored(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.newLoop();
        CompletableFuture<String> source = new CompletableFuture<>();
        Future<String> wrapped = FutureBridge.wrap(source, loop);
        wrapped.addDoneCallback(done -> tck.log.add("never"));
        loop.close();
        tck.thread("completes", () -> source.complete("too late")).join();
        assertFalse(wrapped.done());
        tck.log.take();
    }

    @Rule(id = "FUT-25")
    void aResultThatComesAfterTheLoopFutureWasCancelledIsIgnored(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        // A stage that refuses to be cancelled, as a thread future that already runs does.
        CompletableFuture<String> source = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false;
            }
        };
        Future<String> wrapped = FutureBridge.wrap(source, loop);
        wrapped.cancel();
        loop.runUntilComplete(loop.createTask(() -> Sleep.sleep(0)));
        tck.thread("completes", () -> source.complete("late")).join();
        loop.runUntilComplete(loop.createTask(() -> Sleep.sleep(0)));
        assertTrue(wrapped.cancelled());
    }
}
