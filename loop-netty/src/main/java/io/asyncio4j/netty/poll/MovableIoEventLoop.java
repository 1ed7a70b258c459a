// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Netty event loop that any thread may drive, one at a time: {@link #acquire} makes the calling thread the owner,
 * {@link #poll} polls once, {@link #release} leaves the loop without an owner. Threads: {@code poll}, {@code release}
 * and what the poller calls back belong to the owner; everything else may be called from any thread.
 *
 * <p>asyncio runs a loop on one thread now and on another later, which Netty's own {@code ManualIoEventLoop} cannot:
 * its owner is set once. Here nobody is "in the event loop" between two runs, so that whatever is asked of a channel
 * then is queued and done by the next run. A coroutine's virtual thread is not the owner either, even while its
 * carrier is: what it asks of a channel is queued as well.
 *
 * <p>{@link #poll} asks the poller once and then runs what Netty has queued, within {@link #TASK_QUOTA_NANOS}. asyncio's
 * callbacks never come here, they have a ready queue of their own.
 *
 * <p>How no wake-up is lost: the owner sets {@link #sleeping} before it hands over to the poller, and the poller asks
 * {@code canBlock()}, that is whether the queues are empty, after it has announced for its own part that it sleeps. A
 * producer queues first and then takes {@code sleeping} down; who finds it up wakes the poller. Either the owner sees
 * the task or the producer sees the flag.
 */
public final class MovableIoEventLoop extends OwnedEventLoop {

    /** How long Netty's queued tasks may run after one poll: long enough for a burst, short against a frame. */
    private static final long TASK_QUOTA_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A wait in which whoever is queued gets the carrier thread. */
    private static final long LEAVE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** Closing a channel may queue tasks that queue tasks; more rounds than this is a task that feeds itself. */
    private static final int CLOSING_ROUNDS = 64;

    /** Who polls, and has work of its own that the poller does not know. */
    @FunctionalInterface
    public interface Driver {
        /**
         * Asked on the owner's thread, after it has announced that it sleeps; must not throw.
         *
         * @return false when something waits to be done
         */
        boolean mayBlock();

        /** Called on the closing thread, as the owner, before registered handles are closed. */
        default void closing() {}
    }

    private final IoHandler handler;
    private final Poller poller;
    private final Driver driver;
    private final PollerThread pollerThread;
    private final AtomicBoolean sleeping = new AtomicBoolean();
    /** Somebody else needs the carrier for a moment. */
    private volatile boolean leavesCarrier;
    private final PollWait wait;

    // Owner only; handed over with the owner.
    private int registrations;
    private @Nullable EventExecutor outerExecutor;
    private boolean pinsCarrier;
    private boolean polling;
    private boolean wakesItself;
    /** A closed channel's descriptor is closed by the next poll. */
    private boolean unsettled;

    private final TrackedHandle.Registry registry = new TrackedHandle.Registry() {
        @Override
        public void registered() {
            registrations++;
        }

        @Override
        public void unregistered() {
            registrations--;
            unsettled = poller.closesByPolling();
        }
    };

    /**
     * Constructs a loop without an owner, for owners on any thread.
     *
     * @param poller the kind of poller, which must be available
     * @param driver who decides when to poll
     */
    public MovableIoEventLoop(Poller poller, Driver driver) {
        this(poller, driver, false);
    }

    /**
     * Constructs a loop without an owner; the poller's descriptors are open until {@link #close}.
     *
     * @param poller the kind of poller, which must be available
     * @param driver who decides when to poll
     * @param oneThread whether the first owner will be the only one, which closes it, too
     */
    public MovableIoEventLoop(Poller poller, Driver driver, boolean oneThread) {
        this.poller = poller;
        this.driver = driver;
        this.pollerThread = new PollerThread(poller, oneThread);
        this.wait = new PollWait(this, poller);
        this.handler = poller.newFactory(oneThread).newHandler(this);
    }

    // ---- driving it

    /**
     * Makes the calling thread the owner.
     *
     * @throws IllegalStateException if the loop has an owner or is closed, or if its poller is bound to another thread
     */
    public void acquire() {
        if (isShuttingDown()) {
            throw new IllegalStateException("run: this event loop is closed; create another one");
        }
        take("run");
        try {
            pollerThread.checkMayRun(registrations);
            initialize();
        } catch (Throwable e) {
            giveUp();
            throw e;
        }
        pinsCarrier = poller.pinsCarrier() && Thread.currentThread().isVirtual();
        if (pinsCarrier) {
            CarrierReserve.runStarted(this);
        }
    }

    /** Binds the poller to the calling thread, if it is another than the last: io_uring needs to know its thread. */
    private void initialize() {
        if (pollerThread.bind()) {
            handler.initialize();
        }
        outerExecutor = ThreadExecutorMap.setCurrentExecutor(this);
    }

    /**
     * Ends the calling thread's ownership; what is queued from now on waits for the next owner. What was closed on this
     * thread has no descriptor any more afterwards: its address can be bound again.
     *
     * <p>Does nothing on another thread than the owner, so that it may follow an {@link #acquire} that failed.
     */
    public void release() {
        if (!inEventLoop()) {
            return;
        }
        try {
            if (!isShuttingDown()) {
                // A closed channel leaves the poller in a task, and the selector closes its descriptor after that.
                runTasks(TASK_QUOTA_NANOS);
                if (unsettled || (registrations > 0 && poller.actsByPolling())) {
                    ask(0);
                }
            }
        } finally {
            if (pinsCarrier) {
                pinsCarrier = false;
                CarrierReserve.runEnded(this);
            }
            ThreadExecutorMap.setCurrentExecutor(outerExecutor);
            outerExecutor = null;
            giveUp();
        }
    }

    /**
     * Polls once and runs Netty's tasks. May return before the time is over, with nothing done.
     *
     * @param timeoutNanos how long to wait for an event: 0 not at all, negative without limit
     */
    public void poll(long timeoutNanos) {
        assert inEventLoop();
        long nanos = untilScheduled(timeoutNanos < 0 ? PollWait.NO_LIMIT : timeoutNanos);
        if (nanos > 0) {
            block(nanos);
        } else if (registrations > 0 || unsettled) {
            ask(0);
        }
        runTasks(TASK_QUOTA_NANOS);
    }

    private void block(long nanos) {
        wait.putInterruptAside();
        sleeping.set(true);
        try {
            ask(nanos);
        } finally {
            sleeping.set(false);
            wait.giveInterruptBack();
        }
        if (leavesCarrier && pinsCarrier) {
            leavesCarrier = false;
            // Twice: a permit that is left over would end the first wait at once.
            LockSupport.parkNanos(this, LEAVE_NANOS);
            LockSupport.parkNanos(this, LEAVE_NANOS);
        }
    }

    /** Makes the owner, a virtual thread that waits in the poller, leave its carrier for a moment. Any thread. */
    void leaveCarrier() {
        leavesCarrier = true;
        wakeup();
    }

    private void ask(long nanos) {
        unsettled = false;
        wait.begin(nanos);
        polling = true;
        try {
            handler.run(wait);
        } finally {
            polling = false;
        }
    }

    /**
     * Closes the descriptors of channels that were closed, now and not with the next poll; owner only. What else the
     * poller finds meanwhile is handled as in a poll. Within a poll, which cannot be repeated inside itself, it is left to
     * the next.
     */
    public void settle() {
        assert inEventLoop();
        if (polling) {
            unsettled = poller.closesByPolling();
        } else if (poller.closesByPolling()) {
            ask(0);
        }
    }

    /** {@return whether there is anything to poll for or to run: without it {@code poll(0)} would do nothing} */
    public boolean hasWork() {
        return registrations > 0 || unsettled || !hasNoTasks() || nextScheduledTaskDeadlineNanos() != -1;
    }

    /** {@return who drives this loop} */
    public Driver driver() {
        return driver;
    }

    /** {@return how many handles are registered with the poller; owner only} */
    public int registrations() {
        return registrations;
    }

    /** Makes a blocking {@link #poll} return soon. Any thread. */
    public void wakeup() {
        if (!isShuttingDown()) {
            handler.wakeup();
        }
    }

    /** After a task was queued; the queue has published it before this reads the flag. */
    @Override
    void wakeIfAsleep() {
        if (sleeping.get() && sleeping.compareAndSet(true, false)) {
            wakeup();
        }
    }

    private long untilScheduled(long nanos) {
        long deadline = nextScheduledTaskDeadlineNanos();
        if (deadline == -1) {
            return nanos;
        }
        return Math.clamp(deadline - ticker().nanoTime(), 0, nanos);
    }

    // ---- closing

    /**
     * Refuses a thread that {@link #close} would refuse.
     *
     * @throws IllegalStateException if the loop was made for one thread, which is another
     */
    public void checkMayClose() {
        pollerThread.checkOnly("close");
    }

    /**
     * Closes every registered handle, runs what that queues and frees the poller's descriptors, all before it returns,
     * on the calling thread. A second call does nothing.
     *
     * @throws IllegalStateException if another thread runs the loop, or is the only one that may close it
     */
    @Override
    public void close() {
        if (isShutdown() || (isShuttingDown() && inEventLoop())) {
            return;
        }
        take("close");
        try {
            checkMayClose();
        } catch (IllegalStateException e) {
            giveUp();
            throw e;
        }
        try {
            initialize();
            enter(State.CLOSING);
            driver.closing();
            int rounds = 0;
            do {
                handler.prepareToDestroy();
                runTasks(TASK_QUOTA_NANOS);
            } while ((registrations > 0 || !hasNoTasks()) && ++rounds < CLOSING_ROUNDS);
            cancelScheduledTasks();
        } finally {
            enter(State.CLOSED);
            try {
                wakeFromWithin();
                handler.destroy();
                // Those that came in between the last round and CLOSED; whoever comes later is refused.
                runTasks(PollWait.NO_LIMIT);
            } finally {
                release();
                terminated();
            }
        }
    }

    /**
     * Makes io_uring's poller wait for the read of its event descriptor before it closes it. It only asks the kernel to
     * cancel that read, and the kernel (Linux 6.18) may have put both aside: a moment later it does the read, from
     * whoever has got the descriptor's number meanwhile, into memory that was freed. A selector that is woken in vain,
     * or a JVM that ends with a broken heap, are what comes of it. For a wake-up that is under way the poller does wait.
     */
    private void wakeFromWithin() {
        if (poller.actsByPolling()) {
            wakesItself = true;
            handler.wakeup();
            wakesItself = false;
        }
    }

    /** For pollers, which leave out the wake-up of a thread that is not asleep. */
    @Override
    public boolean isExecutorThread(Thread thread) {
        return !wakesItself && inEventLoop(thread);
    }

    // ---- Netty's registry

    @Override
    IoRegistration registerNow(IoHandle handle) throws Exception {
        Guards guards = Guards.of(handle, this);
        return guards.guard(handler.register(TrackedHandle.of(guards.handle(), registry)));
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return handler.getClass().equals(handlerType);
    }

    @Override
    public String toString() {
        return "MovableIoEventLoop[" + handler.getClass().getSimpleName() + ", " + stateAndOwner() + ']';
    }
}
