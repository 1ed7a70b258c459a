// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The asyncio view of an event loop that somebody else runs.
 *
 * <p>Ready callbacks run a batch at a time, each batch a task of the event loop. The first is executed; while callbacks
 * keep becoming ready, the next is <em>scheduled</em> with no delay: Netty runs whatever is executed until its queue is
 * empty, for up to a second, but takes scheduled tasks over only once an iteration. So the poller is asked between two
 * batches, as in asyncio.
 *
 * <p>State, on the event loop's thread: a batch is queued (or running), or the loop has announced that it sleeps. Who
 * posts from outside takes the announcement back and queues a batch. A batch too many is harmless.
 *
 * <p><b>The end.</b> A graceful shutdown closes the channels, drops what is scheduled, and goes on with executed tasks as
 * long as some come within the quiet period, up to the timeout. From then on batches follow each other at once, and in a
 * task that is executed, up to {@link #LAST_BATCHES} of them; within that task the loop waits up to {@link #LAST_WAIT_NANOS}
 * for timers and other threads. What needs longer is brought back by a thread of Netty's, with a pause: so the event loop
 * comes to look at its own limits, which end everything.
 */
non-sealed class AttachedLoop extends NettyEventLoop {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** More is a callback that goes on for ever. */
    private static final int LAST_BATCHES = 1_000;

    /** As long as Netty itself pauses between two looks at a shutdown's limits. */
    private static final long LAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How soon an unfinished end goes on at the earliest: Netty must find its queue empty in between. */
    private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long NEVER_DAYS = 36_500;

    /** How often an event loop without a thread is to look for what other threads have posted. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventLoop eventLoop;
    private final ChannelHost host;

    /** Who made the view, if the event loop takes every thread for its own, as that of an {@code EmbeddedChannel} does. */
    private final @Nullable Thread onlyThread;

    // The event loop's thread only.
    private boolean batchQueued;
    private boolean inBatch;
    private boolean endWatched;
    private @Nullable ScheduledFuture<?> timer;
    private long timerDeadline;
    private @Nullable GracefulEnd ending;

    /** What brings unfinished batches back; others must not keep its thread when the event loop has ended. */
    private volatile @Nullable ScheduledFuture<?> lastTimer;

    /** The event loop's thread while it waits in the last batches; who posts unparks it. */
    private volatile @Nullable Thread lastWaiter;

    AttachedLoop(EventLoop eventLoop) {
        super(ChannelHost.clockOf(eventLoop));
        this.eventLoop = eventLoop;
        this.host = ChannelHost.of(this, eventLoop, null);
        this.onlyThread = ChannelHost.takesEveryThread(eventLoop) ? Thread.currentThread() : null;
        // Nothing waits: whatever comes first queues the first batch.
        announceSleep();
    }

    /** Has the event loop keep this view, and close it when it has ended. */
    final void watchTermination() {
        if (onlyThread == null) {
            eventLoop.terminationFuture().addListener(terminated -> end());
        } else {
            watchShutdown();
        }
    }

    /** Closes the view, whose event loop has ended or is about to. */
    final void end() {
        AttachedViews.remove(eventLoop);
        ScheduledFuture<?> last = lastTimer;
        if (last != null) {
            last.cancel(false);
        }
        super.close();
        host.side().close();
    }

    // ---- the end

    /** Once, on the event loop's thread, where it costs no start of a thread. */
    private void watchShutdown() {
        endWatched = true;
        if (eventLoop instanceof SingleThreadEventExecutor single) {
            single.addShutdownHook(this::shutdownNoticed);
            return;
        }
        try {
            // Never due, and so cancelled at the end.
            eventLoop.schedule(() -> {}, NEVER_DAYS, TimeUnit.DAYS).addListener(gone -> {
                shutdownNoticed();
                if (onlyThread != null) {
                    end();
                }
            });
        } catch (RejectedExecutionException e) {
            shuttingDown(e);
        }
    }

    private void shutdownNoticed() {
        if (ending == null && !isClosed()) {
            beginEnd();
            batch();
        }
    }

    private void beginEnd() {
        ending = new GracefulEnd(this);
        // Netty does the same, unless it is asked to shut down, without a quiet period, while it runs tasks.
        host.closeChannels();
    }

    /** Batches until nothing is left to do, or not soon. */
    private void lastBatches(GracefulEnd end) {
        long limit = LoopClock.system().nanos() + LAST_WAIT_NANOS;
        for (int batches = 0; batches < LAST_BATCHES; batches++) {
            end.advance();
            announceSleep();
            long nanos = nanosToNextTimer();
            if (nanos != 0) {
                long left = limit - LoopClock.system().nanos();
                if (end.isOver() || left <= 0 || onlyThread != null) {
                    break;
                }
                waitForPosts(nanos < 0 ? left : Math.min(nanos, left));
            }
            awake();
            runOne();
        }
        if (!end.isOver()) {
            goOnLater();
        }
    }

    private void waitForPosts(long nanos) {
        lastWaiter = Thread.currentThread();
        if (nanosToNextTimer() != 0) {
            LockSupport.parkNanos(this, nanos);
        }
        lastWaiter = null;
    }

    private void goOnLater() {
        if (onlyThread != null) {
            return;
        }
        long nanos = announceSleep() ? nanosToNextTimer() : 0;
        if (nanos >= 0) {
            batchQueued = nanos == 0;
            lastTimer = GlobalEventExecutor.INSTANCE.schedule(
                    this::executeBatch, Math.max(nanos, LAST_PAUSE_NANOS), TimeUnit.NANOSECONDS);
        }
    }

    // ---- the driver

    private void batch() {
        batchQueued = false;
        awake();
        if (!endWatched) {
            watchShutdown();
        }
        if (ending == null && eventLoop.isShuttingDown()) {
            beginEnd();
        }
        runOne();
        GracefulEnd end = ending;
        if (end == null) {
            next();
        } else if (!isClosed()) {
            lastBatches(end);
        }
    }

    /**
     * A batch in the midst of Netty's reading, as if the poller had found no more than was read by now: who asked is answered
     * before the next one is read, and both sides of a connection are at work. The queued batch comes all the same.
     */
    final void turn() {
        if (batchQueued && !inBatch && ending == null && readyCallbacks() > 0) {
            runOne();
        }
    }

    private void runOne() {
        AbstractEventLoop outer = RunningLoop.set(this);
        inBatch = true;
        try {
            runBatch();
        } catch (Throwable e) {
            // What ends a loop in asyncio cannot end one that belongs to Netty.
            LOG.log(Level.ERROR, "batch: a callback of " + this + " threw what would end a loop; it goes on", e);
        } finally {
            inBatch = false;
            RunningLoop.set(outer);
        }
    }

    /** After a batch: another one, or a timer, or nothing until somebody comes. */
    private void next() {
        if (batchQueued || isClosed()) {
            return;
        }
        if (!announceSleep()) {
            batchAgain();
            return;
        }
        armTimer();
    }

    private void armTimer() {
        long nanos = nanosToNextTimer();
        if (onlyThread != null && nanos != 0 && !Task.all(this).isEmpty()) {
            nanos = nanos < 0 ? LOOK_NANOS : Math.min(nanos, LOOK_NANOS);
        }
        if (nanos == 0) {
            batchAgain();
        } else if (nanos > 0) {
            armTimer(nanos);
        }
    }

    private void armTimer(long nanos) {
        long deadline = clock().nanos() + nanos;
        ScheduledFuture<?> armed = timer;
        if (armed != null) {
            if (timerDeadline <= deadline) {
                return;
            }
            armed.cancel(false);
        }
        timerDeadline = deadline;
        try {
            timer = eventLoop.schedule(this::timerFired, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            shuttingDown(e);
        }
    }

    private void timerFired() {
        timer = null;
        batch();
    }

    private void batchAgain() {
        batchQueued = true;
        awake();
        try {
            var unused = eventLoop.schedule(this::batch, 0, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            shuttingDown(e);
        }
    }

    private void executeBatch() {
        try {
            eventLoop.execute(this::batch);
        } catch (RejectedExecutionException e) {
            shuttingDown(e);
        }
    }

    /** The event loop takes nothing any more: what is queued is dropped when it has terminated. */
    private void shuttingDown(RejectedExecutionException e) {
        LOG.log(Level.DEBUG, () -> this + ": the event loop shuts down", e);
    }

    @Override
    protected void workQueued() {
        if (!batchQueued) {
            batchQueued = true;
            awake();
            executeBatch();
        }
    }

    @Override
    protected void deadlineMoved() {
        if (!batchQueued && ending == null) {
            armTimer();
        }
    }

    @Override
    protected void wakeupIo() {
        Thread waiter = lastWaiter;
        if (waiter != null) {
            LockSupport.unpark(waiter);
        } else if (onlyThread == null || onlyThread == Thread.currentThread()) {
            executeBatch();
        }
        // The queue of an event loop without a thread is no other thread's to touch: the next look finds the post.
    }

    @Override
    protected void pollIo(long timeoutNanos) {
        throw new UnsupportedOperationException("pollIo: " + this + " is polled by the owner of its event loop");
    }

    @Override
    protected void closeIo() {
        // The poller belongs to the event loop, which has terminated.
        closeCollaborators();
    }

    // ---- life: the event loop's own

    @Override
    public boolean isRunning() {
        return !isClosed();
    }

    /** A Netty handler or task on the event loop's thread is on the loop as well. */
    @Override
    public boolean isOnLoop() {
        boolean ownThread =
                onlyThread == null ? eventLoop.inEventLoop() : onlyThread == Thread.currentThread();
        return ownThread || super.isOnLoop();
    }

    @Override
    public void runForever() {
        throw notYours("runForever");
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        throw notYours("runUntilComplete");
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        throw notYours("runUntilComplete");
    }

    @Override
    public void stop() {
        throw notYours("stop");
    }

    @Override
    public void close() {
        throw notYours("close");
    }

    private IllegalStateException notYours(String operation) {
        return new IllegalStateException(operation + ": " + this + " is the view of " + eventLoop
                + ", which its event loop group runs and ends; shut the group down instead");
    }

    @Override
    public EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    ChannelHost host() {
        return host;
    }

    @Override
    @Nullable String name() {
        return null;
    }

    @Override
    TlsProvider tlsProvider() {
        return TlsProvider.AUTO;
    }
}
