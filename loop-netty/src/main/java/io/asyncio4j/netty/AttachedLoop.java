// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 */
non-sealed class AttachedLoop extends NettyEventLoop {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** One view an event loop; it leaves when the event loop has terminated. */
    private static final Map<EventLoop, AttachedLoop> VIEWS = new ConcurrentHashMap<>();

    private final EventLoop eventLoop;
    private final ChannelHost host;

    // The event loop's thread only.
    private boolean batchQueued;
    private @Nullable ScheduledFuture<?> timer;
    private long timerDeadline;

    AttachedLoop(EventLoop eventLoop) {
        super(LoopClock.system());
        this.eventLoop = eventLoop;
        this.host = ChannelHost.of(this, eventLoop, null);
        // Nothing waits: whatever comes first queues the first batch.
        announceSleep();
    }

    static AttachedLoop viewOf(EventLoop eventLoop) {
        AttachedLoop known = VIEWS.get(eventLoop);
        return known == null ? VIEWS.computeIfAbsent(eventLoop, AttachedLoop::attach) : known;
    }

    private static AttachedLoop attach(EventLoop eventLoop) {
        if (eventLoop.isTerminated()) {
            throw new IllegalStateException(
                    "NettyEventLoop.of: " + eventLoop + " has terminated; take one of a running group");
        }
        AttachedLoop view = new AttachedLoop(eventLoop);
        eventLoop.terminationFuture().addListener(terminated -> view.terminated());
        return view;
    }

    private void terminated() {
        VIEWS.remove(eventLoop, this);
        end();
    }

    /** Closes the view, whose event loop has ended or is about to. */
    final void end() {
        super.close();
        host.side().close();
    }

    // ---- the driver

    private void batch() {
        batchQueued = false;
        awake();
        AbstractEventLoop outer = RunningLoop.set(this);
        try {
            runBatch();
        } catch (Throwable e) {
            // What ends a loop in asyncio cannot end one that belongs to Netty.
            LOG.log(Level.ERROR, "batch: a callback of " + this + " threw what would end a loop; it goes on", e);
        } finally {
            RunningLoop.set(outer);
            next();
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
        if (!batchQueued) {
            armTimer();
        }
    }

    @Override
    protected void wakeupIo() {
        executeBatch();
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
        return eventLoop.inEventLoop() || super.isOnLoop();
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
