// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.FutureBridge;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Coroutines that other threads start. */
final class ThreadsafeCoroutineRules {

    /** Runs the loop while {@code client} runs beside it. */
    private static void beside(RuleContext tck, RuleThread.Body client) throws Exception {
        AbstractEventLoop loop = tck.loop();
        RuleThread thread = tck.thread("client", () -> {
            try {
                client.run();
            } finally {
                loop.callSoonThreadsafe(loop::stop);
            }
        });
        loop.runForever();
        thread.join();
    }

    @Rule(id = "AGG-58", needs = Capability.TASKS)
    void anotherThreadGetsTheOutcomeAndMayCancel(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        IOException failure = new IOException("fails");
        beside(tck, () -> {
            CompletableFuture<String> fine = FutureBridge.runCoroutineThreadsafe(
                    () -> {
                        Sleep.sleep(0);
                        return "result on the loop: " + (Task.current().loop() == loop);
                    },
                    loop);
            assertEquals("result on the loop: true", fine.get(8, TimeUnit.SECONDS));

            CompletableFuture<String> fails = FutureBridge.runCoroutineThreadsafe(
                    () -> {
                        throw failure;
                    },
                    loop);
            assertSame(
                    failure,
                    assertThrows(ExecutionException.class, () -> fails.get(8, TimeUnit.SECONDS))
                            .getCause());

            CompletableFuture<String> cancelled = FutureBridge.runCoroutineThreadsafe(
                    () -> {
                        Task.current().cancel();
                        Sleep.sleep(0);
                        return "never";
                    },
                    loop);
            assertThrows(CancellationException.class, () -> cancelled.get(8, TimeUnit.SECONDS));

            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch left = new CountDownLatch(1);
            CompletableFuture<String> slow = FutureBridge.runCoroutineThreadsafe(waiting(tck, entered, left), loop);
            assertTrue(entered.await(8, TimeUnit.SECONDS));
            assertThrows(TimeoutException.class, () -> slow.get(1, TimeUnit.MILLISECONDS));
            assertFalse(slow.isDone());
            assertTrue(slow.cancel(true));
            assertTrue(left.await(8, TimeUnit.SECONDS));
        });
        tck.log.expect("body was cancelled");
    }

    private static Coroutine<String> waiting(RuleContext tck, CountDownLatch entered, CountDownLatch left) {
        return () -> {
            entered.countDown();
            try {
                Sleep.sleep(3600);
                return "never";
            } catch (CancelledError cancelled) {
                tck.log.add("body was cancelled");
                throw cancelled;
            } finally {
                left.countDown();
            }
        };
    }

    /** A factory's method is generic, so it cannot be a lambda. */
    private record Refusing(IllegalStateException refusal) implements TaskFactory {
        @Override
        public <T> Task<T> newTask(AbstractEventLoop loop, Coroutine<T> body, TaskOptions options) {
            throw refusal;
        }
    }

    @Rule(id = "AGG-59", needs = Capability.TASKS)
    void aTaskThatCannotBeMadeFailsTheThreadFutureAndIsReportedOnce(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        IllegalStateException refusal = new IllegalStateException("no task today");
        loop.setTaskFactory(new Refusing(refusal));
        beside(tck, () -> {
            CompletableFuture<String> refused = FutureBridge.runCoroutineThreadsafe(() -> "never", loop);
            assertSame(
                    refusal,
                    assertThrows(ExecutionException.class, () -> refused.get(8, TimeUnit.SECONDS))
                            .getCause());
        });
        assertSame(refusal, tck.expectReport().exception());
        loop.setTaskFactory(null);
    }
}
