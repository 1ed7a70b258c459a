// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletionsTest {

    private static Task<String> after(double seconds) {
        return Asyncio.createTask(() -> Asyncio.sleep(seconds, "after " + seconds));
    }

    private static int liveTimers() {
        return ((BaseEventLoop) Asyncio.getRunningLoop()).liveTimers();
    }

    @Test
    void forStatementWaitsForEach() {
        run(() -> {
            List<String> seen = new ArrayList<>();
            for (Future<String> done : Asyncio.asCompleted(List.of(after(3), after(1), after(2)))) {
                seen.add(done.result() + " at " + Asyncio.getRunningLoop().time());
            }
            assertEquals(List.of("after 1.0 at 1.0", "after 2.0 at 2.0", "after 3.0 at 3.0"), seen);
        });
    }

    @Test
    void coroutinesAreStarted() {
        run(() -> {
            List<String> seen = new ArrayList<>();
            for (Coroutine<String> next : Asyncio.<String>asCompleted(
                    () -> Asyncio.sleep(2, "slow"), () -> Asyncio.sleep(1, "quick"))
                    .awaitables()) {
                seen.add(next.run());
            }
            assertEquals(List.of("quick", "slow"), seen);
        });
    }

    @Test
    void failuresComeInTheirTurn() {
        run(() -> {
            Task<String> fails = Asyncio.createTask(() -> {
                Asyncio.sleep(1);
                throw new IOException("broken");
            });
            Iterator<Coroutine<String>> next =
                    Asyncio.asCompleted(List.of(after(2), fails)).awaitables().iterator();
            Coroutine<String> first = next.next();
            assertThrows(IOException.class, first::run);
            assertThrows(IOException.class, first::run, "running it again gives the same outcome");
            assertEquals("after 2.0", next.next().run());
        });
    }

    @Test
    void theTimeOutLeavesTheForStatementAsItIs() {
        run(() -> {
            Task<String> slow = after(5);
            List<String> seen = new ArrayList<>();
            assertThrows(TimeoutException.class, () -> {
                for (Future<String> done : Asyncio.asCompleted(List.of(slow, after(1)), Duration.ofSeconds(2))) {
                    seen.add(done.result());
                }
            });
            assertEquals(List.of("after 1.0"), seen);
            assertFalse(slow.done());
            assertEquals("after 5.0", slow.await());
        });
    }

    @Test
    void whatEndsTogetherWithTheTimeStillComes() {
        run(() -> {
            Future<String> future = Asyncio.getRunningLoop().createFuture();
            Asyncio.getRunningLoop().callLater(1, () -> future.setResult("at the last moment"));
            try (Completions<String> completions = Asyncio.asCompleted(List.of(future), 1)) {
                assertEquals("at the last moment", completions.next().result());
                assertFalse(completions.hasNext());
            }
        });
    }

    @Test
    void cancellingWhoWaitsLosesNoItem() {
        run(() -> {
            Future<String> future = Asyncio.getRunningLoop().createFuture();
            Completions<String> completions = Asyncio.asCompleted(List.of(future));
            Task<Future<String>> first = Asyncio.createTask(completions::next);
            Asyncio.sleep(0);
            Task<Future<String>> second = Asyncio.createTask(completions::next);
            Asyncio.sleep(0);
            future.setResult("an item");
            Asyncio.sleep(0);
            // The first was woken for the item and is cancelled before it takes it.
            first.cancel();
            assertThrows(CancelledError.class, first::await);
            assertSame(future, second.await());
            assertFalse(completions.hasNext());
        });
    }

    @Test
    void closingLetsGoOfFuturesAndTimer() {
        run(() -> {
            Future<String> open = Asyncio.getRunningLoop().createFuture();
            Completions<String> completions = Asyncio.asCompleted(List.of(open), 3600);
            Task<Future<String>> waits = Asyncio.createTask(completions::next);
            Asyncio.sleep(0);
            assertEquals("Future[pending, awaited by 1]", open.toString());
            completions.close();
            completions.close();
            assertEquals("Future[pending]", open.toString());
            assertEquals(0, liveTimers());
            assertThrows(IllegalStateException.class, waits::await);
            assertFalse(completions.hasNext());
            assertEquals("Completions[0 left, 0 of them done, closed]", completions.toString());
        });
    }

    @Test
    void afterTheLastItemThereIsNone() {
        run(() -> {
            Completions<String> completions = Asyncio.asCompleted(List.of(after(1)));
            completions.next();
            assertThrows(NoSuchElementException.class, completions::next);
            assertThrows(
                    NoSuchElementException.class,
                    () -> completions.awaitables().iterator().next());
        });
    }

    @Test
    void oneItemIsForOneWaiter() {
        run(() -> {
            Future<String> open = Asyncio.getRunningLoop().createFuture();
            Coroutine<String> next =
                    Asyncio.asCompleted(List.of(open)).awaitables().iterator().next();
            Task<String> waits = Asyncio.createTask(next);
            Asyncio.sleep(0);
            assertThrows(IllegalStateException.class, next::run);
            open.setResult("for the first");
            assertEquals("for the first", waits.await());
            assertEquals("for the first", next.run());
        });
    }

    @Test
    void badInputIsRefusedAndLeavesNothing() {
        run(() -> {
            Future<String> fine = Asyncio.getRunningLoop().createFuture();
            assertThrows(NullPointerException.class, () -> Asyncio.asCompleted((List<Future<String>>) null));
            assertThrows(IllegalArgumentException.class, () -> Asyncio.asCompleted(List.of(fine), Double.NaN));
            try (ParkingLoop other = new ParkingLoop()) {
                Future<String> foreign = other.createFuture();
                assertThrows(IllegalArgumentException.class, () -> Asyncio.asCompleted(List.of(fine, foreign), 5));
            }
            assertEquals("Future[pending]", fine.toString());
            assertEquals(0, liveTimers());
            assertFalse(Asyncio.asCompleted(List.<Future<String>>of(), 5).hasNext());
            assertEquals(0, liveTimers());
        });
        assertThrows(IllegalStateException.class, () -> Asyncio.asCompleted(List.<Future<String>>of()));
    }

    @Test
    void waitingIsForCoroutines() throws Exception {
        try (ParkingLoop loop = new ParkingLoop()) {
            List<Boolean> refused = new ArrayList<>();
            loop.callSoon(() -> {
                Completions<String> completions = Asyncio.asCompleted(List.of(loop.<String>createFuture()));
                refused.add(assertThrows(IllegalStateException.class, completions::next)
                        .getMessage()
                        .contains("asCompleted"));
                assertTrue(completions.hasNext(), "the item is still there");
                loop.stop();
            });
            loop.runForever();
            assertEquals(List.of(true), refused);
        }
    }
}
