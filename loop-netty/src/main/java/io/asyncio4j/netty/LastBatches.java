// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.base.LoopClock;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Drives an attached loop from the begin of its event loop's shutdown on, so that {@link GracefulEnd} comes to its own end.
 * The event loop's thread only, save {@link #wake} and {@link #cancel}.
 *
 * <p>A graceful shutdown closes the channels, drops what is scheduled, and goes on with executed tasks as long as some come
 * within the quiet period, up to the timeout. From then on batches follow each other at once, and in a task that is
 * executed, up to {@link #MOST_BATCHES} of them; within that task the loop waits up to {@link #WAIT_NANOS} for timers and
 * other threads. What needs longer is brought back by a thread of Netty's, with a pause: so the event loop comes to look at
 * its own limits, which end everything. Channels that io_uring has yet to close need longer, as only the event loop can poll.
 */
final class LastBatches {

    /** More is a callback that goes on for ever. */
    private static final int MOST_BATCHES = 1_000;

    /** As long as Netty itself pauses between two looks at a shutdown's limits. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How soon an unfinished end goes on at the earliest: Netty must find its queue empty in between. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** How long it keeps the event loop polling for channels that io_uring has yet to close. */
    private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AttachedLoop loop;
    private final GracefulEnd end;

    /** Whether there is a thread that may wait, and can be found by others. */
    private final boolean mayWait;

    private final long closingLimit = LoopClock.system().nanos() + CLOSING_NANOS;

    /** What brings unfinished batches back; others must not keep its thread when the event loop has ended. */
    private volatile @Nullable ScheduledFuture<?> comingBack;

    /** The event loop's thread while it waits; who posts unparks it. */
    private volatile @Nullable Thread waiter;

    LastBatches(AttachedLoop loop, boolean mayWait) {
        this.loop = loop;
        this.mayWait = mayWait;
        this.end = new GracefulEnd(loop);
    }

    /** Batches until nothing is left to do, or not soon. */
    void run() {
        long limit = LoopClock.system().nanos() + WAIT_NANOS;
        for (int batches = 0; batches < MOST_BATCHES; batches++) {
            end.advance();
            long nanos = loop.idleNanos();
            if (nanos != 0) {
                long left = limit - LoopClock.system().nanos();
                if (end.isOver() || left <= 0 || !mayWait) {
                    break;
                }
                waitForPosts(nanos < 0 ? left : Math.min(nanos, left));
            }
            loop.lastBatch();
        }
        if (mayWait) {
            goOnLater();
        }
    }

    private void waitForPosts(long nanos) {
        waiter = Thread.currentThread();
        if (loop.idleNanos() != 0) {
            LockSupport.parkNanos(this, nanos);
        }
        waiter = null;
    }

    private void goOnLater() {
        long nanos = end.isOver() ? -1 : loop.idleNanos();
        if (nanos < 0 && (!loop.host().isClosingChannels() || LoopClock.system().nanos() > closingLimit)) {
            // What comes now, comes from outside.
            return;
        }
        // Who posts meanwhile has it brought back at once, unless there is work already.
        comingBack = GlobalEventExecutor.INSTANCE.schedule(
                loop.laterBatch(nanos == 0), Math.max(nanos, PAUSE_NANOS), TimeUnit.NANOSECONDS);
    }

    /** Any thread: ends a wait; false if there is none. */
    boolean wake() {
        Thread waiting = waiter;
        LockSupport.unpark(waiting);
        return waiting != null;
    }

    /** Any thread: nothing comes back any more. */
    void cancel() {
        ScheduledFuture<?> last = comingBack;
        if (last != null) {
            last.cancel(false);
        }
    }
}
