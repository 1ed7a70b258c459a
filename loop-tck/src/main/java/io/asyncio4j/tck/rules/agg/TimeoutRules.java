// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.Timeout;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Deadlines of blocks: whose cancellation it was decides what leaves the block. */
@VirtualTime
final class TimeoutRules {

    private static int cancelling() {
        return Task.current().cancelling();
    }

    @Rule(id = "AGG-25")
    void aLateBlockIsCancelledAndItsEndBecomesATimeout(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            for (Timeout timeout : List.of(Timeout.after(0.01), new Timeout(loop.time() + 0.01))) {
                AtomicReference<CancelledError> seen = new AtomicReference<>();
                TimeoutException over = assertThrows(TimeoutException.class, () -> timeout.run(() -> {
                    try {
                        Sleep.sleep(3600);
                    } catch (CancelledError cancelled) {
                        tck.log.add("cancelled, expired " + timeout.expired() + ", cancelling " + cancelling());
                        seen.set(cancelled);
                        throw cancelled;
                    }
                }));
                assertSame(seen.get(), over.getCause());
                assertTrue(timeout.expired());
                assertTrue(loop.time() >= timeout.when());
                assertEquals(0, cancelling());
            }
        });
        tck.log.take("cancelled, expired true, cancelling 1", "cancelled, expired true, cancelling 1");
    }

    @Rule(id = "AGG-26")
    void noDeadlineNeverFires(RuleContext tck) throws Exception {
        tck.run(() -> {
            for (Timeout timeout : List.of(Timeout.after(null), new Timeout(null))) {
                timeout.run(() -> {
                    assertNull(timeout.when());
                    Sleep.sleep(0.01);
                });
                assertFalse(timeout.expired());
                assertNull(timeout.when());
            }
        });
    }

    @Rule(id = "AGG-27")
    void aDeadlineInThePastFiresAtTheFirstSuspension(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> done = loop.createFuture();
        done.setResult("no suspension");
        for (double delay : new double[] {0, -11}) {
            tck.run(() -> {
                assertEquals("no suspension", Timeout.after(delay).run(done::await));
                Sleep.sleep(0);
                assertEquals(0, cancelling());
                assertThrows(TimeoutException.class, () -> Timeout.after(delay).run(() -> Sleep.sleep(0)));
                assertThrows(TimeoutException.class, () -> Timeout.after(delay).run(() -> Sleep.sleep(3600)));
                Timeout past = new Timeout(loop.time() + delay);
                assertThrows(TimeoutException.class, () -> past.run(() -> loop.createFuture().await()));
                assertTrue(past.expired());
                assertEquals(0, cancelling());
            });
        }
    }

    @Rule(id = "AGG-28")
    void anotherExceptionPassesUnchanged(RuleContext tck) throws Exception {
        IOException failure = new IOException("not about time");
        tck.run(() -> {
            Timeout timeout = Timeout.after(3600);
            assertSame(failure, assertThrows(IOException.class, () -> timeout.run(() -> {
                Sleep.sleep(0);
                throw failure;
            })));
            assertFalse(timeout.expired());
            assertNull(failure.getCause());
            assertEquals(0, failure.getSuppressed().length);
        });
    }

    @Rule(id = "AGG-29")
    void aCancellationFromOutsideStaysOne(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Timeout timeout = Timeout.after(3600);
            Task<?> task = loop.createTask((CoroutineAction) () -> timeout.run(() -> Sleep.sleep(3600)));
            Sleep.sleep(0);
            task.cancel("from outside");
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertEquals("from outside", error.message());
            assertFalse(timeout.expired());
            assertEquals(1, task.cancelling());
        });
        Timeout own = new Timeout(null);
        assertThrows(CancelledError.class, () -> tck.run(() -> own.run(() -> {
            Task.current().cancel();
            Sleep.sleep(3600);
        })));
        assertFalse(own.expired());
    }

    @Rule(id = "AGG-30")
    void aCancellationFromOutsideGoesBeforeTheTimeout(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            tck.step("the deadline passes first");
            Timeout timeout = Timeout.after(0.01);
            Future<?> expired = loop.createFuture();
            Task<?> task = loop.createTask((CoroutineAction) () -> timeout.run(() -> {
                try {
                    Sleep.sleep(3600);
                } finally {
                    expired.setResult(null);
                    Sleep.sleep(3600);
                }
            }));
            expired.await();
            assertTrue(timeout.expired());
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            assertEquals(1, task.cancelling());

            tck.step("the task was cancelled before it entered: that one does not count");
            Task<?> cleaning = loop.createTask((CoroutineAction) () -> {
                assertThrows(CancelledError.class, () -> Sleep.sleep(3600));
                assertThrows(TimeoutException.class, () -> Timeout.after(0).run(() -> Sleep.sleep(3600)));
                assertEquals(1, cancelling());
                Timeout.after(3600).run(() -> {
                    Task.current().cancel();
                    Sleep.sleep(3600);
                });
            });
            Sleep.sleep(0);
            cleaning.cancel();
            assertThrows(CancelledError.class, cleaning::await);
            assertEquals(2, cleaning.cancelling());
        });
    }

    @Rule(id = "AGG-31")
    void nestedTimeoutsExpireEachForItself(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            tck.step("one deadline for both: the outer one raises");
            double when = loop.time() + 0.01;
            Timeout outer = new Timeout(when);
            Timeout inner = new Timeout(when);
            assertThrows(TimeoutException.class, () -> outer.run(() -> {
                try {
                    inner.run(() -> Sleep.sleep(3600));
                } catch (CancelledError passesThroughTheOuter) {
                    tck.log.add("cancelled in between");
                    throw passesThroughTheOuter;
                }
            }));
            assertTrue(outer.expired());
            assertTrue(inner.expired());
            assertEquals(0, cancelling());
            tck.log.take("cancelled in between");

            tck.step("the inner one raises first, and the outer one goes on");
            Timeout patient = Timeout.after(3600);
            patient.run(() -> {
                assertThrows(TimeoutException.class, () -> Timeout.after(0.01).run(() -> Sleep.sleep(3600)));
                Sleep.sleep(0);
            });
            assertFalse(patient.expired());

            tck.step("a busy loop finds both deadlines passed: the outer one raises");
            Timeout late = Timeout.after(0.02);
            Timeout later = Timeout.after(0.01);
            assertThrows(TimeoutException.class, () -> late.run(() -> later.run(() -> {
                tck.block(0.05);
                Sleep.sleep(3600);
            })));
            assertTrue(late.expired());
            assertTrue(later.expired());
            assertEquals(0, cancelling());
        });
    }

    @Rule(id = "AGG-32")
    void theDeadlineMovesWhileTheBlockRunsAndOnlyThen(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Timeout moved = Timeout.after(0.01);
            tck.raises(IllegalStateException.class, "entered", () -> moved.reschedule(loop.time() + 1));
            Future<?> started = loop.createFuture();
            Task<?> task = loop.createTask((CoroutineAction) () -> moved.run(() -> {
                moved.reschedule(loop.time() + 1800);
                started.setResult(null);
                Sleep.sleep(3600);
            }));
            started.await();
            Sleep.sleep(0.02);
            double when = loop.time() + 3600;
            moved.reschedule(when);
            assertEquals(when, moved.when());
            moved.reschedule(null);
            assertNull(moved.when());
            assertFalse(moved.expired());
            moved.reschedule(loop.time() - 1);
            assertThrows(TimeoutException.class, task::await);
            tck.raises(IllegalStateException.class, "expired", () -> moved.reschedule(when));

            Timeout finished = Timeout.after(3600);
            finished.run(() -> Sleep.sleep(0));
            tck.raises(IllegalStateException.class, "finished", () -> finished.reschedule(when));

            Timeout expiring = Timeout.after(0);
            expiring.run(() -> {
                assertThrows(CancelledError.class, () -> Sleep.sleep(3600));
                tck.raises(IllegalStateException.class, "expiring", () -> expiring.reschedule(when));
            });
        });
    }

    @Rule(id = "AGG-33")
    void aTimeoutIsEnteredOnceAndInATask(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Timeout timeout = Timeout.after(3600);
            timeout.run(() -> tck.raises(IllegalStateException.class, "already been entered",
                    () -> timeout.run(tck.log.adding("entered again")::run)));
            tck.raises(IllegalStateException.class, "already been entered",
                    () -> timeout.run(tck.log.adding("entered again")::run));
        });
        Timeout outside = new Timeout(null);
        loop.callSoon(() -> tck.raises(IllegalStateException.class, "coroutine",
                () -> outside.run(tck.log.adding("entered in a callback")::run)));
        tck.runOnce();
        tck.raises(IllegalStateException.class, "entered", () -> outside.reschedule(1.0));
        tck.log.take();
    }

    @Rule(id = "AGG-34")
    void aBlockThatEndsInTimeLeavesNeitherTimerNorCount(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            // A timer of an hour that is still there afterwards fails this rule.
            assertEquals("in time", Timeout.after(3600).run(() -> {
                Sleep.sleep(0);
                return "in time";
            }));
            assertEquals(0, cancelling());
            Task<?> cleaning = loop.createTask((CoroutineAction) () -> {
                assertThrows(CancelledError.class, () -> Sleep.sleep(3600));
                Timeout.after(3600).run(() -> Sleep.sleep(0));
                assertEquals(1, cancelling());
            });
            Sleep.sleep(0);
            cleaning.cancel();
            cleaning.await();
        });
    }
}
