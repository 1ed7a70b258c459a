// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatherTest {

    private static Future<Object> pending() {
        return Asyncio.getRunningLoop().createFuture();
    }

    @Test
    void resultsAreInTheOrderOfTheArguments() {
        run(() -> assertEquals(
                List.of("slow", "quick"),
                Asyncio.gather(() -> Asyncio.sleep(2, "slow"), () -> Asyncio.sleep(1, "quick"))
                        .await()));
    }

    @Test
    void gatherOfNothingIsDone() {
        run(() -> {
            Future<List<Object>> nothing = Gather.gather(List.<Future<Object>>of());
            assertTrue(nothing.done());
            assertEquals(List.of(), nothing.await());
        });
        assertThrows(IllegalStateException.class, () -> Gather.gather(List.<Future<Object>>of()));
    }

    @Test
    void sameCoroutineIsStartedOnce() {
        run(() -> {
            List<String> log = new ArrayList<>();
            Coroutine<Integer> body = () -> {
                log.add("run");
                return 7;
            };
            assertEquals(List.of(7, 7), Asyncio.gather(body, body).await());
            assertEquals(List.of("run"), log);
        });
    }

    @Test
    void futuresOfDifferentLoopsAreRefused() {
        run(() -> {
            try (ParkingLoop other = new ParkingLoop()) {
                Future<Object> foreign = other.createFuture();
                assertThrows(IllegalArgumentException.class, () -> Asyncio.gather(pending(), foreign));
            }
        });
    }

    @Test
    void nullIsRefusedBeforeAnythingStarts() {
        run(() -> {
            int before = Asyncio.allTasks().size();
            List<Coroutine<Integer>> bodies = new ArrayList<>();
            bodies.add(() -> 1);
            bodies.add(null);
            assertThrows(NullPointerException.class, () -> Gather.gatherCoroutines(bodies));
            assertEquals(before, Asyncio.allTasks().size());
        });
    }

    @Test
    void firstFailureIsThatOfTheWholeAndTheOthersGoOn() {
        run(() -> {
            IOException broken = new IOException("broken");
            Task<Object> fails = Asyncio.createTask(() -> {
                throw broken;
            });
            Task<String> other = Asyncio.createTask(() -> Asyncio.sleep(1, "done"));
            assertSame(broken, assertThrows(IOException.class, () -> Asyncio.gather(fails, other).await()));
            assertFalse(other.done());
            assertEquals("done", other.await());
        });
    }

    @Test
    void cancelledChildFailsTheWholeWithoutCancellingIt() {
        run(() -> {
            Future<Object> first = pending();
            Future<Object> second = pending();
            Future<List<Object>> whole = Asyncio.gather(first, second);
            first.cancel();
            assertThrows(CancelledError.class, () -> Waiting.wait(List.of(whole)).done().iterator().next().result());
            assertFalse(whole.cancelled());
            assertInstanceOf(CancelledError.class, whole.exception());
            assertFalse(second.done());
        });
    }

    @Test
    void failuresAreResultsWhenAskedFor() {
        run(() -> {
            Future<Object> fine = pending();
            Future<Object> broken = pending();
            Future<Object> cancelled = pending();
            Future<List<Object>> whole = Gather.gatherReturningExceptions(List.of(fine, broken, cancelled));
            IOException failure = new IOException("broken");
            cancelled.cancel("no");
            broken.setException(failure);
            fine.setResult("fine");
            List<Object> outcomes = whole.await();
            assertEquals(List.of("fine", failure), outcomes.subList(0, 2));
            assertEquals("no", assertInstanceOf(CancelledError.class, outcomes.get(2)).message());
        });
    }

    @Test
    void cancellingTheWholeCancelsTheChildrenAndEndsWhenTheyHave() {
        run(() -> {
            Future<Object> first = pending();
            Future<Object> done = pending();
            done.setResult(1);
            Future<List<Object>> whole = Asyncio.gather(first, done);
            assertTrue(whole.cancel());
            assertFalse(whole.done());
            assertTrue(first.cancelled());
            assertThrows(CancelledError.class, whole::await);
            assertFalse(whole.cancel());
        });
    }

    @Test
    void cancelledWholeWithReturnedExceptionsWaitsForAllChildren() {
        run(() -> {
            List<String> log = new ArrayList<>();
            Task<Object> stubborn = Asyncio.createTask(() -> {
                try {
                    return Asyncio.sleep(60, 0);
                } finally {
                    Asyncio.sleep(1);
                    log.add("cleaned up");
                }
            });
            Future<Object> quick = pending();
            Asyncio.sleep(0);
            Future<List<Object>> whole = Gather.gatherReturningExceptions(List.of(quick, stubborn));
            whole.cancel();
            assertThrows(CancelledError.class, whole::await);
            assertEquals(List.of("cleaned up"), log);
        });
    }

    @Test
    void coroutinesAndActionsMayReturnTheirFailures() {
        run(() -> {
            IOException failure = new IOException("broken");
            Coroutine<Integer> fails = () -> {
                throw failure;
            };
            CoroutineAction action = () -> Asyncio.sleep(1);
            assertEquals(
                    List.of(1, failure), Asyncio.gatherReturningExceptions(() -> 1, fails).await());
            assertEquals(
                    Arrays.asList(null, null),
                    Asyncio.gatherReturningExceptions(action, action).await());
            assertEquals(
                    List.of("done", failure),
                    Asyncio.gatherReturningExceptions(
                            Asyncio.createTask(() -> Asyncio.sleep(1, "done")), Asyncio.createTask(fails))
                            .await());
        });
    }

    @Test
    void childrenThatAreDoneAndGivenTwiceFillTheirPlaces() {
        run(() -> {
            Future<Object> done = pending();
            Future<Object> later = pending();
            done.setResult("done");
            Future<List<Object>> whole = Asyncio.gather(done, later, done, later);
            assertEquals("Future[pending, awaited by 1]", later.toString());
            later.setResult("later");
            assertEquals(List.of("done", "later", "done", "later"), whole.await());
        });
    }

    @Test
    void nullIsRefusedByName() {
        run(() -> {
            for (Executable refused : List.<Executable>of(
                    () -> Asyncio.gather((Coroutine<Integer>) null),
                    () -> Asyncio.gather((CoroutineAction) null),
                    () -> Asyncio.gather((Future<Integer>) null),
                    () -> Asyncio.gather((List<Future<Integer>>) null),
                    () -> Asyncio.gatherReturningExceptions((Future<Integer>) null))) {
                String message = assertThrows(NullPointerException.class, refused).getMessage();
                assertTrue(message.startsWith("gather: "), message);
            }
        });
    }

    @Test
    void aWaitingTaskPassesItsCancellationToTheChildren() {
        run(() -> {
            Task<Object> child = Asyncio.createTask(() -> Asyncio.sleep(60, "never"));
            Task<List<Object>> waits = Asyncio.createTask(() -> Asyncio.gather(child).await());
            Asyncio.sleep(1);
            waits.cancel("stop");
            assertEquals("stop", assertThrows(CancelledError.class, waits::await).message());
            assertTrue(child.cancelled());
        });
    }
}
