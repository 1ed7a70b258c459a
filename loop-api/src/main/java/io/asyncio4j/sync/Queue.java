// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import org.jspecify.annotations.Nullable;

/**
 * Takes items from some coroutines to others, first in first out; {@code asyncio.Queue}. Loop only.
 *
 * <p>
 * Those who wait are woken in the order of their coming. As in asyncio an item is not handed to a waiter: it is woken
 * because there is one, and waits again if a newcomer was faster.
 *
 * @param <T> the type of the items; may be nullable
 */
public sealed class Queue<T extends @Nullable Object> permits PriorityQueue, LifoQueue {

    private final int maxsize;
    private final Items<T> items;

    // A waiter is out of line as soon as it is woken, other than at a lock: it has no claim that a newcomer must respect.
    private final LoopBinding binding = new LoopBinding();
    private final WaitLine getters = new WaitLine(this, binding);
    private final WaitLine putters = new WaitLine(this, binding);
    private final WaitLine joiners = new WaitLine(this, binding);

    /** Items that were put and not yet reported as done. */
    private int unfinished;

    private boolean shutDown;

    /** Makes one without a limit. */
    public Queue() {
        this(0);
    }

    /**
     * Makes one.
     *
     * @param maxsize how many items it holds; 0 or less: no limit
     */
    public Queue(int maxsize) {
        this(maxsize, new RingItems<>(false));
    }

    Queue(int maxsize, Items<T> items) {
        this.maxsize = maxsize;
        this.items = items;
    }

    // ---- putting and getting

    /**
     * Puts an item in, waiting for room if it must; {@code Queue.put()}.
     *
     * @param item the item
     * @throws QueueShutDownException if the queue is shut down, also while this waits
     * @throws CancelledError if the task is cancelled; the item is not in the queue then
     * @throws IllegalStateException if called outside a coroutine, or if it has to wait and the queue is bound to
     *             another loop
     */
    public void put(T item) {
        Task<?> task = Task.suspending("Queue.put");
        while (full()) {
            if (shutDown) {
                throw shutDown("put");
            }
            Waiter waiter = putters.join("Queue.put", task);
            try {
                waiter.suspend();
            } catch (Throwable error) {
                putters.leave(waiter);
                if (waiter.woken() && !full()) {
                    wakeNext(putters);
                }
                throw error;
            }
        }
        add("put", item);
    }

    /**
     * Puts an item in at once; {@code Queue.put_nowait()}. For callbacks, too.
     *
     * @param item the item
     * @throws QueueFullException if there is no room
     * @throws QueueShutDownException if the queue is shut down
     */
    public void putNowait(T item) {
        if (!shutDown && full()) {
            throw new QueueFullException(
                    "Queue.putNowait: " + this + " has no room; use put, which waits for it, in a coroutine");
        }
        add("putNowait", item);
    }

    private void add(String operation, T item) {
        if (shutDown) {
            throw shutDown(operation);
        }
        items.add(item);
        unfinished++;
        wakeNext(getters);
    }

    /**
     * Takes an item out, waiting for one if it must; {@code Queue.get()}.
     *
     * @return the item
     * @throws QueueShutDownException if the queue is shut down and has no more items, also while this waits
     * @throws CancelledError if the task is cancelled; no item is taken then
     * @throws IllegalStateException if called outside a coroutine, or if it has to wait and the queue is bound to
     *             another loop
     */
    public T get() {
        Task<?> task = Task.suspending("Queue.get");
        while (empty()) {
            if (shutDown) {
                throw shutDown("get");
            }
            Waiter waiter = getters.join("Queue.get", task);
            try {
                waiter.suspend();
            } catch (Throwable error) {
                getters.leave(waiter);
                if (waiter.woken() && !empty()) {
                    wakeNext(getters);
                }
                throw error;
            }
        }
        return take();
    }

    /**
     * Takes an item out at once; {@code Queue.get_nowait()}. For callbacks, too.
     *
     * @return the item
     * @throws QueueEmptyException if there is none
     * @throws QueueShutDownException if there is none and the queue is shut down
     */
    public T getNowait() {
        if (empty()) {
            if (shutDown) {
                throw shutDown("getNowait");
            }
            throw new QueueEmptyException(
                    "Queue.getNowait: " + this + " has no item; use get, which waits for one, in a coroutine");
        }
        return take();
    }

    private T take() {
        T item = items.take();
        wakeNext(putters);
        return item;
    }

    private static void wakeNext(WaitLine line) {
        for (Waiter first = line.first(); first != null; first = line.first()) {
            line.leave(first);
            if (!first.done()) {
                first.wake();
                return;
            }
        }
    }

    // ---- what became of the items

    /**
     * Reports an item as done; {@code Queue.task_done()}. For those who use {@link #join()}: once for each item got.
     *
     * @throws IllegalArgumentException if it is called more often than items were put in
     */
    public void taskDone() {
        if (unfinished <= 0) {
            throw new IllegalArgumentException(
                    "Queue.taskDone: " + this + " has no unfinished item; call it once for each get()");
        }
        unfinished--;
        wakeJoiners();
    }

    private void wakeJoiners() {
        if (unfinished == 0) {
            joiners.wakeAll();
        }
    }

    /**
     * Waits until each item that was put in has been reported as done; {@code Queue.join()}.
     *
     * @throws CancelledError if the task is cancelled
     * @throws IllegalStateException if called outside a coroutine, or if it has to wait and the queue is bound to
     *             another loop
     */
    public void join() {
        Task<?> task = Task.suspending("Queue.join");
        if (unfinished > 0) {
            joiners.await("Queue.join", task);
        }
    }

    /**
     * Ends it gently: no more is put in, and what is in it can still be got; {@code Queue.shutdown()}. Whoever waits in
     * {@code put} or {@code get} gets a {@link QueueShutDownException}.
     */
    public void shutdown() {
        shutdown(false);
    }

    /**
     * Ends it, gently or at once; {@code Queue.shutdown(immediate)}. At once means that what is in it is dropped, and
     * counts as done.
     *
     * @param immediate whether to drop what is in it
     */
    public void shutdown(boolean immediate) {
        shutDown = true;
        if (immediate) {
            unfinished = Math.max(0, unfinished - items.size());
            items.clear();
            wakeJoiners();
        }
        while (getters.first() != null) {
            wakeNext(getters);
        }
        while (putters.first() != null) {
            wakeNext(putters);
        }
    }

    private QueueShutDownException shutDown(String operation) {
        return new QueueShutDownException(
                "Queue." + operation + ": " + this + " was shut down; end the coroutine that uses it");
    }

    // ---- looking at it

    /**
     * Returns how many items are in it; {@code Queue.qsize()}.
     *
     * @return the number
     */
    public int qsize() {
        return items.size();
    }

    /**
     * Returns how many items it holds at most; {@code Queue.maxsize}. Any thread.
     *
     * @return as given; 0 or less: no limit
     */
    public int maxsize() {
        return maxsize;
    }

    /**
     * Tells whether no item is in it; {@code Queue.empty()}.
     *
     * @return true when empty
     */
    public boolean empty() {
        return items.size() == 0;
    }

    /**
     * Tells whether there is no room; {@code Queue.full()}.
     *
     * @return true when full; never without a limit
     */
    public boolean full() {
        return maxsize > 0 && items.size() >= maxsize;
    }

    /**
     * Returns how it stands.
     *
     * @return a snapshot
     */
    public Statistics statistics() {
        return new Statistics(items.size(), maxsize, unfinished, getters.size(), putters.size(), shutDown);
    }

    /**
     * How a queue stands.
     *
     * @param size how many items are in it
     * @param maxsize how many it holds at most; 0 or less: no limit
     * @param unfinished how many items were put in and not yet reported as done
     * @param getters how many coroutines wait for an item
     * @param putters how many coroutines wait for room
     * @param shutDown whether it was shut down
     */
    public record Statistics(int size, int maxsize, int unfinished, int getters, int putters, boolean shutDown) {}

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[size=" + items.size() + ", maxsize=" + maxsize + ", getters="
                + getters.size() + ", putters=" + putters.size() + ", unfinished=" + unfinished
                + (shutDown ? ", shut down]" : "]");
    }
}
