// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;

/**
 * A flag that coroutines wait for; {@code asyncio.Event}. Loop only.
 */
public final class Event {

    private boolean set;
    private final WaitLine line = new WaitLine(this);

    /** Makes one that is not set. */
    public Event() {}

    /**
     * Returns when the flag is set; {@code Event.wait()}. Suspends only if it must. Who waited when the flag was set
     * goes on even if it is cleared again before (rule LOCK-08).
     *
     * @throws CancelledError if the task is cancelled
     * @throws IllegalStateException if called outside a coroutine, or if it has to wait and the event is bound to
     *             another loop
     */
    public void await() {
        Task<?> task = Task.suspending("Event.await");
        if (!set) {
            line.await("Event.await", task);
        }
    }

    /** Sets the flag and wakes all who wait; {@code Event.set()}. */
    public void set() {
        if (!set) {
            set = true;
            line.wakeAll();
        }
    }

    /** Takes the flag back; {@code Event.clear()}. */
    public void clear() {
        set = false;
    }

    /**
     * Tells whether the flag is set; {@code Event.is_set()}.
     *
     * @return true when set
     */
    public boolean isSet() {
        return set;
    }

    /**
     * Returns how it stands.
     *
     * @return a snapshot
     */
    public Statistics statistics() {
        return new Statistics(set, line.size());
    }

    /**
     * How an event stands.
     *
     * @param set whether the flag is set
     * @param waiters how many coroutines wait
     */
    public record Statistics(boolean set, int waiters) {}

    @Override
    public String toString() {
        return "Event[" + (set ? "set" : "unset") + ", waiters=" + line.size() + "]";
    }
}
