// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ThreadsafeHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What other threads give to the loop: a stack that is pushed with one compare-and-set and taken whole.
 *
 * <p>
 * <b>Order.</b> Taking it reverses it, so what one thread pushed keeps its order. The loop takes it before it appends
 * anything of its own: whoever pushed before the loop's thread called {@code callSoon} comes first, as in asyncio's
 * single deque (rule SCHED-09).
 *
 * <p>
 * <b>Closing.</b> A closed inbox holds a marker that no push replaces; so each push either gets in before the close,
 * and is discarded with the queue, or learns that the loop is closed. Nothing lies between (rule SCHED-10).
 */
final class Inbox {

    private static final int MOST_COUNTED = 100_000;

    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<@Nullable ThreadsafeHandle> top = new AtomicReference<>();
    private final ThreadsafeHandle closedMarker;

    Inbox(AbstractEventLoop owner) {
        this.closedMarker = new ThreadsafeHandle(NOTHING, owner, null);
    }

    /** Any thread. Returns false if the loop is closed. */
    boolean push(ThreadsafeHandle handle) {
        while (true) {
            ThreadsafeHandle seen = top.get();
            if (seen == closedMarker) {
                return false;
            }
            handle.link(seen);
            if (top.compareAndSet(seen, handle)) {
                return true;
            }
        }
    }

    boolean isEmpty() {
        return top.get() == null;
    }

    /** Any thread: how many there are, at most {@value #MOST_COUNTED}; exact while the loop does not take them. */
    int size() {
        int counted = 0;
        ThreadsafeHandle handle = top.get();
        while (handle != null && handle != closedMarker && counted < MOST_COUNTED) {
            counted++;
            handle = handle.link();
        }
        return counted;
    }

    /** Loop only: moves everything to the end of {@code ready}. */
    void drainTo(ReadyQueue ready) {
        ThreadsafeHandle newest = top.get();
        if (newest == null || newest == closedMarker) {
            return;
        }
        newest = top.getAndSet(null);
        ThreadsafeHandle oldest = null;
        while (newest != null) {
            ThreadsafeHandle below = newest.link();
            newest.link(oldest);
            oldest = newest;
            newest = below;
        }
        while (oldest != null) {
            ThreadsafeHandle next = oldest.link();
            oldest.link(null);
            ready.add(oldest);
            oldest = next;
        }
    }

    void close() {
        top.set(closedMarker);
    }
}
