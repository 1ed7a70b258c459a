// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.Handle;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Debug mode's eye on the time that callbacks and task steps take.
 *
 * <p>
 * The loop's thread measures and logs. A thread beside it looks whether something has been running for longer than the
 * threshold and takes its stack trace while it is still there: afterwards nobody could tell where the time went. That
 * thread lives while the loop runs in debug mode.
 */
final class SlowCallbackWatch implements Runnable {

    private final BaseEventLoop loop;
    private volatile @Nullable Thread watcher;

    /** What runs on the loop's thread since when; null between callbacks. */
    private volatile @Nullable Running running;

    private record Running(Handle handle, long since, Thread thread) {}

    private volatile @Nullable Sample sample;

    private record Sample(Running of, List<StackTraceElement> stack) {}

    SlowCallbackWatch(BaseEventLoop loop) {
        this.loop = loop;
    }

    @Nullable Handle current() {
        Running now = running;
        return now == null ? null : now.handle;
    }

    void runTimed(Handle handle) {
        LoopClock clock = LoopClock.system();
        long started = clock.nanos();
        Running now = new Running(handle, started, Thread.currentThread());
        running = now;
        startWatcher();
        try {
            handle.run();
        } finally {
            running = null;
            long took = clock.nanos() - started;
            if (took >= thresholdNanos()) {
                warn(handle, took, now);
            }
        }
    }

    private void warn(Handle handle, long took, Running now) {
        Sample seen = sample;
        StringBuilder text = new StringBuilder("Executing ")
                .append(handle)
                .append(" took ")
                .append("%.3f".formatted(took / 1e9))
                .append(" seconds");
        if (seen != null && seen.of == now) {
            text.append("; while it ran it was at:");
            for (StackTraceElement frame : seen.stack) {
                text.append("\n    at ").append(frame);
            }
        }
        ExceptionReports.LOG.log(Level.WARNING, text.toString());
    }

    private long thresholdNanos() {
        return Math.max(0, Seconds.toNanos("slowCallbackDuration", "threshold", loop.getSlowCallbackDuration()));
    }

    private void startWatcher() {
        if (watcher == null) {
            Thread thread = Thread.ofPlatform().name("asyncio4j-slow-callbacks").daemon().unstarted(this);
            watcher = thread;
            thread.start();
        }
    }

    void stop() {
        Thread thread = watcher;
        watcher = null;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        LoopClock clock = LoopClock.system();
        while (watcher == Thread.currentThread()) {
            long threshold = Math.max(1_000_000, thresholdNanos());
            Running now = running;
            Sample seen = sample;
            if (now != null && (seen == null || seen.of != now) && clock.nanos() - now.since >= threshold) {
                List<StackTraceElement> stack = LoopHolder.of(loop, now.thread).stack();
                if (running == now) {
                    sample = new Sample(now, stack);
                }
            }
            // A quarter of the threshold: what is reported as slow was seen before it ended, unless just barely slow.
            LockSupport.parkNanos(this, Math.min(threshold / 4, 50_000_000));
        }
    }
}
