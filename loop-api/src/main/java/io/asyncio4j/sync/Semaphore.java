// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;

/**
 * A number of permits that coroutines share, fair; {@code asyncio.Semaphore}. Loop only.
 *
 * <pre>{@code
 * try (var held = semaphore.acquire()) {
 *     ...
 * }
 * }</pre>
 */
public sealed class Semaphore implements Releasable permits BoundedSemaphore {

    // A permit is taken off the value for a waiter when it is woken, not when it goes on; so nobody can take it away in
    // between, and a waiter that is cancelled then has to give it back.
    private int value;

    private final WaitLine line = new WaitLine(this);

    /** Makes one with a single permit. */
    public Semaphore() {
        this(1);
    }

    /**
     * Makes one.
     *
     * @param value how many permits there are at first; 0 is allowed
     * @throws IllegalArgumentException if it is negative
     */
    public Semaphore(int value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": the initial value is " + value + "; give 0 or more");
        }
        this.value = value;
    }

    /**
     * Takes a permit, waiting for one if it must; {@code Semaphore.acquire()}, and {@code async with semaphore}.
     *
     * @return gives the permit back when closed
     * @throws CancelledError if the task is cancelled; no permit is taken then
     * @throws IllegalStateException if called outside a coroutine, or if it has to wait and the semaphore is bound to
     *             another loop
     */
    public Held acquire() {
        Task<?> task = Task.suspending("Semaphore.acquire");
        if (locked()) {
            waitForPermit(task);
        } else {
            value--;
        }
        return new Held(this);
    }

    private void waitForPermit(Task<?> task) {
        Waiter waiter = line.join("Semaphore.acquire", task);
        try {
            waiter.suspend();
        } catch (Throwable cancelled) {
            if (waiter.woken()) {
                value++;
            }
            throw cancelled;
        } finally {
            line.leave(waiter);
            wakeWhilePermits();
        }
    }

    /**
     * Adds a permit, or hands it to the first in line; {@code Semaphore.release()}. Whoever calls it, and however often:
     * only a {@link BoundedSemaphore} minds.
     */
    @Override
    public void release() {
        value = Math.addExact(value, 1);
        wakeOne();
    }

    private boolean wakeOne() {
        boolean woken = line.wakeNext();
        if (woken) {
            value--;
        }
        return woken;
    }

    private void wakeWhilePermits() {
        while (value > 0 && wakeOne()) {
            continue;
        }
    }

    /**
     * Tells whether {@link #acquire()} would have to wait; {@code Semaphore.locked()}.
     *
     * @return true if there is no permit, or if others are in line for it
     */
    public boolean locked() {
        return value == 0 || line.hasLive();
    }

    final int value() {
        return value;
    }

    /**
     * Returns how it stands.
     *
     * @return a snapshot
     */
    public Statistics statistics() {
        return new Statistics(value, locked(), line.size());
    }

    /**
     * How a semaphore stands.
     *
     * @param value how many permits are free, not counting those that were handed to a waiter
     * @param locked whether {@code acquire} would have to wait
     * @param waiters how many coroutines are in line
     */
    public record Statistics(int value, boolean locked, int waiters) {}

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + (locked() ? "locked" : "unlocked") + ", value=" + value + ", waiters="
                + line.size() + "]";
    }
}
