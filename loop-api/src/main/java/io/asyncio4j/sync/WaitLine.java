// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Task;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for one thing, in the order of their coming.
 *
 * <p>
 * A linked list through the waiters themselves. Who was woken or cancelled stays in line until its coroutine runs again
 * and leaves: until then it counts against newcomers, which must not overtake.
 */
final class WaitLine {

    private final Object owner;
    private final LoopBinding binding;
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    /** Nobody before this one is pending: being done is for ever. Null: look nowhere. */
    private @Nullable Waiter maybePending;

    WaitLine(Object owner) {
        this(owner, new LoopBinding());
    }

    WaitLine(Object owner, LoopBinding binding) {
        this.owner = owner;
        this.binding = binding;
    }

    int size() {
        return size;
    }

    @Nullable Waiter first() {
        return first;
    }

    /** Tells whether somebody waits, or was woken and has not gone on yet. */
    boolean hasLive() {
        for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
            if (!waiter.cancelled()) {
                return true;
            }
        }
        return false;
    }

    /** Queues up the task; {@link LoopBinding#check} says what is refused. */
    Waiter join(String operation, Task<?> task) {
        AbstractEventLoop loop = binding.check(operation, owner, task);
        Waiter waiter = new Waiter(loop, owner);
        Waiter tail = last;
        waiter.previous = tail;
        if (tail == null) {
            first = waiter;
        } else {
            tail.next = waiter;
        }
        last = waiter;
        size++;
        if (maybePending == null) {
            maybePending = waiter;
        }
        return waiter;
    }

    /** Takes it out; nothing happens if it is not there any more. */
    void leave(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null && first != waiter) {
            return;
        }
        if (maybePending == waiter) {
            maybePending = after;
        }
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        size--;
    }

    /** Queues up and waits; out of line again in any case, and returns only if woken. */
    void await(String operation, Task<?> task) {
        Waiter waiter = join(operation, task);
        try {
            waiter.suspend();
        } finally {
            leave(waiter);
        }
    }

    /** Wakes the longest waiting one that is pending. */
    boolean wakeNext() {
        Waiter waiter = maybePending;
        while (waiter != null && waiter.done()) {
            waiter = waiter.next;
        }
        maybePending = waiter;
        if (waiter == null) {
            return false;
        }
        waiter.wake();
        return true;
    }

    void wakeAll() {
        while (wakeNext()) {
            continue;
        }
    }
}
