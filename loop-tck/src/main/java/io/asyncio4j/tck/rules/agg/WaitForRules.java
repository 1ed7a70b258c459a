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
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Shield;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.Waiting;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Waiting for one future, or for a coroutine, for a limited time. */
@VirtualTime
final class WaitForRules {

    private static final double SHORT = 0.005;

    /** No machine is held up for so long between two callbacks that follow each other. */
    private static final double UNHURRIED = 0.1;
    private static final double LONG = 3600;

    @Rule(id = "AGG-18", needs = Capability.TASKS)
    void theOutcomeInTimeElseATimeoutWhenItHasReallyEnded(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        IOException failure = new IOException("fails");
        tck.run(() -> {
            Coroutine<String> fine = () -> {
                Sleep.sleep(0);
                return "result";
            };
            Coroutine<String> fails = () -> {
                Sleep.sleep(0);
                throw failure;
            };
            assertEquals("result", Waiting.waitFor(fine, LONG));
            assertEquals("result", Waiting.waitFor(loop.createTask(fine), LONG));
            assertSame(failure, assertThrows(IOException.class, () -> Waiting.waitFor(fails, LONG)));
            assertSame(failure, assertThrows(IOException.class, () -> Waiting.waitFor(loop.createTask(fails), LONG)));
            Task<String> slow = loop.createTask(() -> {
                try {
                    Sleep.sleep(LONG);
                    return "never";
                } finally {
                    tck.log.add("cancelled");
                    Sleep.sleep(tck.scaled(SHORT));
                    tck.log.add("cleaned up");
                }
            });
            TimeoutException over =
                    assertThrows(TimeoutException.class, () -> Waiting.waitFor(slow, tck.scaled(SHORT)));
            tck.log.add("timeout");
            assertTrue(over.getCause() instanceof CancelledError, "cause: " + over.getCause());
            assertTrue(slow.cancelled());
            assertEquals(0, Task.current().cancelling());
        });
        tck.log.expect("cancelled", "cleaned up", "timeout");
    }

    @Rule(id = "AGG-19", needs = Capability.TASKS)
    void aValueOrAnotherFailureInSpiteOfTheCancellationIsPassedOn(RuleContext tck) throws Exception {
        IOException failure = new IOException("while it was cancelled");
        tck.run(() -> {
            for (boolean asTask : new boolean[] {true, false}) {
                Coroutine<String> defiant = () -> {
                    try {
                        Sleep.sleep(LONG);
                    } catch (CancelledError ignored) {
                        return "anyway";
                    }
                    return "never";
                };
                assertEquals("anyway", limited(tck, asTask, defiant));
                Coroutine<String> breaks = () -> {
                    try {
                        Sleep.sleep(LONG);
                    } catch (CancelledError ignored) {
                        throw failure;
                    }
                    return "never";
                };
                assertSame(failure, assertThrows(IOException.class, () -> limited(tck, asTask, breaks)));
                assertEquals(0, Task.current().cancelling());
            }
        });
    }

    private static String limited(RuleContext tck, boolean asTask, Coroutine<String> body) throws Exception {
        return asTask
                ? Waiting.waitFor(tck.loop().createTask(body), tck.scaled(SHORT))
                : Waiting.waitFor(body, tck.scaled(SHORT));
    }

    @Rule(id = "AGG-20", needs = Capability.TASKS)
    void withoutTimeOnlyADoneFutureHasAResultAndNothingIsStarted(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            for (double none : new double[] {0, -1, Double.NEGATIVE_INFINITY}) {
                Future<String> done = loop.createFuture();
                done.setResult("there");
                assertEquals("there", Waiting.waitFor(done, none));
                Future<String> open = loop.createFuture();
                assertThrows(TimeoutException.class, () -> Waiting.waitFor(open, none));
                assertTrue(open.cancelled());
                Coroutine<String> body = () -> {
                    tck.log.add("started");
                    return "never";
                };
                assertThrows(TimeoutException.class, () -> Waiting.waitFor(body, none));
                Task<String> task = loop.createTask(body);
                assertThrows(TimeoutException.class, () -> Waiting.waitFor(task, none));
                assertTrue(task.cancelled());
            }
            assertThrows(
                    TimeoutException.class, () -> Waiting.waitFor(loop.<String>createFuture(), Duration.ZERO));
        });
        tck.log.expect();
    }

    @Rule(id = "AGG-21", needs = Capability.TASKS)
    void withoutALimitItWaitsAndHasNoTimer(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        Task<String> waits = loop.createTask(() -> Waiting.waitFor(future, (Duration) null));
        tck.runTimes(3);
        assertFalse(waits.done());
        assertEquals(0, tck.subject().liveTimers(loop));
        future.setResult("at last");
        assertEquals("at last", loop.runUntilComplete(waits));
    }

    @Rule(id = "AGG-22", needs = Capability.TASKS)
    void cancellingTheWaitCancelsWhatItWaitsForAndWins(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Task<String> inner = loop.createTask(() -> {
                try {
                    Sleep.sleep(LONG);
                    return "never";
                } finally {
                    tck.log.add("inner ends");
                }
            });
            Task<String> outer = loop.createTask(() -> Waiting.waitFor(inner, LONG));
            Sleep.sleep(0);
            Sleep.sleep(0);
            outer.cancel("stop");
            assertEquals("stop", assertThrows(CancelledError.class, outer::await).message());
            tck.log.add("outer ended");
            assertTrue(inner.cancelled());
            tck.log.take("inner ends", "outer ended");
            assertEquals(0, tck.subject().liveTimers(loop), "timers of a cancelled wait");

            tck.step("the result is there when the cancellation comes");
            Future<String> future = loop.createFuture();
            Task<String> late = loop.createTask(() -> Waiting.waitFor(future, LONG));
            Sleep.sleep(0);
            future.setResult("there");
            late.cancel();
            assertThrows(CancelledError.class, late::await);
            assertTrue(late.cancelled());
            assertEquals("there", future.result());
        });
    }

    @Rule(id = "AGG-23", needs = Capability.TASKS)
    void aResultThatComesJustBeforeTheDeadlineIsReturned(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> future = loop.createFuture();
            loop.callSoon(() -> {
                future.setResult("just in time");
                // When the waiter's turn comes the deadline has passed.
                tck.block(1.5 * UNHURRIED);
            });
            assertEquals("just in time", Waiting.waitFor(future, tck.scaled(UNHURRIED)));
            assertEquals(0, Task.current().cancelling());
            Sleep.sleep(0);
        });
    }

    @Rule(id = "AGG-24", needs = Capability.TASKS)
    void whatIsShieldedOutlivesTheTimeout(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> release = loop.createFuture();
            Task<String> inner = loop.createTask(release::await);
            assertThrows(
                    TimeoutException.class, () -> Waiting.waitFor(Shield.shield(inner), tck.scaled(SHORT)));
            assertFalse(inner.done());
            release.setResult("undisturbed");
            assertEquals("undisturbed", Waiting.waitFor(Shield.shield(inner), LONG));
        });
    }
}
