// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.Handle;
import io.asyncio4j.events.TimerHandle;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One turn of the loop; asyncio's {@code _run_once}.
 *
 * <p>
 * Everything that is to run stands in one queue, and whoever adds to it adds at its end: {@code call_soon}, other threads,
 * the poll, the timers. A turn polls, which may wait only if the queue is empty; lets the poll and then the due timers add
 * to the queue; counts what stands there and runs that many. What comes meanwhile is for the next turn, so that a callback
 * that calls itself again and again cannot keep the poll from happening.
 *
 * <p>
 * The queue is safe for all threads. One that adds to it while the loop waits wakes the selector, and a selector remembers
 * to have been woken before it waits.
 */
final class Iteration {

    private static final long LONGEST_WAIT = 24 * 3600 * 1_000_000_000L;

    private final SelectorLoop loop;
    private final Watchers watchers;
    private final Clock clock;
    private final Queue<Handle> ready = new ConcurrentLinkedQueue<>();
    private final Timers timers = new Timers();
    private volatile boolean stopping;

    /** For the reports of debug mode. */
    private @Nullable Handle running;

    Iteration(SelectorLoop loop, Watchers watchers, Clock clock) {
        this.loop = loop;
        this.clock = clock;
        this.watchers = watchers;
    }

    void add(Handle handle) {
        ready.add(handle);
    }

    void add(TimerHandle timer) {
        timers.add(timer);
    }

    /** Any thread. */
    void addAndWake(Handle handle) {
        ready.add(handle);
        watchers.wakeUp();
    }

    /** Ends the run after this turn, or after one turn. */
    void stop() {
        stopping = true;
    }

    void runUntilStopped() {
        boolean interrupted = false;
        try {
            do {
                turn();
                // A selector does not wait on an interrupted thread; whose interrupt it is gets it back afterwards.
                interrupted |= Thread.interrupted();
            } while (!stopping);
        } finally {
            stopping = false;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void turn() {
        watchers.poll(patience(), ready);
        timers.due(clock.now(), ready::add);
        for (int left = ready.size(); left > 0; left--) {
            Handle handle = ready.poll();
            if (handle == null) {
                return;
            }
            if (loop.getDebug()) {
                runMeasured(handle);
            } else {
                handle.run();
            }
        }
    }

    private long patience() {
        long deadline = timers.next();
        if (stopping || !ready.isEmpty()) {
            return 0;
        }
        if (deadline == Clock.NEVER) {
            long wait = clock.waiting(-1);
            return wait < 0 ? LONGEST_WAIT : wait;
        }
        return Math.min(clock.waiting(Math.clamp(deadline - clock.now(), 0, LONGEST_WAIT)), LONGEST_WAIT);
    }

    private void runMeasured(Handle handle) {
        long began = clock.now();
        running = handle;
        try {
            handle.run();
        } finally {
            running = null;
            double seconds = (clock.now() - began) / 1e9;
            if (seconds >= loop.getSlowCallbackDuration()) {
                SelectorLoop.LOG.log(Level.WARNING,
                        String.format(Locale.ROOT, "Executing %s took %.3f seconds", handle, seconds));
            }
        }
    }

    @Nullable Handle running() {
        return running;
    }

    int liveTimers() {
        return timers.live();
    }

    void clear() {
        ready.clear();
        timers.clear();
    }
}
