// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;

/**
 * A lock for coroutines, fair and not re-entrant; {@code asyncio.Lock}. Loop only.
 *
 * <pre>{@code
 * try (var held = lock.acquire()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>
 * It belongs to nobody: any coroutine or callback may release it. Those who wait get it in the order of their coming,
 * and a newcomer does not overtake them, not even between a release and the moment when the next one goes on
 * (rule LOCK-02).
 */
public final class Lock implements Releasable {

    // free -> locked -> free, but not "handed over": the woken waiter locks it itself when it goes on, and that nobody
    // comes in between is because acquire() looks at the line, in which it still stands.
    private boolean locked;

    private final WaitLine line = new WaitLine(this);

    /** Makes one that is free. */
    public Lock() {}

    /**
     * Returns when the lock is the caller's; {@code Lock.acquire()}, and {@code async with lock}. Suspends only if it
     * must.
     *
     * @return releases the lock when closed
     * @throws CancelledError if the task is cancelled; the lock is not acquired then
     * @throws IllegalStateException if called outside a coroutine, or if it has to wait and the lock is bound to
     *             another loop
     */
    public Held acquire() {
        take("Lock.acquire");
        return new Held(this);
    }

    void take(String operation) {
        Task<?> task = Task.suspending(operation);
        if (locked || line.hasLive()) {
            waitForTurn(operation, task);
        }
        locked = true;
    }

    private void waitForTurn(String operation, Task<?> task) {
        try {
            line.await(operation, task);
        } catch (Throwable cancelled) {
            // Perhaps it had been woken already, or it was cancelled when the lock became free: then it is the next one's.
            if (!locked) {
                wakeFirst();
            }
            throw cancelled;
        }
    }

    /**
     * Frees the lock and wakes the first in line; {@code Lock.release()}.
     *
     * @throws IllegalStateException if it is not locked
     */
    @Override
    public void release() {
        if (!locked) {
            throw new IllegalStateException("Lock.release: " + this + " is not acquired; release it once for each"
                    + " acquire(), or leave that to try (var held = lock.acquire())");
        }
        locked = false;
        wakeFirst();
    }

    /** The first and no other: if that one was woken or cancelled, it looks after the rest when it runs. */
    private void wakeFirst() {
        Waiter first = line.first();
        if (first != null && !first.done()) {
            first.wake();
        }
    }

    /**
     * Tells whether it is locked; {@code Lock.locked()}. Between a release and the moment when the next in line goes on,
     * it is not.
     *
     * @return true when locked
     */
    public boolean locked() {
        return locked;
    }

    /**
     * Returns how it stands.
     *
     * @return a snapshot
     */
    public Statistics statistics() {
        return new Statistics(locked, line.size());
    }

    /**
     * How a lock stands.
     *
     * @param locked whether it is locked
     * @param waiters how many coroutines are in line
     */
    public record Statistics(boolean locked, int waiters) {}

    @Override
    public String toString() {
        return "Lock[" + (locked ? "locked" : "unlocked") + ", waiters=" + line.size() + "]";
    }
}
