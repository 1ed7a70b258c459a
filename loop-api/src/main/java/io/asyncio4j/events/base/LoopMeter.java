// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.Handle;
import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tasks.TaskRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a loop counts about itself from the moment on at which somebody first asks; for loop implementers, who give its
 * {@link #io()} to their transports. Recorded on the loop, read by any thread.
 */
public final class LoopMeter {

    private final Scheduler scheduler;
    private final TaskRegistry tasks;
    private final LoopClock clock;
    private final long began;
    private final IoMeter io;

    private final LoopCount turns = new LoopCount();
    private final LoopCount callbacks = new LoopCount();
    private final LoopCount callbackNanos = new LoopCount();
    private final RecentMax longestCallback;
    private final LoopCount lags = new LoopCount();
    private final LoopCount lagNanos = new LoopCount();
    private final RecentMax longestLag;

    /** Told by who watches from outside. */
    private final AtomicLong stalls = new AtomicLong();

    LoopMeter(Scheduler scheduler, TaskRegistry tasks, LoopClock clock) {
        this.scheduler = scheduler;
        this.tasks = tasks;
        this.clock = clock;
        this.began = clock.nanos();
        this.io = new IoMeter(clock);
        this.longestCallback = new RecentMax(began);
        this.longestLag = new RecentMax(began);
        tasks.countAges(clock::nanos);
    }

    /** {@return what transports tell} */
    public IoMeter io() {
        return io;
    }

    /** A batch begins. Returns the time. */
    long turn() {
        turns.add(1);
        return clock.nanos();
    }

    /** A callback has run. Returns the time, at which the next begins. */
    long ran(Handle handle, long started) {
        long ended = clock.nanos();
        long took = ended - started;
        callbacks.add(1);
        callbackNanos.add(took);
        longestCallback.record(took, ended);
        if (handle instanceof TimerHandle timer) {
            lagged(started - timer.deadlineNanos());
        }
        return ended;
    }

    /**
     * Something ran later than it could have. Loop only.
     *
     * @param nanos by how much
     */
    void lagged(long nanos) {
        // A deadline within the clock's resolution is in time.
        long lag = Math.max(0, nanos);
        lags.add(1);
        lagNanos.add(lag);
        longestLag.record(lag, clock.nanos());
    }

    /** Any thread. */
    void stalled() {
        stalls.incrementAndGet();
    }

    /** Any thread. */
    LoopStatistics statistics() {
        long now = clock.nanos();
        TaskRegistry.Ages ages = tasks.ages();
        return new LoopStatistics(
                Duration.ofNanos(now - began),
                new LoopStatistics.Callbacks(
                        scheduler.readyCallbacks(),
                        turns.get(),
                        callbacks.get(),
                        Duration.ofNanos(callbackNanos.get()),
                        Duration.ofNanos(longestCallback.get(now))),
                new LoopStatistics.Lag(
                        lags.get(), Duration.ofNanos(lagNanos.get()), Duration.ofNanos(longestLag.get(now))),
                new LoopStatistics.Tasks(
                        ages.alive(),
                        ages.started(),
                        Duration.ofNanos(ages.oldestNanos()),
                        Duration.ofNanos(ages.totalNanos())),
                io.transports(),
                io.handshakes(),
                stalls.get());
    }
}
