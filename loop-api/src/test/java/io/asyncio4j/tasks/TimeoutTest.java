// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Timeout(
        value = 30,
        threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class TimeoutTest {

    private static double now() {
        return Asyncio.getRunningLoop().time();
    }

    private static int cancelling() {
        return Asyncio.currentTask().cancelling();
    }

    @Test
    void blockInTimeLeavesNoTrace() {
        run(() -> {
            Timeout timeout = Asyncio.timeout(5);
            assertEquals("in time", timeout.run(() -> Asyncio.sleep(1, "in time")));
            assertFalse(timeout.expired());
            assertEquals(5.0, timeout.when());
            Asyncio.sleep(10);
            assertEquals(0, cancelling());
        });
    }

    @Test
    void lateBlockIsCancelledAndTimesOut() {
        run(() -> {
            Timeout timeout = Asyncio.timeout(Duration.ofSeconds(1));
            TimeoutException over =
                    assertThrows(TimeoutException.class, () -> timeout.run(() -> Asyncio.sleep(60)));
            assertInstanceOf(CancelledError.class, over.getCause());
            assertTrue(timeout.expired());
            assertEquals(1.0, now());
            assertEquals(0, cancelling());
        });
    }

    @Test
    void noLimitNeverFires() {
        run(() -> {
            Timeout timeout = Asyncio.timeout((Duration) null);
            timeout.run(() -> Asyncio.sleep(1e6));
            assertNull(timeout.when());
        });
    }

    @Test
    void pastDeadlineFiresAtTheFirstSuspension() {
        run(() -> {
            assertEquals("did not suspend", Asyncio.timeout(0, () -> "did not suspend"));
            assertThrows(TimeoutException.class, () -> Asyncio.timeout(0, () -> Asyncio.sleep(0.001)));
            assertThrows(TimeoutException.class, () -> Asyncio.timeoutAt(-5.0, () -> Asyncio.sleep(0.001)));
        });
    }

    @Test
    void otherExceptionsPass() {
        run(() -> {
            IOException broken = new IOException("broken");
            Timeout timeout = Asyncio.timeout(5);
            assertSame(broken, assertThrows(IOException.class, () -> timeout.run(() -> {
                throw broken;
            })));
            assertFalse(timeout.expired());
            assertEquals(0, broken.getSuppressed().length);
        });
    }

    @Test
    void cancellationFromElsewhereStaysOne() {
        run(() -> {
            Task<Integer> task = Asyncio.createTask(() -> Asyncio.timeout(60, () -> Asyncio.sleep(30, 1)));
            Asyncio.sleep(1);
            task.cancel();
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void cancellationFromElsewhereGoesBeforeTheTimeout() {
        run(() -> {
            Timeout[] timeout = new Timeout[1];
            Task<Integer> task = Asyncio.createTask(() -> {
                timeout[0] = Asyncio.timeout(1);
                return timeout[0].run(() -> {
                    try {
                        return Asyncio.sleep(30, 1);
                    } finally {
                        Asyncio.sleep(5);
                    }
                });
            });
            Asyncio.sleep(2);
            assertTrue(timeout[0].expired());
            task.cancel();
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void worksInATaskThatIsBeingCancelled() {
        run(() -> {
            Task<String> task = Asyncio.createTask(() -> {
                try {
                    return Asyncio.sleep(30, "");
                } catch (CancelledError error) {
                    assertThrows(TimeoutException.class, () -> Asyncio.timeout(1, () -> Asyncio.sleep(9)));
                    return "cancelling " + cancelling();
                }
            });
            Asyncio.sleep(1);
            task.cancel();
            assertEquals("cancelling 1", task.await());
        });
    }

    /** CPython takes such a request for one from before the block, and loses it. */
    @Test
    void aRequestOfTheVeryStepThatEntersIsNotLost() {
        run(() -> {
            Task<?> task = Asyncio.createTask(() -> {
                Asyncio.currentTask().cancel();
                Asyncio.timeout(0, () -> Asyncio.sleep(9));
            });
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void nestedOnesWithTheSameDeadlineBothExpire() {
        run(() -> {
            double when = now() + 1;
            Timeout outer = new Timeout(when);
            Timeout inner = new Timeout(when);
            assertThrows(TimeoutException.class, () -> outer.run(() -> inner.run(() -> Asyncio.sleep(9))));
            assertTrue(outer.expired());
            assertTrue(inner.expired());
            assertEquals(0, cancelling());
        });
    }

    @Test
    void innerOneIsCaughtInsideTheOuter() {
        run(() -> assertEquals("went on", Asyncio.timeout(5, () -> {
            assertThrows(TimeoutException.class, () -> Asyncio.timeout(1, () -> Asyncio.sleep(9)));
            return Asyncio.sleep(1, "went on");
        })));
    }

    @Test
    void deadlineMovesWhileTheBlockRuns() {
        run(() -> {
            Timeout timeout = Asyncio.timeout(1);
            timeout.run(() -> {
                timeout.reschedule(now() + 10);
                Asyncio.sleep(5);
                timeout.reschedule(null);
                Asyncio.sleep(50);
            });
            assertNull(timeout.when());
        });
    }

    @Test
    void deadlineMovesOnlyThen() {
        run(() -> {
            Timeout timeout = Asyncio.timeout(1);
            assertThrows(IllegalStateException.class, () -> timeout.reschedule(9.0));
            timeout.run(() -> Asyncio.sleep(0));
            assertThrows(IllegalStateException.class, () -> timeout.reschedule(9.0));
            Timeout late = Asyncio.timeout(1);
            assertThrows(TimeoutException.class, () -> late.run(() -> {
                try {
                    Asyncio.sleep(9);
                } finally {
                    assertThrows(IllegalStateException.class, () -> late.reschedule(9.0));
                }
            }));
        });
    }

    @Test
    void badUseIsRefused() {
        Timeout outside = new Timeout(1.0);
        assertThrows(IllegalStateException.class, () -> outside.run(() -> 1));
        assertThrows(IllegalStateException.class, () -> Asyncio.timeout(1, () -> 1));
        assertThrows(IllegalArgumentException.class, () -> new Timeout(Double.NaN));
        run(() -> {
            Timeout timeout = Asyncio.timeout(1);
            timeout.run(() -> {
                assertThrows(IllegalStateException.class, () -> timeout.run(() -> 1));
            });
            assertThrows(IllegalStateException.class, () -> timeout.run(() -> 1));
            assertThrows(IllegalArgumentException.class, () -> Asyncio.timeout(Double.NaN));
        });
    }
}
