// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingTest {

    private static Task<Integer> after(double seconds, int result) {
        return Asyncio.createTask(() -> Asyncio.sleep(seconds, result));
    }

    @Nested
    class ForSeveral {

        @Test
        void waitsForAllByDefault() {
            run(() -> {
                List<Task<Integer>> tasks = List.of(after(1, 1), after(2, 2));
                assertEquals(new Waited<>(Set.copyOf(tasks), Set.of()), Asyncio.wait(tasks));
            });
        }

        @Test
        void firstCompletedIsAnyEndAndCancelsNothing() {
            run(() -> {
                Task<Integer> quick = after(1, 1);
                Task<Integer> slow = after(2, 2);
                Waited<Task<Integer>> waited = Asyncio.wait(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED);
                assertEquals(new Waited<>(Set.of(quick), Set.of(slow)), waited);
                assertEquals(2, slow.await());
            });
        }

        @Test
        void firstExceptionDoesNotCountCancellations() {
            run(() -> {
                Task<Integer> cancelled = after(9, 1);
                Task<Integer> fails = Asyncio.createTask(() -> {
                    Asyncio.sleep(2);
                    throw new IOException("broken");
                });
                Task<Integer> slow = after(5, 3);
                cancelled.cancel();
                Waited<Task<Integer>> waited =
                        Asyncio.wait(List.of(cancelled, fails, slow), ReturnWhen.FIRST_EXCEPTION);
                assertEquals(new Waited<>(Set.of(cancelled, fails), Set.of(slow)), waited);
                assertInstanceOf(IOException.class, fails.exception());
                slow.await();
            });
        }

        @Test
        void timeoutThrowsNothing() {
            run(() -> {
                Task<Integer> slow = after(5, 3);
                assertEquals(
                        new Waited<>(Set.of(), Set.of(slow)),
                        Asyncio.wait(List.of(slow, slow), ReturnWhen.ALL_COMPLETED, 1));
                assertEquals(
                        new Waited<>(Set.of(slow), Set.of()),
                        Asyncio.wait(List.of(slow), ReturnWhen.ALL_COMPLETED, Duration.ofSeconds(9)));
            });
        }

        @Test
        void doneOnesAreReportedAfterOneHop() {
            run(() -> {
                Future<Integer> done = Asyncio.getRunningLoop().createFuture();
                done.setResult(1);
                assertEquals(new Waited<>(Set.of(done), Set.of()), Asyncio.wait(List.of(done)));
            });
        }

        @Test
        void cancelledWaitLeavesNothingOnTheFutures() {
            run(() -> {
                Future<Integer> longLived = Asyncio.getRunningLoop().createFuture();
                Task<?> waits = Asyncio.createTask(() -> Asyncio.wait(List.of(longLived)));
                Asyncio.sleep(0);
                waits.cancel();
                assertThrows(CancelledError.class, waits::await);
                assertEquals("Future[pending]", longLived.toString());
                List<String> log = new ArrayList<>();
                longLived.addDoneCallback(done -> log.add("only mine"));
                longLived.setResult(1);
                Asyncio.sleep(0);
                Asyncio.sleep(0);
                assertEquals(List.of("only mine"), log);
            });
        }

        @Test
        void nothingToWaitForIsRefused() {
            run(() -> assertThrows(IllegalArgumentException.class, () -> Asyncio.wait(List.<Future<?>>of())));
            assertThrows(IllegalStateException.class, () -> Asyncio.wait(List.<Future<?>>of()));
        }
    }

    @Nested
    class ForOne {

        @Test
        void resultComesInTime() {
            run(() -> {
                assertEquals(1, Asyncio.waitFor(after(1, 1), 2));
                assertEquals(2, Asyncio.waitFor(() -> Asyncio.sleep(1, 2), Duration.ofSeconds(2)));
                assertEquals(3, Asyncio.waitFor(after(1, 3), (Duration) null));
            });
        }

        @Test
        void timeoutCancelsAndWaitsForTheRealEnd() {
            run(() -> {
                List<String> log = new ArrayList<>();
                Task<Integer> slow = Asyncio.createTask(() -> {
                    try {
                        return Asyncio.sleep(60, 1);
                    } finally {
                        Asyncio.sleep(3);
                        log.add("cleaned up at " + Asyncio.getRunningLoop().time());
                    }
                });
                TimeoutException over = assertThrows(TimeoutException.class, () -> Asyncio.waitFor(slow, 2));
                assertInstanceOf(CancelledError.class, over.getCause());
                assertEquals(List.of("cleaned up at 5.0"), log);
            });
        }

        @Test
        void valueInSpiteOfTheCancellationIsReturned() {
            run(() -> {
                Task<String> defiant = Asyncio.createTask(() -> {
                    try {
                        Asyncio.sleep(60);
                    } catch (CancelledError ignored) {
                        return "anyway";
                    }
                    return "never";
                });
                assertEquals("anyway", Asyncio.waitFor(defiant, 1));
                assertEquals(0, Asyncio.currentTask().cancelling());
            });
        }

        @Test
        void otherFailureDuringTheCancellationIsThrown() {
            run(() -> {
                Coroutine<Integer> fails = () -> {
                    try {
                        return Asyncio.sleep(60, 1);
                    } catch (CancelledError ignored) {
                        throw new IOException("broken");
                    }
                };
                IOException failure = assertThrows(IOException.class, () -> Asyncio.waitFor(fails, 1));
                assertInstanceOf(TimeoutException.class, failure.getSuppressed()[0]);
            });
        }

        @Test
        void withoutTimeNothingIsStarted() {
            run(() -> {
                List<String> log = new ArrayList<>();
                assertThrows(TimeoutException.class, () -> Asyncio.waitFor(() -> log.add("started"), 0));
                assertEquals(List.of(), log);
                Future<Integer> done = Asyncio.getRunningLoop().createFuture();
                done.setResult(1);
                assertEquals(1, Asyncio.waitFor(done, -1));
                Future<Integer> pending = Asyncio.getRunningLoop().createFuture();
                assertThrows(TimeoutException.class, () -> Asyncio.waitFor(pending, Duration.ZERO));
                assertTrue(pending.cancelled());
            });
        }

        @Test
        void cancellingTheWaitCancelsTheFuture() {
            run(() -> {
                Task<Integer> inner = after(9, 1);
                Task<Integer> outer = Asyncio.createTask(() -> Asyncio.waitFor(inner, 60));
                Asyncio.sleep(1);
                outer.cancel();
                assertThrows(CancelledError.class, outer::await);
                assertTrue(inner.cancelled());
            });
        }

        @Test
        void outerCancellationWinsOverAResultThatIsThere() {
            run(() -> {
                Future<Integer> inner = Asyncio.getRunningLoop().createFuture();
                Task<Integer> outer = Asyncio.createTask(() -> Asyncio.waitFor(inner, 60));
                Asyncio.sleep(0);
                inner.setResult(1);
                outer.cancel();
                assertThrows(CancelledError.class, outer::await);
                assertFalse(inner.cancelled());
            });
        }

        @Test
        void coroutinesWithoutResultAreLimitedToo() {
            run(() -> {
                List<String> log = new ArrayList<>();
                Asyncio.waitFor(() -> Asyncio.sleep(1), 2);
                Asyncio.waitFor(() -> Asyncio.sleep(1), (Duration) null);
                CoroutineAction slow = () -> {
                    try {
                        Asyncio.sleep(60);
                    } finally {
                        log.add("left at " + Asyncio.getRunningLoop().time());
                    }
                };
                assertThrows(TimeoutException.class, () -> Asyncio.waitFor(slow, Duration.ofSeconds(1)));
                assertEquals(List.of("left at 3.0"), log);
            });
        }

        @Test
        void badInputIsRefusedAndLeavesTheFutureAlone() {
            run(() -> {
                Future<Integer> fine = Asyncio.getRunningLoop().createFuture();
                assertThrows(IllegalArgumentException.class, () -> Asyncio.waitFor(fine, Double.NaN));
                assertThrows(NullPointerException.class, () -> Asyncio.waitFor((Future<Integer>) null, 1));
                assertThrows(NullPointerException.class, () -> Asyncio.waitFor((Coroutine<Integer>) null, 1));
                assertThrows(NullPointerException.class, () -> Asyncio.waitFor((CoroutineAction) null, 1));
                assertEquals("Future[pending]", fine.toString());
            });
            assertThrows(IllegalStateException.class, () -> Asyncio.waitFor(() -> 1, 1));
        }

        @Test
        void futuresOfOtherLoopsAreRefused() {
            run(() -> {
                try (ParkingLoop other = new ParkingLoop()) {
                    Future<Integer> foreign = other.createFuture();
                    assertThrows(IllegalStateException.class, () -> Asyncio.waitFor(foreign, 1));
                    assertThrows(IllegalArgumentException.class, () -> Asyncio.waitFor(foreign, 0));
                    assertThrows(IllegalArgumentException.class, () -> Asyncio.wait(List.of(foreign)));
                    assertEquals("Future[pending]", foreign.toString());
                }
            });
        }
    }
}
