// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets coroutines wait, with a lock in hand, for what others will tell them; {@code asyncio.Condition}. Loop only.
 *
 * <pre>{@code
 * try (var held = condition.acquire()) {
 *     condition.waitFor(() -> !items.isEmpty());
 *     ...
 * }
 * }</pre>
 *
 * <p>
 * {@link Object} has taken three names: asyncio's {@code wait()} is {@link #await()}, {@code notify()} is
 * {@link #notifyOne()} or {@link #notify(int)}, and {@code notify_all()} is {@link #notifyAllWaiters()}. The methods of
 * {@code Object} fail with {@link IllegalMonitorStateException}.
 */
public final class Condition {

    private final Lock lock;
    private final WaitLine line = new WaitLine(this);

    /** Makes one with a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /**
     * Makes one on a lock that others may use too; {@code Condition(lock)}.
     *
     * @param lock may be shared by several conditions
     * @throws NullPointerException if {@code lock} is null
     */
    public Condition(Lock lock) {
        this.lock = Objects.requireNonNull(lock, "Condition: the lock is null; use new Condition() for one of its own");
    }

    /**
     * Acquires the lock; {@code Condition.acquire()}, and {@code async with condition}.
     *
     * @return releases the lock when closed
     * @throws CancelledError if the task is cancelled; the lock is not acquired then
     * @throws IllegalStateException as {@link Lock#acquire()}
     */
    public Held acquire() {
        lock.take("Condition.acquire");
        return new Held(lock);
    }

    /**
     * Releases the lock; {@code Condition.release()}.
     *
     * @throws IllegalStateException if it is not locked
     */
    public void release() {
        lock.release();
    }

    /**
     * Tells whether the lock is locked; {@code Condition.locked()}.
     *
     * @return as {@link Lock#locked()}
     */
    public boolean locked() {
        return lock.locked();
    }

    /**
     * Releases the lock, waits to be notified and acquires the lock again; {@code Condition.wait()}. The lock is held
     * again however this ends, which may make a cancellation wait. It may also return without a notification: look at
     * the state again, or use {@link #waitFor(BooleanSupplier)}.
     *
     * @throws CancelledError if the task is cancelled; the last one, if that happens several times; a notification that
     *             had arrived goes to another waiter
     * @throws IllegalStateException if the lock is not locked, if called outside a coroutine, or if the condition is
     *             bound to another loop
     */
    public void await() {
        Task<?> task = Task.suspending("Condition.await");
        checkLocked("await");
        Waiter waiter = line.join("Condition.await", task);
        lock.release();
        try {
            waitAndTakeLock(waiter);
        } catch (Throwable error) {
            // It may have been notified; one notification too many is allowed, a lost one is not (rule LOCK-13).
            line.wakeNext();
            throw error;
        }
    }

    private void waitAndTakeLock(Waiter waiter) {
        @Nullable CancelledError interruption = null;
        try {
            waiter.suspend();
        } catch (CancelledError cancelled) {
            interruption = cancelled;
        } finally {
            line.leave(waiter);
        }
        while (true) {
            try {
                lock.take("Condition.await");
                break;
            } catch (CancelledError cancelled) {
                interruption = cancelled;
            }
        }
        if (interruption != null) {
            throw interruption;
        }
    }

    /**
     * Waits until {@code condition} is true, which it may be from the start; {@code Condition.wait_for()}.
     *
     * @param condition asked with the lock held, at first and after each notification
     * @throws CancelledError as {@link #await()}
     * @throws IllegalStateException as {@link #await()}
     * @throws NullPointerException if {@code condition} is null
     */
    public void waitFor(BooleanSupplier condition) {
        Objects.requireNonNull(condition, "Condition.waitFor: the condition is null; pass a lambda");
        while (!condition.getAsBoolean()) {
            await();
        }
    }

    /**
     * Waits until {@code source} gives something that will do, and returns it; {@code Condition.wait_for()} with a
     * predicate that answers more than yes or no.
     *
     * @param <T> what it gives
     * @param source asked with the lock held, at first and after each notification
     * @param enough tells whether that will do
     * @return what did
     * @throws CancelledError as {@link #await()}
     * @throws IllegalStateException as {@link #await()}
     * @throws NullPointerException if anything is null
     */
    public <T extends @Nullable Object> T waitFor(Supplier<? extends T> source, Predicate<? super T> enough) {
        Objects.requireNonNull(source, "Condition.waitFor: the source is null; pass a lambda");
        Objects.requireNonNull(enough, "Condition.waitFor: the predicate is null; pass a lambda");
        T value = source.get();
        while (!enough.test(value)) {
            await();
            value = source.get();
        }
        return value;
    }

    /**
     * Wakes the longest waiting coroutine; {@code Condition.notify()}. It goes on when the lock is free.
     *
     * @throws IllegalStateException if the lock is not locked
     */
    public void notifyOne() {
        notify(1);
    }

    /**
     * Wakes the {@code count} longest waiting coroutines, or all if there are fewer; {@code Condition.notify(n)}.
     *
     * @param count how many
     * @throws IllegalStateException if the lock is not locked
     */
    public void notify(int count) {
        checkLocked("notify");
        for (int left = count; left > 0 && line.wakeNext(); left--) {
            continue;
        }
    }

    /**
     * Wakes all who wait; {@code Condition.notify_all()}.
     *
     * @throws IllegalStateException if the lock is not locked
     */
    public void notifyAllWaiters() {
        checkLocked("notifyAllWaiters");
        line.wakeAll();
    }

    private void checkLocked(String operation) {
        if (!lock.locked()) {
            throw new IllegalStateException("Condition." + operation + ": " + this
                    + " is not acquired; call it inside try (var held = condition.acquire())");
        }
    }

    /**
     * Returns how it stands.
     *
     * @return a snapshot
     */
    public Statistics statistics() {
        return new Statistics(lock.statistics(), line.size());
    }

    /**
     * How a condition stands.
     *
     * @param lock how its lock stands
     * @param waiters how many coroutines wait to be notified
     */
    public record Statistics(Lock.Statistics lock, int waiters) {}

    @Override
    public String toString() {
        return "Condition[" + (lock.locked() ? "locked" : "unlocked") + ", waiters=" + line.size() + "]";
    }
}
