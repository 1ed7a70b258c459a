// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The handle of {@code callSoonThreadsafe}: any thread may cancel it (3.14's {@code _ThreadSafeHandle}).
 *
 * <p>
 * If {@code cancel()} returns before the callback began, the callback never runs. While it runs, other threads that
 * cancel or ask wait until it is over (rules HND-04, HND-05). The running callback itself may do both (HND-06), also
 * from a coroutine that it resumes: "itself" is a question of the loop, not of the thread.
 *
 * <p>
 * No lock is held while the callback runs, only the state says so.
 */
public final class ThreadsafeHandle extends Handle {

    /** Waits in the queue: to RUNNING, or cancelled. */
    private static final int QUEUED = 0;

    /** The callback runs: to DONE. */
    private static final int RUNNING = 1;

    private static final int DONE = 2;

    private final Object monitor = new Object();
    private int state = QUEUED;

    /** Chains the handles of the loop's inbox. */
    private @Nullable ThreadsafeHandle link;

    /**
     * Makes a handle; for loop implementers.
     *
     * @param callback what to run
     * @param loop the loop that runs it
     * @param context runs in this very context; null: in a copy of the current one
     * @throws NullPointerException if {@code callback} or {@code loop} is null
     */
    public ThreadsafeHandle(Runnable callback, AbstractEventLoop loop, @Nullable Context context) {
        super(callback, loop, context);
    }

    @Override
    public void cancel() {
        synchronized (monitor) {
            awaitEnd();
            super.cancel();
        }
    }

    @Override
    public boolean cancelled() {
        synchronized (monitor) {
            awaitEnd();
            return super.cancelled();
        }
    }

    private void awaitEnd() {
        if (state != RUNNING || RunningLoop.get() == loop()) {
            return;
        }
        boolean interrupted = false;
        while (state == RUNNING) {
            try {
                monitor.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        synchronized (monitor) {
            if (super.cancelled()) {
                return;
            }
            state = RUNNING;
        }
        try {
            super.run();
        } finally {
            synchronized (monitor) {
                state = DONE;
                monitor.notifyAll();
            }
        }
    }

    /**
     * Returns the handle this one is chained to; for the loop that owns it.
     *
     * @return as set
     */
    public @Nullable ThreadsafeHandle link() {
        return link;
    }

    /**
     * Chains this handle to another, so that a loop's inbox needs no nodes of its own.
     *
     * @param next the next one, or null
     */
    public void link(@Nullable ThreadsafeHandle next) {
        this.link = next;
    }
}
