// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.ParkingLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop counts about itself, on a clock that moves only when a test says so. */
@Timeout(60)
class LoopStatisticsTest {

    private static final long MILLI = 1_000_000;

    private final AtomicLong time = new AtomicLong();

    /** Jumps to the next timer instead of waiting. */
    private final LoopClock clock = new LoopClock() {
        @Override
        public long nanos() {
            return time.get();
        }

        @Override
        public long waiting(long timeoutNanos) {
            time.addAndGet(Math.max(0, timeoutNanos));
            return timeoutNanos < 0 ? timeoutNanos : 0;
        }
    };

    private void takes(long millis) {
        time.addAndGet(millis * MILLI);
    }

    @Test
    void nothingIsCountedUntilSomebodyAsks() {
        ParkingLoop loop = new ParkingLoop(clock);
        assertNull(loop.meter());
        assertEquals(Duration.ZERO, LoopStatistics.of(loop).counting());
        assertEquals(loop.meter(), loop.meter());
        loop.close();
    }

    @Test
    void callbacksAndTheirTime() {
        ParkingLoop loop = new ParkingLoop(clock);
        assertEquals(0, LoopStatistics.of(loop).callbacks().run());
        loop.callSoon(() -> takes(3));
        loop.callSoon(() -> takes(5));
        loop.callSoonThreadsafe(() -> takes(1));
        assertEquals(3, LoopStatistics.of(loop).callbacks().ready());
        loop.callSoon(loop::stop);
        loop.runForever();
        assertEquals(
                new LoopStatistics.Callbacks(0, 1, 4, Duration.ofMillis(9), Duration.ofMillis(5)),
                LoopStatistics.of(loop).callbacks());
        takes(61_000);
        assertEquals(Duration.ZERO, LoopStatistics.of(loop).callbacks().longest(), "not a recent one any more");
        loop.close();
    }

    @Test
    void lagOfTimers() {
        ParkingLoop loop = new ParkingLoop(clock);
        LoopStatistics.of(loop);
        loop.callLater(0.010, () -> takes(30));
        loop.callLater(0.015, () -> {});
        loop.callLater(0.100, loop::stop);
        loop.runForever();
        // In time; 25 ms late, as the first took 30; in time.
        assertEquals(
                new LoopStatistics.Lag(3, Duration.ofMillis(25), Duration.ofMillis(25)),
                LoopStatistics.of(loop).lag());
        loop.close();
    }

    @Test
    void tasksAndTheirAges() throws Exception {
        ParkingLoop loop = new ParkingLoop(clock);
        Task<?> before = loop.createTask(() -> Sleep.sleep(10));
        takes(1_000);
        LoopStatistics.of(loop);
        List<LoopStatistics.Tasks> seen = new ArrayList<>();
        loop.runUntilComplete(() -> {
            Task<?> young = loop.createTask(() -> Sleep.sleep(1));
            Sleep.sleep(0.5);
            seen.add(LoopStatistics.of(loop).tasks());
            before.cancel();
            young.await();
            seen.add(LoopStatistics.of(loop).tasks());
            return null;
        });
        seen.add(LoopStatistics.of(loop).tasks());
        assertEquals(
                List.of(
                        // What was there is as old as the counting; the two others began right after.
                        new LoopStatistics.Tasks(3, 2, Duration.ofMillis(500), Duration.ofMillis(1500)),
                        new LoopStatistics.Tasks(1, 2, Duration.ofMillis(1000), Duration.ofMillis(1000)),
                        new LoopStatistics.Tasks(0, 2, Duration.ZERO, Duration.ZERO)),
                seen);
        loop.close();
    }

    @Test
    void pausesAddUpWhileTheyLastAndAfterwards() {
        IoMeter meter = new IoMeter(clock);
        meter.writingPaused();
        takes(10);
        meter.writingPaused();
        takes(5);
        assertEquals(2, meter.transports().writingPaused());
        assertEquals(Duration.ofMillis(20), meter.transports().writingPausedTime());
        meter.writingResumed();
        takes(5);
        meter.writingResumed();
        takes(100);
        assertEquals(0, meter.transports().writingPaused());
        assertEquals(Duration.ofMillis(25), meter.transports().writingPausedTime());
    }

    @Test
    void whatWasWrittenIsBufferedUntilItHasLeftOrIsDropped() {
        IoMeter meter = new IoMeter(clock);
        meter.opened();
        meter.opened();
        meter.closed();
        meter.read(7);
        meter.written(100);
        meter.sent(60);
        meter.dropped(10);
        LoopStatistics.Transports transports = meter.transports();
        assertEquals(List.of(1L, 2L, 7L, 60L, 30L), List.of(transports.open(), transports.opened(),
                transports.bytesRead(), transports.bytesSent(), transports.bytesBuffered()));
    }

    @Test
    void theLongestIsForgottenAfterAMinute() {
        RecentMax max = new RecentMax(0);
        max.record(5, 1_000 * MILLI);
        max.record(3, 31_000 * MILLI);
        assertEquals(5, max.get(59_000 * MILLI));
        assertEquals(3, max.get(61_000 * MILLI));
        assertEquals(0, max.get(100_000 * MILLI));
        max.record(1, 200_000 * MILLI);
        assertEquals(1, max.get(200_000 * MILLI));
    }

    @Test
    void errorsLeaveTheCountsRight() {
        ParkingLoop loop = new ParkingLoop(clock);
        LoopStatistics.of(loop);
        loop.setExceptionHandler((where, context) -> {});
        loop.callSoon(() -> {
            throw new IllegalStateException("a callback that fails");
        });
        loop.callSoon(loop::stop);
        loop.runForever();
        assertEquals(2, LoopStatistics.of(loop).callbacks().run());
        assertThrows(Exception.class, () -> loop.runUntilComplete(() -> {
            throw new IllegalStateException("a task that fails");
        }));
        assertEquals(0, LoopStatistics.of(loop).tasks().alive());
        assertTrue(LoopStatistics.of(loop).toString().startsWith("LoopStatistics[counting="));
        loop.close();
    }
}
