// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.tasks.AsyncIterator;
import io.asyncio4j.tasks.Future;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue between loops: what a coroutine of one puts in, a coroutine of another takes out. asyncio's {@code Queue} belongs to
 * one loop; this one to none. Any thread may call {@link #offer}, {@link #close} and the looks in; {@link #send} and
 * {@link #receive} are for coroutines, of any loop and as many as there are.
 *
 * <pre>{@code
 * var jobs = new LoopChannel<Job>(100);
 * group.submit(() -> { for (Job job : jobs.items().asIterable()) { work(job); } });
 * jobs.send(job);      // waits while 100 jobs wait
 * jobs.close();        // who receives gets what is left, and then the end
 * }</pre>
 *
 * <p><b>Order.</b> First in, first out; coroutines that wait are woken in the order in which they came. A cancelled wait takes
 * nothing along: an item stays in the queue until {@code receive} returns it.
 *
 * <p>The lock guards a few fields and is never held while a coroutine waits. To be woken means to look again: who was woken and
 * is cancelled, or whose loop was closed, passes it on.
 *
 * @param <T> the type of the items
 */
public final class LoopChannel<T> {

    /** A coroutine that waits. Its future belongs to its loop, and is touched there only. */
    private record Waiter(AbstractEventLoop loop, Future<@Nullable Void> future) {

        /** Any thread. False if nobody is there any more. */
        boolean wake() {
            try {
                loop.callSoonThreadsafe(() -> {
                    if (!future.done()) {
                        future.setResult(null);
                    }
                });
                return true;
            } catch (IllegalStateException closed) {
                return false;
            }
        }
    }

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final ArrayDeque<Waiter> receivers = new ArrayDeque<>();
    private final ArrayDeque<Waiter> senders = new ArrayDeque<>();
    private boolean closed;

    /**
     * Makes an empty one.
     *
     * @param capacity how many items may wait
     * @throws IllegalArgumentException if it is below 1
     */
    public LoopChannel(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "LoopChannel: the capacity is " + capacity + "; let at least one item wait");
        }
        this.capacity = capacity;
    }

    /**
     * Puts an item in, if there is room. Any thread.
     *
     * @param item not null
     * @return false if there is no room, and nothing was done
     * @throws QueueShutDownException if it is closed
     * @throws NullPointerException if the item is null
     */
    public boolean offer(T item) {
        Objects.requireNonNull(item, "offer: the item is null; send something");
        lock.lock();
        try {
            if (closed) {
                throw new QueueShutDownException("send: the channel is closed; send before it is");
            }
            if (items.size() >= capacity) {
                return false;
            }
            items.add(item);
            wakeFirst(receivers);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts an item in, and waits for room if it has to. Coroutines only.
     *
     * @param item not null
     * @throws QueueShutDownException if it is closed, also meanwhile
     * @throws NullPointerException if the item is null
     * @throws IllegalStateException outside a coroutine, if it has to wait
     * @throws io.asyncio4j.tasks.CancelledError if the task is cancelled while it waits; then nothing was put in
     */
    public void send(T item) {
        while (!offer(item)) {
            await(senders);
        }
    }

    /**
     * Takes the first item, and waits for it if it has to. Coroutines only.
     *
     * @return the item
     * @throws QueueShutDownException if it is closed and empty
     * @throws IllegalStateException outside a coroutine, if it has to wait
     * @throws io.asyncio4j.tasks.CancelledError if the task is cancelled while it waits; then nothing was taken
     */
    public T receive() {
        while (true) {
            T item = poll();
            if (item != null) {
                return item;
            }
            if (isClosed()) {
                // Closed after it was found empty, it may have got a last item in between.
                T last = poll();
                if (last != null) {
                    return last;
                }
                throw new QueueShutDownException("receive: the channel is closed and empty; use items() for a loop");
            }
            await(receivers);
        }
    }

    /**
     * Takes the first item, if there is one. Any thread.
     *
     * @return the item, or null
     */
    public @Nullable T poll() {
        lock.lock();
        try {
            T item = items.poll();
            if (item != null) {
                wakeFirst(senders);
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    private void await(ArrayDeque<Waiter> line) {
        AbstractEventLoop loop = EventLoops.getRunningLoop();
        Waiter waiter = new Waiter(loop, loop.createFuture());
        lock.lock();
        try {
            if (closed || (line == receivers ? !items.isEmpty() : items.size() < capacity)) {
                return;
            }
            line.add(waiter);
        } finally {
            lock.unlock();
        }
        boolean woken = false;
        try {
            waiter.future().await();
            woken = true;
        } catch (RuntimeException | Error stopped) {
            throw stopped;
        } catch (Exception never) {
            throw new IllegalStateException("the future of a waiter has no checked exception", never);
        } finally {
            if (!woken) {
                giveUp(line, waiter);
            }
        }
    }

    /** A waiter that was cancelled: whoever woke it meanwhile meant the next one. */
    private void giveUp(ArrayDeque<Waiter> line, Waiter waiter) {
        lock.lock();
        try {
            if (!line.remove(waiter)) {
                wakeFirst(line);
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    private static void wakeFirst(ArrayDeque<Waiter> line) {
        for (Waiter waiter = line.poll(); waiter != null; waiter = line.poll()) {
            if (waiter.wake()) {
                return;
            }
        }
    }

    /** Takes no more items; what is in can still be taken out. Any thread; once is enough. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (!receivers.isEmpty()) {
                wakeFirst(receivers);
            }
            while (!senders.isEmpty()) {
                wakeFirst(senders);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether it takes no more items. Any thread.
     *
     * @return whether {@link #close} was called
     */
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts the items that wait. Any thread.
     *
     * @return from 0 to the capacity
     */
    public int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the items for one coroutine; several coroutines share them out, each with an iterator of its own.
     *
     * @return ends when the channel is closed and empty; {@code hasNext} takes an item out, so ask it only to use it
     */
    public AsyncIterator<T> items() {
        return new Items();
    }

    private final class Items implements AsyncIterator<T> {
        private @Nullable T taken;

        @Override
        public boolean hasNext() {
            if (taken == null) {
                try {
                    taken = receive();
                } catch (QueueShutDownException end) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("next: the channel is closed and empty; ask hasNext() first");
            }
            T item = Objects.requireNonNull(taken);
            taken = null;
            return item;
        }
    }

    @Override
    public String toString() {
        return "LoopChannel[" + size() + " of " + capacity + (isClosed() ? ", closed]" : "]");
    }
}
