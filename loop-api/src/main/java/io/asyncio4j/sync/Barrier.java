// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lets a number of coroutines go on when all have come, again and again; {@code asyncio.Barrier}. Coroutines only,
 * save what only looks.
 *
 * <p>
 * Cancelling one that waits takes it away and leaves the others waiting, unlike
 * {@link java.util.concurrent.CyclicBarrier}, which breaks (rule LOCK-24). {@code async with barrier as position} is
 * {@code int position = barrier.await()}: leaving the block does nothing in asyncio either.
 */
public final class Barrier {

    // FILLING -> DRAINING (all came) -> FILLING (the last one left)
    // FILLING, DRAINING -> RESETTING (reset while some are inside) -> FILLING (the last one left)
    // any -> BROKEN (abort) -> FILLING (reset with nobody inside) or RESETTING
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final Condition changed = new Condition();
    private final int parties;
    private State state = State.FILLING;

    /** Who waits for the others, in the order of coming; empty unless filling. */
    private final List<Arrival> arrivals = new ArrayList<>();

    /** How many are inside: they came and did not leave yet, whatever happened since. */
    private int inside;

    /** One that came, and the number that it gets when all have come: one that is cancelled before leaves no gap. */
    private static final class Arrival {
        private int index;
    }

    /**
     * Makes one.
     *
     * @param parties how many coroutines it takes
     * @throws IllegalArgumentException if it is less than 1
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("Barrier: parties is " + parties + "; give 1 or more");
        }
        this.parties = parties;
    }

    /**
     * Waits until as many as it takes have come; {@code Barrier.wait()}, and {@code async with barrier}. Who comes while
     * those before are still leaving waits for the next time.
     *
     * @return each caller's own number, from 0 to {@code parties - 1}
     * @throws BarrierBrokenException if the barrier is broken, or is aborted or reset meanwhile
     * @throws CancelledError if the task is cancelled
     * @throws IllegalStateException if called outside a coroutine, or if it has to wait and the barrier is bound to
     *             another loop
     */
    public int await() {
        Task.suspending("Barrier.await");
        try (var held = changed.acquire()) {
            changed.waitFor(() -> state != State.DRAINING && state != State.RESETTING);
            if (state == State.BROKEN) {
                throw broken("is broken; reset() makes it usable again");
            }
            Arrival arrival = new Arrival();
            arrivals.add(arrival);
            inside++;
            try {
                if (arrivals.size() == parties) {
                    number();
                    change(State.DRAINING);
                } else {
                    changed.waitFor(() -> state != State.FILLING);
                    if (state != State.DRAINING) {
                        throw broken(
                                state == State.BROKEN
                                        ? "was aborted; reset() makes it usable again"
                                        : "was reset; whoever still wants to pass waits anew");
                    }
                }
                return arrival.index;
            } finally {
                arrivals.remove(arrival);
                leave();
            }
        }
    }

    private void number() {
        for (int i = 0; i < parties; i++) {
            arrivals.get(i).index = i;
        }
    }

    private void change(State next) {
        state = next;
        arrivals.clear();
        changed.notifyAllWaiters();
    }

    private void leave() {
        inside--;
        if (inside == 0) {
            change(state == State.BROKEN ? State.BROKEN : State.FILLING);
        }
    }

    private BarrierBrokenException broken(String how) {
        return new BarrierBrokenException("Barrier.await: " + this + " " + how);
    }

    /**
     * Makes it as new; {@code Barrier.reset()}. Those who wait get a {@link BarrierBrokenException}. May suspend.
     *
     * @throws CancelledError if the task is cancelled before that
     * @throws IllegalStateException as {@link #await()}
     */
    public void reset() {
        Task.suspending("Barrier.reset");
        try (var held = changed.acquire()) {
            change(inside > 0 ? State.RESETTING : State.FILLING);
        }
    }

    /**
     * Breaks it; {@code Barrier.abort()}. Those who wait, and whoever comes until it is reset, get a
     * {@link BarrierBrokenException}. May suspend.
     *
     * @throws CancelledError if the task is cancelled before that
     * @throws IllegalStateException as {@link #await()}
     */
    public void abort() {
        Task.suspending("Barrier.abort");
        try (var held = changed.acquire()) {
            change(State.BROKEN);
        }
    }

    /**
     * Returns how many it takes; {@code Barrier.parties}. Any thread.
     *
     * @return as given
     */
    public int parties() {
        return parties;
    }

    /**
     * Returns how many wait for the others; {@code Barrier.n_waiting}.
     *
     * @return 0 also while those who have passed are leaving
     */
    public int nWaiting() {
        return arrivals.size();
    }

    /**
     * Tells whether it was aborted and not reset; {@code Barrier.broken}.
     *
     * @return true when broken
     */
    public boolean broken() {
        return state == State.BROKEN;
    }

    /**
     * Returns how it stands.
     *
     * @return a snapshot
     */
    public Statistics statistics() {
        return new Statistics(parties, nWaiting(), broken());
    }

    /**
     * How a barrier stands.
     *
     * @param parties how many it takes
     * @param waiting how many wait for the others
     * @param broken whether it was aborted
     */
    public record Statistics(int parties, int waiting, boolean broken) {}

    @Override
    public String toString() {
        String waiting = state == State.BROKEN ? "" : ", waiters=" + nWaiting() + "/" + parties;
        return "Barrier[" + state.name().toLowerCase(Locale.ROOT) + waiting + "]";
    }
}
