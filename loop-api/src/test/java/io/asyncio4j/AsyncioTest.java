// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.ContextVar;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncioTest {

    @Test
    void sleepTakesTimeAndPassesAResultOn() {
        run(() -> {
            AbstractEventLoop loop = Asyncio.getRunningLoop();
            Asyncio.sleep(1.5);
            Asyncio.sleep(Duration.ofMillis(500));
            assertEquals("a", Asyncio.sleep(1, "a"));
            assertEquals("b", Asyncio.sleep(Duration.ofSeconds(1), "b"));
            assertEquals(4.0, loop.time());
            assertThrows(IllegalArgumentException.class, () -> Asyncio.sleep(Double.NaN));
        });
    }

    @Test
    void tasksAreNamedFoundAndCounted() {
        run(() -> {
            Task<String> named = Asyncio.createTask(() -> Asyncio.currentTask().name(), TaskOptions.named("worker"));
            assertEquals(Set.of(named, Asyncio.currentTask()), Asyncio.allTasks());
            assertEquals(Asyncio.allTasks(), Asyncio.allTasks(Asyncio.getRunningLoop()));
            assertSame(Asyncio.currentTask(), Asyncio.currentTask(Asyncio.getRunningLoop()));
            assertEquals("worker", named.await());
            List<Object> log = new ArrayList<>();
            Asyncio.getRunningLoop().callSoon(() -> log.add(String.valueOf(Asyncio.currentTask())));
            Asyncio.sleep(0);
            assertEquals(List.of("null"), log);
        });
    }

    @Test
    void outsideALoopItSaysSo() {
        assertThrows(IllegalStateException.class, Asyncio::getRunningLoop);
        assertThrows(IllegalStateException.class, Asyncio::currentTask);
        assertThrows(IllegalStateException.class, Asyncio::allTasks);
        assertThrows(IllegalStateException.class, () -> Asyncio.createTask(() -> 1));
        assertThrows(IllegalStateException.class, () -> Asyncio.ensureFuture(() -> 1));
        assertThrows(IllegalStateException.class, () -> Asyncio.sleep(0));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> Asyncio.toThread(() -> 1));
        assertTrue(refused.getMessage().startsWith("toThread: called outside a coroutine"));
    }

    @Test
    void ensureFutureStartsCoroutinesOnly() {
        run(() -> {
            Future<Integer> future = Asyncio.getRunningLoop().createFuture();
            assertSame(future, Asyncio.ensureFuture(future));
            assertEquals(5, Asyncio.ensureFuture(() -> 5).await());
        });
    }

    @Test
    void toThreadRunsElsewhereInACopyOfTheContext() {
        ContextVar<String> var = ContextVar.of("var");
        run(() -> {
            var.set("caller's");
            Thread coroutine = Thread.currentThread();
            assertEquals("caller's", Asyncio.toThread(() -> {
                assertFalse(Thread.currentThread() == coroutine);
                String seen = var.get();
                var.set("thread's");
                return seen;
            }));
            assertEquals("caller's", var.get());
            Asyncio.toThread(() -> var.set("nobody's"));
            IOException broken = new IOException("broken");
            assertSame(broken, assertThrows(IOException.class, () -> Asyncio.toThread(() -> {
                throw broken;
            })));
        });
    }

    @Test
    void foreignFuturesAreWrapped() {
        run(() -> {
            CompletableFuture<String> theirs = new CompletableFuture<>();
            Future<String> ours = Asyncio.wrapFuture(theirs);
            Thread.startVirtualThread(() -> theirs.complete("done"));
            assertEquals("done", ours.await());
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            Asyncio.wrapFuture(cancelled).cancel();
            Asyncio.sleep(0);
            Asyncio.sleep(0);
            assertTrue(cancelled.isCancelled());
        });
    }

    @Test
    void coroutinesAreStartedFromOtherThreads() {
        run(() -> {
            AbstractEventLoop loop = Asyncio.getRunningLoop();
            assertEquals("from there", Asyncio.toThread(() -> {
                assertNull(Asyncio.runCoroutineThreadsafe(() -> Asyncio.sleep(0), loop).get());
                return Asyncio.runCoroutineThreadsafe(() -> Asyncio.sleep(0, "from there"), loop)
                        .get();
            }));
        });
    }

    @Test
    void cancelledToThreadEndsTheWaitOnly() {
        run(() -> {
            CompletableFuture<String> release = new CompletableFuture<>();
            CompletableFuture<String> begun = new CompletableFuture<>();
            CompletableFuture<String> ended = new CompletableFuture<>();
            Task<?> waits = Asyncio.createTask(() -> Asyncio.toThread(() -> {
                begun.complete("begun");
                return ended.complete(release.get());
            }));
            // Before it has begun, the cancel would keep it from running at all (EXEC-03).
            Asyncio.wrapFuture(begun).await();
            waits.cancel();
            assertThrows(CancelledError.class, waits::await);
            release.complete("ran on");
            assertEquals("ran on", Asyncio.wrapFuture(ended).await());
        });
    }
}
