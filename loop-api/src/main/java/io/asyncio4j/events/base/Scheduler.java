// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.Handle;
import io.asyncio4j.events.ThreadsafeHandle;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.internal.Probe;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One iteration, end to end; asyncio's {@code _run_once}. Loop only, save {@link #post} and {@link #wake}.
 *
 * <p>
 * An iteration polls for I/O (without waiting if anything is ready, else until the next timer); appends what the poll
 * found; appends the timers that are due; and runs exactly the callbacks that are ready now. What they add waits for
 * the next iteration. While nothing is registered that a poll could find, a poll that must not wait is skipped: it has
 * nothing to say.
 *
 * <p>
 * <b>Sleeping.</b> Before a poll that waits, the loop announces that it sleeps and then looks into the inbox once more;
 * who posts puts the work into the inbox first and then looks whether the loop sleeps. So one of the two notices, and
 * a burst of posts makes one wake-up.
 */
final class Scheduler {

    /** asyncio's {@code MAXIMUM_SELECT_TIMEOUT}: 24 hours. */
    private static final long MAX_POLL_NANOS = 86_400_000_000_000L;

    private final BaseEventLoop loop;
    private final LoopClock clock;
    private final SlowCallbackWatch watch;
    private final ReadyQueue ready = new ReadyQueue();
    private final Inbox inbox;
    private final TimerHeap timers = new TimerHeap();

    /** True while the loop waits in a poll, or is about to; the poster that takes it back makes the wake-up. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    /** Who counts, once somebody has asked for numbers. */
    private volatile @Nullable LoopMeter meter;

    private volatile boolean stopping;
    private boolean inBatch;

    /** The thread that runs the batch, for the question whether a step ended on the loop's own thread. */
    private @Nullable Thread batchThread;

    Scheduler(BaseEventLoop loop, LoopClock clock, SlowCallbackWatch watch) {
        this.loop = loop;
        this.clock = clock;
        this.watch = watch;
        this.inbox = new Inbox(loop);
    }

    // ---- adding work

    void add(Handle handle) {
        if (!inbox.isEmpty()) {
            inbox.drainTo(ready);
        }
        ready.add(handle);
        if (!inBatch && ready.size() == 1) {
            loop.workQueued();
        }
    }

    void add(TimerHandle timer) {
        timers.add(timer);
        if (!inBatch && timers.first() == timer) {
            loop.deadlineMoved();
        }
    }

    /** Any thread. Returns false if the loop is closed. */
    boolean post(ThreadsafeHandle handle) {
        boolean open = inbox.push(handle);
        wake();
        return open;
    }

    /** Any thread: ends an announced sleep. */
    void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            loop.wakeupIo();
        }
    }

    // ---- running

    /** Runs until {@link #stop}; a stop from before makes it one iteration. */
    void run() {
        try {
            do {
                poll();
                runBatch();
            } while (!stopping);
        } finally {
            stopping = false;
            batchThread = null;
        }
    }

    void stop() {
        stopping = true;
        wake();
    }

    boolean mayBlock() {
        return inbox.isEmpty() && !stopping;
    }

    private void poll() {
        inbox.drainTo(ready);
        long timeout = stopping ? 0 : nanosToNextTimer();
        if (timeout != 0) {
            timeout = clock.waiting(timeout < 0 ? -1 : Math.min(timeout, MAX_POLL_NANOS));
        }
        if (timeout == 0) {
            if (loop.hasIo()) {
                loop.pollIo(0);
            }
            return;
        }
        asleep.set(true);
        try {
            loop.pollIo(mayBlock() ? timeout : 0);
        } finally {
            asleep.set(false);
        }
    }

    /** A whole iteration but the poll. */
    void runBatch() {
        inbox.drainTo(ready);
        moveDueTimers();
        batchThread = Thread.currentThread();
        inBatch = true;
        Probe probe = Probe.active();
        LoopMeter counting = meter;
        if (probe != null || counting != null) {
            runMeasured(probe, counting);
            return;
        }
        try {
            for (int left = ready.size(); left > 0; left--) {
                Handle handle = ready.take();
                if (loop.getDebug()) {
                    watch.runTimed(handle);
                } else {
                    handle.run();
                }
            }
        } finally {
            inBatch = false;
            loop.flushWrites();
        }
    }

    /** The same for somebody who measures: one of the two at least. */
    private void runMeasured(@Nullable Probe probe, @Nullable LoopMeter counting) {
        int callbacks = ready.size();
        Object batch = probe == null ? null : probe.batchStarted();
        long time = counting == null || callbacks == 0 ? 0 : counting.turn();
        try {
            for (int left = callbacks; left > 0; left--) {
                Handle handle = ready.take();
                Object callback = probe == null ? null : probe.callbackStarted();
                if (loop.getDebug()) {
                    watch.runTimed(handle);
                } else {
                    handle.run();
                }
                if (counting != null) {
                    time = counting.ran(handle, time);
                }
                if (probe != null && callback != null) {
                    probe.callbackEnded(callback, handle);
                }
            }
        } finally {
            inBatch = false;
            loop.flushWrites();
            if (probe != null && batch != null && callbacks > 0) {
                probe.batchEnded(batch, loop, callbacks);
            }
        }
    }

    // ---- who looks from outside: any thread

    @Nullable LoopMeter meter() {
        return meter;
    }

    synchronized LoopMeter startMeter() {
        LoopMeter present = meter;
        if (present == null) {
            present = new LoopMeter(this, loop.taskRegistry(), clock);
            meter = present;
        }
        return present;
    }

    /** How many callbacks wait; a look from outside may be a moment late. */
    int readyCallbacks() {
        return ready.size() + inbox.size();
    }

    @Nullable Thread batchThread() {
        return batchThread;
    }

    /** Due is what the clock cannot tell from now; asyncio allows one resolution too. */
    private void moveDueTimers() {
        TimerHandle timer = timers.first();
        if (timer == null) {
            return;
        }
        long end = clock.nanos() + clock.resolutionNanos();
        while (timer != null && timer.deadlineNanos() < end) {
            timers.removeFirst();
            ready.add(timer);
            timer = timers.first();
        }
    }

    /** How long the loop may wait: 0 if there is work, -1 without limit. */
    long nanosToNextTimer() {
        if (ready.size() > 0 || !inbox.isEmpty()) {
            return 0;
        }
        TimerHandle next = timers.first();
        if (next == null || next.deadlineNanos() == Long.MAX_VALUE) {
            return -1;
        }
        // A deadline of the distant past must not overflow the difference.
        return next.deadlineNanos() < 0 ? 0 : Math.max(0, next.deadlineNanos() - clock.nanos());
    }

    boolean isBatchThread() {
        return Thread.currentThread() == batchThread;
    }

    // ---- attached loops, whose batches are driven by somebody else

    boolean announceSleep() {
        asleep.set(true);
        if (ready.size() == 0 && inbox.isEmpty()) {
            return true;
        }
        asleep.set(false);
        return false;
    }

    void awake() {
        asleep.set(false);
    }

    // ---- the end

    /** From here on nothing gets in; what is queued is discarded unrun (rule LIFE-15). */
    void close() {
        watch.stop();
        inbox.close();
        ready.clear();
        timers.clear();
    }

    int liveTimers() {
        return timers.live();
    }
}
