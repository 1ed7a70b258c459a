// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.ParkingLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused: the exception says operation, fact and remedy, and nothing is left behind. */
@Timeout(60)
class BadInputTest {

    private final ParkingLoop loop = new ParkingLoop();

    @AfterEach
    void nothingIsLeftBehind() {
        if (!loop.isClosed()) {
            assertEquals(0, loop.liveTimers());
            assertTrue(Task.all(loop).isEmpty());
            loop.close();
        }
    }

    private static void refused(Class<? extends RuntimeException> type, Executable call, String... says) {
        RuntimeException error = assertThrows(type, call);
        String message = String.valueOf(error.getMessage());
        for (String part : says) {
            assertTrue(message.contains(part), "\"" + message + "\" does not say \"" + part + "\"");
        }
        assertTrue(message.matches("(?s)\\w[\\w.]*: .+; .+"), "not \"operation: fact; remedy\": " + message);
    }

    @Nested
    class Null {

        @Test
        void callbacksFuturesAndCoroutinesAreRequired() {
            Coroutine<String> noCoroutine = null;
            CoroutineAction noAction = null;
            Future<String> noFuture = null;
            Callable<String> noFunction = null;
            refused(NullPointerException.class, () -> loop.callSoon(null), "callSoon", "callback");
            refused(NullPointerException.class, () -> loop.callSoonThreadsafe(null), "callSoonThreadsafe");
            refused(NullPointerException.class, () -> loop.callLater(1, null), "callLater");
            refused(NullPointerException.class, () -> loop.callAt(1, null), "callAt");
            refused(NullPointerException.class, () -> loop.callLater((Duration) null, () -> {}), "callLater", "delay");
            refused(NullPointerException.class, () -> loop.createTask(noCoroutine), "createTask");
            refused(NullPointerException.class, () -> loop.createTask(noAction), "createTask");
            refused(NullPointerException.class, () -> loop.runUntilComplete(noFuture), "runUntilComplete");
            refused(NullPointerException.class, () -> loop.runUntilComplete(noCoroutine), "runUntilComplete");
            refused(NullPointerException.class, () -> loop.runInExecutor(null, noFunction), "runInExecutor");
            refused(NullPointerException.class, () -> loop.setDefaultExecutor(null), "setDefaultExecutor");
            refused(NullPointerException.class, () -> loop.createFuture().addDoneCallback(null), "addDoneCallback");
            refused(NullPointerException.class, () -> loop.createFuture().setException(null), "setException");
        }
    }

    @Nested
    class Times {

        @Test
        void notANumberIsRefused() {
            refused(IllegalArgumentException.class, () -> loop.callLater(Double.NaN, () -> {}), "callLater", "NaN");
            refused(IllegalArgumentException.class, () -> loop.callAt(Double.NaN, () -> {}), "callAt", "NaN");
            refused(
                    IllegalArgumentException.class,
                    () -> loop.shutdownDefaultExecutor(Double.NaN),
                    "shutdownDefaultExecutor",
                    "NaN");
            refused(
                    IllegalArgumentException.class,
                    () -> loop.setSlowCallbackDuration(Double.NaN),
                    "setSlowCallbackDuration");
            refused(IllegalArgumentException.class, () -> loop.setSlowCallbackDuration(-1), "setSlowCallbackDuration");
            assertEquals(0.1, loop.getSlowCallbackDuration());
        }

        @Test
        void negativeDelaysFireAtOnceAndInfiniteOnesNever() {
            List<String> log = new ArrayList<>();
            List<TimerHandle> never = List.of(
                    loop.callLater(Double.POSITIVE_INFINITY, () -> log.add("infinite")),
                    loop.callLater(1e300, () -> log.add("1e300 s")),
                    loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("the longest duration")),
                    loop.callAt(Double.MAX_VALUE, () -> log.add("the last moment")));
            loop.callLater(-1, () -> log.add("negative"));
            loop.callLater(Double.NEGATIVE_INFINITY, () -> log.add("negative infinite"));
            loop.callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> log.add("the most negative duration"));
            loop.callAt(-1e300, () -> log.add("long ago"));
            loop.stop();
            loop.runForever();
            assertEquals(4, log.size(), () -> "fired: " + log);
            assertTrue(log.containsAll(List.of("negative", "negative infinite", "long ago")), () -> "fired: " + log);
            for (TimerHandle timer : never) {
                assertTrue(timer.when() > 1e9, () -> "deadline wrapped around: " + timer.when());
                timer.cancel();
            }
        }
    }

    @Nested
    class States {

        @Test
        void aClosedLoopTakesNothing() {
            Future<String> future = loop.createFuture();
            loop.close();
            refused(IllegalStateException.class, loop::runForever, "runForever", "closed");
            refused(IllegalStateException.class, () -> loop.runUntilComplete(future), "runUntilComplete", "closed");
            refused(IllegalStateException.class, () -> loop.runUntilComplete(() -> 1), "runUntilComplete", "closed");
            refused(IllegalStateException.class, () -> loop.callSoon(() -> {}), "callSoon", "closed");
            refused(IllegalStateException.class, () -> loop.callSoonThreadsafe(() -> {}), "closed");
            refused(IllegalStateException.class, () -> loop.callLater(1, () -> {}), "callLater", "closed");
            refused(IllegalStateException.class, () -> loop.callAt(1, () -> {}), "callAt", "closed");
            refused(IllegalStateException.class, () -> loop.createTask(() -> 1), "createTask", "closed");
            refused(IllegalStateException.class, () -> loop.runInExecutor(null, () -> 1), "runInExecutor", "closed");
            assertTrue(Task.all(loop).isEmpty());
            loop.close();
        }

        @Test
        void aRunningLoopIsNeitherRunAgainNorClosed() throws Exception {
            loop.runUntilComplete((CoroutineAction) () -> {
                refused(IllegalStateException.class, loop::runForever, "runForever", "already running");
                refused(IllegalStateException.class, () -> loop.runUntilComplete(() -> 1), "already running");
                refused(IllegalStateException.class, loop::close, "close", "running");
                try (ParkingLoop other = new ParkingLoop()) {
                    refused(IllegalStateException.class, other::runForever, "another loop is running");
                }
            });
            CountDownLatch running = new CountDownLatch(1);
            loop.callSoon(running::countDown);
            Thread thread = Thread.ofPlatform().start(loop::runForever);
            running.await();
            refused(IllegalStateException.class, loop::runForever, "runForever", "already running");
            refused(IllegalStateException.class, loop::close, "close", "running");
            loop.callSoonThreadsafe(loop::stop);
            thread.join();
        }

        @Test
        void aFutureOfAnotherLoopIsNotRunHere() {
            try (ParkingLoop other = new ParkingLoop()) {
                Future<String> foreign = other.createFuture();
                refused(IllegalArgumentException.class, () -> loop.runUntilComplete(foreign), "different loop");
                assertFalse(foreign.done());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"callSoon", "callLater", "callAt", "createTask"})
        void debugModeRefusesOtherThreads(String operation) throws Exception {
            loop.setDebug(true);
            CountDownLatch running = new CountDownLatch(1);
            loop.callSoon(running::countDown);
            Thread thread = Thread.ofPlatform().start(loop::runForever);
            running.await();
            Executable call =
                    switch (operation) {
                        case "callSoon" -> () -> loop.callSoon(() -> {});
                        case "callLater" -> () -> loop.callLater(1, () -> {});
                        case "callAt" -> () -> loop.callAt(1, () -> {});
                        default -> () -> loop.createTask(() -> 1);
                    };
            refused(IllegalStateException.class, call, "thread", "use callSoonThreadsafe");
            loop.callSoonThreadsafe(loop::stop);
            thread.join();
        }
    }

    @Nested
    class Suspending {

        @Test
        void outsideACoroutineTheMethodAndTheRemedyAreNamed() {
            Future<String> pending = loop.createFuture();
            Future<String> done = loop.createFuture();
            done.setResult("x");
            refused(IllegalStateException.class, pending::await, "Future.await", "outside a coroutine", "Asyncio.run");
            refused(IllegalStateException.class, done::await, "Future.await", "outside a coroutine");
            refused(IllegalStateException.class, () -> Sleep.sleep(1), "sleep", "outside a coroutine");
            List<Throwable> inCallback = new ArrayList<>();
            loop.callSoon(() -> inCallback.add(assertThrows(IllegalStateException.class, pending::await)));
            loop.stop();
            loop.runForever();
            assertEquals(1, inCallback.size());
        }

        @Test
        void theCurrentTaskNeedsARunningLoop() {
            refused(IllegalStateException.class, Task::current, "currentTask", "no event loop");
        }
    }

    @Test
    void anErrorOfTheTaskFactoryReachesTheCallerAndLeavesNoTask() {
        IllegalArgumentException error = new IllegalArgumentException("factory: refuses; ask it not to");
        final class Refusing implements io.asyncio4j.tasks.TaskFactory {
            @Override
            public <T> Task<T> newTask(
                    AbstractEventLoop where, Coroutine<T> body, io.asyncio4j.tasks.TaskOptions options) {
                throw error;
            }
        }
        loop.setTaskFactory(new Refusing());
        assertSame(error, assertThrows(IllegalArgumentException.class, () -> loop.createTask(() -> 1)));
    }
}
