// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.events.base.LoopHolder;
import io.asyncio4j.events.base.LoopReports;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notices from outside that a loop does not turn, and what holds it: a callback that blocks, a coroutine that does by other
 * means than {@code await}, a handler of Netty on an attached loop. asyncio has no counterpart but debug mode. Any thread.
 *
 * <p>One daemon thread watches all loops, as long as there is one to watch. Four times per threshold it posts a beat, a callback
 * that does nothing, and looks whether the last one has run. So a loop that sleeps because it has nothing to do is not stalled,
 * and one that does not run is not watched until it does. A pause of the whole JVM is not the loop's fault: that the
 * watching thread was paused, too, is taken off.
 */
public final class StallWatch implements AutoCloseable {

    /** What a loop may take for one turn unless the caller says otherwise. */
    public static final Duration DEFAULT_THRESHOLD = Duration.ofMillis(500);

    private static final Logger LOG = System.getLogger("io.asyncio4j.diagnostics");

    private static final LoopClock CLOCK = LoopClock.system();

    private final AbstractEventLoop loop;
    private final long thresholdNanos;
    private final StallListener listener;

    // The watching thread only.
    private @Nullable Beat last;
    private boolean told;

    /** On which the loop was seen last. */
    private volatile @Nullable Thread seenOn;

    /** One that looks when it is told to. */
    StallWatch(AbstractEventLoop loop, long thresholdNanos, StallListener listener) {
        this.loop = loop;
        this.thresholdNanos = thresholdNanos;
        this.listener = listener;
    }

    /**
     * Watches a loop, and logs a warning, with the stack, when it has not turned for {@link #DEFAULT_THRESHOLD}.
     *
     * @param loop running or not
     * @return ends the watch when it is closed; so does the loop's end
     */
    public static StallWatch start(AbstractEventLoop loop) {
        return start(loop, DEFAULT_THRESHOLD, new Log());
    }

    /**
     * Watches a loop. It is found stalled at most half a threshold after the threshold.
     *
     * @param loop running or not
     * @param threshold how long it may take for one turn
     * @param listener is told; an event of the flight recorder and the loop's statistics are made in any case
     * @return ends the watch when it is closed; so does the loop's end
     * @throws IllegalArgumentException if the threshold is below 10 ms
     */
    public static StallWatch start(AbstractEventLoop loop, Duration threshold, StallListener listener) {
        Objects.requireNonNull(loop, "StallWatch.start: the loop is null; give one");
        Objects.requireNonNull(listener, "StallWatch.start: the listener is null; give one");
        if (threshold.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "StallWatch.start: the threshold is " + threshold + "; give 10 ms or more");
        }
        StallWatch watch = new StallWatch(loop, threshold.toNanos(), listener);
        StallWatcher.add(watch);
        return watch;
    }

    /** Ends the watch. */
    @Override
    public void close() {
        StallWatcher.remove(this);
    }

    private static final class Log implements StallListener {
        @Override
        public void stalled(Stall stall) {
            LOG.log(Level.WARNING, stall::toString);
        }

        @Override
        public void recovered(AbstractEventLoop loop, Duration after) {
            LOG.log(Level.INFO,
                    () -> loop + (loop.isRunning() ? " turns again" : " has ended") + ", after "
                            + "%.3f".formatted(after.toNanos() / 1e9)
                            + " seconds");
        }
    }

    // ---- the watching thread

    /** What goes through the loop. */
    private final class Beat implements Runnable {
        private final long posted;

        /** As posted, or later if the JVM was paused. */
        private long since;

        private volatile boolean ran;

        Beat(long posted) {
            this.posted = posted;
            this.since = posted;
        }

        @Override
        public void run() {
            seenOn = Thread.currentThread();
            LoopReports.lagged(loop, CLOCK.nanos() - posted);
            ran = true;
        }

        @Override
        public String toString() {
            return "beat of a StallWatch";
        }
    }

    long periodNanos() {
        return thresholdNanos / 4;
    }

    /** Looks, and posts the next beat. {@code late}: for so long this thread wanted to look, and was not let. */
    void look(long now, long late) {
        Beat beat = last;
        boolean running = loop.isRunning();
        if (beat == null || beat.ran || !running) {
            tellIfOver(beat, now);
            last = running ? post(now) : null;
        } else {
            if (late > periodNanos()) {
                beat.since += late;
            }
            if (!told && now - beat.since >= thresholdNanos) {
                told = true;
                tell(now - beat.since);
            }
        }
        if (loop.isClosed()) {
            close();
        }
    }

    private @Nullable Beat post(long now) {
        Beat beat = new Beat(now);
        try {
            loop.callSoonThreadsafe(beat, new Context());
            return beat;
        } catch (IllegalStateException closed) {
            return null;
        }
    }

    private void tell(long nanos) {
        LoopHolder holder = LoopHolder.of(loop, seenOn);
        Stall stall = new Stall(loop, Duration.ofNanos(nanos), holder.what(), holder.stack());
        LoopReports.stalled(loop, stall.since(), stall.holder(), stall.stack());
        safely(() -> listener.stalled(stall));
    }

    private void tellIfOver(@Nullable Beat beat, long now) {
        if (told && beat != null) {
            told = false;
            Duration after = Duration.ofNanos(now - beat.since);
            safely(() -> listener.recovered(loop, after));
        }
    }

    private void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failed) {
            LOG.log(Level.ERROR, "StallWatch: the listener " + listener + " failed; the watch goes on", failed);
        }
    }
}
