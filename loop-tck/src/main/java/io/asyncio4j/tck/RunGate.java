// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The run methods of a loop that has none, as it lives on a thread that somebody else runs and nobody can stop: a view of
 * Netty's event loop, of a toolkit's, of a game's.
 *
 * <p>
 * Its owner's thread is held between two runs, in something that the owner was given to execute, and let go for the run. So
 * a rule finds the loop as it finds one of its own: nothing happens on it but in a run; and within a run it is what it is
 * in service, on its own thread. A subclass of the loop, among its tests, passes its run methods on to this.
 *
 * <p>
 * State, under the lock; the second way round is a run:
 *
 * <pre>
 * FREE -> HELD -> FREE -> HELD ... -> RELEASED
 * </pre>
 */
public final class RunGate {

    /** How long an owner may take to execute something, and how long a rule that was given up may hold it. */
    private static final long LIMIT_SECONDS = 30;

    private enum State {
        FREE,
        HELD,
        RELEASED
    }

    private final AbstractEventLoop loop;
    private final Executor owner;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.FREE;

    /** Whether a hold is on its way; of several stops in one run the first one does it. */
    private boolean stopping;

    /** The run was stopped before it began: it is to be one turn. */
    private boolean oneTurn;

    /** To whom the loop belongs while it is held. */
    private volatile @Nullable Thread holder;

    private volatile boolean running;

    /**
     * Makes a gate that is open: the loop runs.
     *
     * @param loop whose run methods these are
     * @param owner executes on the loop's own thread, behind the callbacks that are ready or running
     */
    public RunGate(AbstractEventLoop loop, Executor owner) {
        this.loop = Objects.requireNonNull(loop, "RunGate: the loop is null; give the one that has no run methods");
        this.owner =
                Objects.requireNonNull(owner, "RunGate: the owner is null; give what executes on the loop's thread");
    }

    /** Holds the loop for the calling thread, which then may act on it as on a loop that does not run. */
    public void hold() {
        stop();
        awaitHeld();
    }

    /** Lets the loop go for good, before it is closed. */
    public void release() {
        lock.lock();
        try {
            state = State.RELEASED;
            holder = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether a run is under way.
     *
     * @return false while the loop is held
     */
    public boolean isRunning() {
        return running;
    }

    /**
     * Tells whether the calling thread is that of the rule and holds the loop, so that it is on the loop.
     *
     * @return false during a run
     */
    public boolean isHolder() {
        return holder == Thread.currentThread();
    }

    /** For {@link AbstractEventLoop#runForever}: lets the loop go until somebody stops it. */
    public void runForever() {
        checkMayRun("runForever");
        running = true;
        try {
            lock.lock();
            try {
                state = State.FREE;
                holder = null;
                oneTurn = stopping;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            awaitHeld();
        } finally {
            running = false;
        }
    }

    private void awaitHeld() {
        lock.lock();
        try {
            while (state == State.FREE) {
                changed.await();
            }
            holder = Thread.currentThread();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("runForever: interrupted while " + loop + " runs on its owner's thread", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * For {@link AbstractEventLoop#runUntilComplete(Coroutine)}.
     *
     * @param <T> type of the result
     * @param coroutine runs as a task
     * @return its result
     * @throws Exception what it throws
     */
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        checkMayRun("runUntilComplete");
        return runUntilComplete((Future<T>) loop.createTask(coroutine));
    }

    /**
     * For {@link AbstractEventLoop#runUntilComplete(Future)}.
     *
     * @param <T> type of the result
     * @param future one of this loop
     * @return its result
     * @throws Exception what it fails with
     */
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        checkMayRun("runUntilComplete");
        if (future.loop() != loop) {
            throw new IllegalArgumentException("runUntilComplete: " + future + " belongs to a different loop");
        }
        Consumer<Future<T>> stop = done -> stop();
        future.addDoneCallback(stop);
        try {
            loop.runForever();
        } finally {
            future.removeDoneCallback(stop);
        }
        if (!future.done()) {
            throw new IllegalStateException("runUntilComplete: Event loop stopped before Future completed: " + future);
        }
        return future.result();
    }

    private void checkMayRun(String operation) {
        if (loop.isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + loop);
        }
        if (running) {
            throw new IllegalStateException(operation + ": This event loop is already running: " + loop);
        }
        AbstractEventLoop other = RunningLoop.get();
        if (other != null) {
            throw new IllegalStateException(
                    operation + ": Cannot run the event loop while another loop is running: " + other);
        }
    }

    /** For {@link AbstractEventLoop#stop}: the loop is held again when what is ready has run; beforehand, after one turn. */
    public void stop() {
        lock.lock();
        try {
            if (stopping || state == State.RELEASED) {
                return;
            }
            stopping = true;
            if (state == State.HELD) {
                // The next run asks the owner: from its own thread, behind what waits there.
                return;
            }
        } finally {
            lock.unlock();
        }
        owner.execute(this::held);
    }

    /** On the loop's thread. */
    private void held() {
        lock.lock();
        try {
            if (state == State.RELEASED) {
                return;
            }
            stopping = false;
            state = State.HELD;
            changed.signalAll();
            long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (state == State.HELD && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!oneTurn) {
                return;
            }
            oneTurn = false;
        } catch (InterruptedException e) {
            // The owner ends its thread.
            Thread.currentThread().interrupt();
            return;
        } finally {
            lock.unlock();
        }
        owner.execute(this::held);
    }
}
