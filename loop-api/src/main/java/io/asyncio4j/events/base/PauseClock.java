// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

/**
 * For how long things were paused, all taken together. Instead of a time for each, it keeps one sum: what began at {@code t}
 * takes {@code t} off, what ended at {@code t} adds it; so what is still paused counts as {@code now} each. Loop only, read by
 * any thread.
 */
final class PauseClock {

    private record State(int paused, long sum) {}

    private volatile State state = new State(0, 0);

    void began(long now) {
        State old = state;
        state = new State(old.paused + 1, old.sum - now);
    }

    void ended(long now) {
        State old = state;
        state = new State(old.paused - 1, old.sum + now);
    }

    /** Any thread: how many are paused. */
    int paused() {
        return state.paused;
    }

    /** Any thread: nanoseconds. */
    long total(long now) {
        State seen = state;
        return seen.sum + seen.paused * now;
    }
}
