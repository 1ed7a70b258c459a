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
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
 * <p>How it goes when the event loop is shut down is in {@link LastBatches}.
 */
non-sealed class AttachedLoop extends NettyEventLoop {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

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

    /** From the begin of the event loop's shutdown on; written on its thread. */
    private volatile @Nullable LastBatches ending;

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
        LastBatches last = ending;
        if (last != null) {
            last.cancel();
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
        ending = new LastBatches(this, onlyThread == null);
        // Netty does the same, unless it is asked to shut down, without a quiet period, while it runs tasks.
        host.closeChannels();
    }

    // ---- for the last batches

    /** Announces that it sleeps, and tells how long there is nothing to do: 0 is not at all, below 0 without limit. */
    final long idleNanos() {
        return announceSleep() ? nanosToNextTimer() : 0;
    }

    final void lastBatch() {
        awake();
        runOne();
    }

    /** Another batch for somebody to execute from outside; {@code counted} as if it was queued. */
    final Runnable laterBatch(boolean counted) {
        batchQueued = counted;
        return this::executeBatch;
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
        LastBatches last = ending;
        if (last == null) {
            next();
        } else if (!isClosed()) {
            last.run();
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
        LastBatches last = ending;
        if (last != null && last.wake()) {
            return;
        }
        if (onlyThread == null || onlyThread == Thread.currentThread()) {
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
