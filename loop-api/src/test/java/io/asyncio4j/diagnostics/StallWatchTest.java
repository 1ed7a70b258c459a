// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Runner;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.testing.ParkingLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops that do not turn are noticed from outside, and told of with what holds them. */
@Timeout(60)
class StallWatchTest {

    private final BlockingQueue<Stall> stalls = new LinkedBlockingQueue<>();
    private final CountDownLatch recovered = new CountDownLatch(1);
    private final StallListener listener = new StallListener() {
        @Override
        public void stalled(Stall stall) {
            stalls.add(stall);
        }

        @Override
        public void recovered(AbstractEventLoop loop, Duration after) {
            recovered.countDown();
        }
    };

    @AfterEach
    void defaultCarrier() {
        System.clearProperty(TaskCarrier.PROPERTY);
    }

    private static void blockUntil(CountDownLatch released) throws InterruptedException {
        assertTrue(released.await(20, TimeUnit.SECONDS));
    }

    /** Runs something in a coroutine on a loop, while this thread looks. */
    private static Thread run(ParkingLoop loop, io.asyncio4j.tasks.CoroutineAction main) {
        return Thread.ofPlatform().name("the loop").start(() -> {
            try (Runner runner = new Runner(RunnerOptions.on(() -> loop))) {
                runner.run(main);
            }
        });
    }

    /** The stall of the test's own; on a busy machine a thread that gets no core looks like another one. */
    private Stall next() throws InterruptedException {
        while (true) {
            Stall stall = stalls.poll(20, TimeUnit.SECONDS);
            assertTrue(stall != null, "no stall was told of");
            if (stall.toString().contains("StallWatchTest.blockUntil")) {
                return stall;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "baton"})
    void aCoroutineThatBlocksIsFoundWithItsStack(String carrier) throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        ParkingLoop loop = new ParkingLoop();
        CountDownLatch released = new CountDownLatch(1);
        try (StallWatch watch = StallWatch.start(loop, Duration.ofMillis(500), listener)) {
            Thread thread = run(loop, () -> {
                Asyncio.sleep(0.2);
                Asyncio.createTask(() -> blockUntil(released), TaskOptions.DEFAULTS.withName("report")).await();
            });
            Stall stall = next();
            assertEquals("task \"report\"", stall.holder());
            assertTrue(stall.toString().contains("StallWatchTest.blockUntil"), stall::toString);
            assertTrue(stall.since().toMillis() >= 500, stall::toString);
            released.countDown();
            assertTrue(recovered.await(20, TimeUnit.SECONDS));
            thread.join(20_000);
            assertTrue(
                    stalls.stream().noneMatch(other -> other.toString().contains("StallWatchTest.blockUntil")),
                    "told once");
        }
    }

    /** All that was posted before this has run. */
    private static void turn(ParkingLoop loop) throws InterruptedException {
        CountDownLatch turned = new CountDownLatch(1);
        loop.callSoonThreadsafe(turned::countDown);
        blockUntil(turned);
    }

    @Test
    void aLoopThatBlocksIsFoundWithinASecondAndOneThatTurnsIsNot() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch blocks = new CountDownLatch(1);
        CountDownLatch blocking = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Thread thread = run(loop, () -> {
            runs.countDown();
            Asyncio.toThread(() -> blockUntil(blocks));
            blocking.countDown();
            blockUntil(released);
        });
        blockUntil(runs);
        // The test tells it when to look, and what the time is: whether this machine is busy does not count.
        StallWatch watch = new StallWatch(loop, TimeUnit.MILLISECONDS.toNanos(500), listener);
        long period = watch.periodNanos();
        long now = 0;
        for (int i = 0; i < 20; i++) {
            watch.look(now += period, 0);
            turn(loop);
        }
        assertEquals(List.of(), List.copyOf(stalls));
        // At the worst moment: just after a beat has run.
        long began = now;
        blocks.countDown();
        blockUntil(blocking);
        while (stalls.isEmpty() && now - began < TimeUnit.SECONDS.toNanos(10)) {
            watch.look(now += period, 0);
        }
        long found = TimeUnit.NANOSECONDS.toMillis(now - began);
        assertTrue(found >= 500 && found < 1000, () -> "found after " + found + " ms");
        assertTrue(stalls.remove().since().toMillis() >= 500);
        released.countDown();
        thread.join(20_000);
        watch.look(now + period, 0);
        assertEquals(0, recovered.getCount());
    }

    @Test
    void aPauseOfTheWatchItselfIsNotTheLoopsFault() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Thread thread = run(loop, () -> {
            runs.countDown();
            blockUntil(released);
        });
        blockUntil(runs);
        StallWatch watch = new StallWatch(loop, TimeUnit.MILLISECONDS.toNanos(500), listener);
        long pause = TimeUnit.SECONDS.toNanos(60);
        watch.look(0, 0);
        watch.look(pause + watch.periodNanos(), pause);
        assertEquals(List.of(), List.copyOf(stalls));
        released.countDown();
        thread.join(20_000);
    }

    @Test
    void aCallbackThatBlocksIsFoundWithItsThreadAndCounted() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        LoopStatistics.of(loop);
        CountDownLatch released = new CountDownLatch(1);
        try (StallWatch watch = StallWatch.start(loop, Duration.ofMillis(150), listener)) {
            Thread thread = run(loop, () -> {
                Asyncio.sleep(0.1);
                loop.callSoon(() -> {
                    try {
                        blockUntil(released);
                    } catch (InterruptedException unexpected) {
                        throw new AssertionError(unexpected);
                    }
                });
                Asyncio.sleep(0.2);
            });
            Stall stall = next();
            assertTrue(stall.toString().contains("StallWatchTest.blockUntil"), stall::toString);
            assertTrue(stall.holder().startsWith("thread "), stall::toString);
            assertTrue(LoopStatistics.of(loop).stalls() >= 1);
            assertEquals(LoopHealth.State.STALLED, LoopHealth.of(loop, Duration.ofMillis(30)).state());
            released.countDown();
            assertTrue(recovered.await(20, TimeUnit.SECONDS));
            thread.join(20_000);
        }
        assertTrue(LoopStatistics.of(loop).lag().samples() > 0, "each beat measures how late it is");
    }

    @Test
    void aLoopThatNobodyRunsIsNotStalled() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        try (StallWatch watch = StallWatch.start(loop, Duration.ofMillis(10), listener)) {
            assertEquals(null, stalls.poll(200, TimeUnit.MILLISECONDS));
            assertEquals(LoopHealth.State.IDLE, LoopHealth.of(loop).state());
        }
        loop.close();
        assertEquals(LoopHealth.State.CLOSED, LoopHealth.of(loop).state());
    }

    @Test
    void theThreadEndsWithTheLastWatch() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        StallWatch.start(loop, Duration.ofMillis(20), listener);
        assertTrue(watcherRuns(true));
        loop.close();
        assertTrue(watcherRuns(false), "a closed loop is not watched any more");
    }

    private static boolean watcherRuns(boolean wanted) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < deadline) {
            boolean runs = Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("asyncio4j-stall-watch"));
            if (runs == wanted) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return false;
    }

    @Test
    void aListenerThatFailsEndsNothing() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        CountDownLatch released = new CountDownLatch(1);
        try (StallWatch failing = StallWatch.start(loop, Duration.ofMillis(100), stall -> {
            throw new IllegalStateException("a listener of this test fails");
        });
                StallWatch watch = StallWatch.start(loop, Duration.ofMillis(200), listener)) {
            Thread thread = run(loop, () -> {
                Asyncio.sleep(0.1);
                blockUntil(released);
            });
            next();
            released.countDown();
            thread.join(20_000);
        }
    }

    @Test
    void theFlightRecorderIsToldOfTheStack() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch recorded = new CountDownLatch(1);
        JfrEvents.enable();
        try (RecordingStream stream = new RecordingStream();
                StallWatch watch = StallWatch.start(loop, Duration.ofMillis(150), listener)) {
            stream.enable("io.asyncio4j.Stall");
            stream.onEvent("io.asyncio4j.Stall", event -> {
                if (event.getString("stack").contains("StallWatchTest.blockUntil")) {
                    recorded.countDown();
                }
            });
            stream.startAsync();
            Thread thread = run(loop, () -> {
                Asyncio.sleep(0.1);
                blockUntil(released);
            });
            next();
            released.countDown();
            thread.join(20_000);
            assertTrue(recorded.await(20, TimeUnit.SECONDS));
        } finally {
            JfrEvents.disable();
        }
    }

    @Test
    void healthOfALoopThatTurns() throws Exception {
        ParkingLoop loop = new ParkingLoop();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Thread thread = run(loop, () -> {
            LoopHealth own = LoopHealth.of(loop);
            assertEquals(LoopHealth.State.TURNING, own.state(), "asked about itself it answers at once");
            runs.countDown();
            Asyncio.toThread(() -> blockUntil(asked));
        });
        blockUntil(runs);
        LoopHealth health = LoopHealth.of(loop);
        assertTrue(health.isUp(), health::toString);
        assertEquals(1, health.tasks());
        assertEquals(List.of(), health.stack());
        asked.countDown();
        thread.join(20_000);
        assertFalse(LoopHealth.of(loop).isUp());
    }

    @Test
    void badInputIsRefused() {
        ParkingLoop loop = new ParkingLoop();
        assertThrows(NullPointerException.class, () -> StallWatch.start(null));
        assertThrows(NullPointerException.class, () -> LoopHealth.of(null));
        assertThrows(
                IllegalArgumentException.class, () -> StallWatch.start(loop, Duration.ofMillis(9), listener));
        loop.close();
    }
}
