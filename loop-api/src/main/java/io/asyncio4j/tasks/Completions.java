// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.events.TimerHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they end; what {@code asyncio.as_completed} returns. Loop only, and waiting is for
 * coroutines.
 *
 * <p>
 * Both of asyncio's forms draw on the same items, and a loop that was broken off may be followed by another:
 *
 * <pre>
 * for (Future&lt;Page&gt; done : asCompleted(pages)) {                  // async for: the very futures, each done
 *     show(done.result());
 * }
 * for (Coroutine&lt;Page&gt; next : asCompleted(pages).awaitables()) {   // for: run() waits for the next outcome
 *     show(next.run());
 * }
 * </pre>
 *
 * <p>
 * Nothing is cancelled, also when the time is over. Being cancelled while waiting loses no item.
 *
 * @param <T> what the results have in common
 */
public final class Completions<T extends @Nullable Object>
        implements AsyncIterator<Future<T>>, Iterable<Future<T>>, AutoCloseable {

    private final AbstractEventLoop loop;
    private final DoneCallback watcher = DoneCallback.inCurrentContext(this::childDone);

    /** Each once, in the order given; emptied when there is nothing to wait for any more. */
    private final Set<Future<T>> watched = new LinkedHashSet<>();

    /** Done and not handed out, in the order of their ends. */
    private final ArrayDeque<Future<T>> done = new ArrayDeque<>();

    /** Who waits for an item, first come, first served. */
    private final ArrayDeque<Future<@Nullable Void>> getters = new ArrayDeque<>();

    private @Nullable TimerHandle timer;

    /** Not handed out, whether done or not. */
    private int left;

    /** Not done when the time was over, and nobody told so yet. */
    private int givenUp;

    private boolean closed;

    private Completions(Iterable<? extends Future<? extends T>> futures) {
        loop = EventLoops.getEventLoop();
        Objects.requireNonNull(futures, "asCompleted: the collection is null; give futures, or an empty one");
        List<Future<T>> all = new ArrayList<>();
        for (Future<? extends T> future : futures) {
            all.add(checked(future));
        }
        for (Future<T> future : all) {
            watch(future);
        }
    }

    // A future is only read here, so one of a subtype does.
    @SuppressWarnings("unchecked")
    private Future<T> checked(Future<? extends T> future) {
        Objects.requireNonNull(future, "asCompleted: a future is null; pass futures, tasks or coroutines");
        if (future.loop() != loop) {
            throw new IllegalArgumentException("asCompleted: " + future + " belongs to " + future.loop()
                    + ", not to this loop; give futures of the loop that runs");
        }
        return (Future<T>) future;
    }

    private void watch(Future<T> future) {
        if (watched.add(future)) {
            future.tell(watcher);
            left++;
        }
    }

    /**
     * Watches futures without a limit.
     *
     * @param <T> what the results have in common
     * @param futures of the caller's loop; duplicates count once
     * @return them, as they end
     * @throws IllegalArgumentException if one belongs to another loop
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Completions<T> of(Iterable<? extends Future<? extends T>> futures) {
        return new Completions<>(futures);
    }

    /**
     * Watches futures for a limited time.
     *
     * @param <T> what the results have in common
     * @param futures of the caller's loop; duplicates count once
     * @param timeoutSeconds from now; infinity: none; not positive: what is done already, or in the next iteration
     * @return them, as they end; for each that is not done in time {@code next} throws {@link TimeoutException}
     * @throws IllegalArgumentException if one belongs to another loop, or the limit is NaN
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Completions<T> of(
            Iterable<? extends Future<? extends T>> futures, double timeoutSeconds) {
        if (Double.isNaN(timeoutSeconds)) {
            throw new IllegalArgumentException("asCompleted: the timeout is NaN; give seconds as a number");
        }
        Completions<T> completions = new Completions<>(futures);
        if (completions.left > 0 && timeoutSeconds != Double.POSITIVE_INFINITY) {
            completions.timer = completions.loop.callLater(timeoutSeconds, completions::giveUp);
        }
        return completions;
    }

    /**
     * Watches futures for a limited time; {@link #of(Iterable, double)} with a {@link Duration}.
     *
     * @param <T> what the results have in common
     * @param futures of the caller's loop; duplicates count once
     * @param timeout from now; null: none
     * @return them, as they end
     * @throws IllegalArgumentException if one belongs to another loop
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Completions<T> of(
            Iterable<? extends Future<? extends T>> futures, @Nullable Duration timeout) {
        return of(futures, Timeout.seconds(timeout));
    }

    /**
     * Starts coroutines and watches their tasks.
     *
     * @param <T> what the results have in common
     * @param coroutines the same object given several times is started once
     * @return their tasks, as they end
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     * @throws NullPointerException if one is null; nothing was started then
     */
    public static <T extends @Nullable Object> Completions<T> ofCoroutines(
            List<? extends Coroutine<? extends T>> coroutines) {
        return new Completions<>(StartAll.<T>coroutines("asCompleted", coroutines));
    }

    // ---- what is watched

    // It was added to futures of this type only.
    @SuppressWarnings("unchecked")
    private void childDone(Object child) {
        if (closed) {
            return;
        }
        done.add((Future<T>) child);
        watched.remove(child);
        if (watched.isEmpty()) {
            letGo();
        }
        wakeNext();
    }

    /** Not of what has ended in this iteration and is told in the next: it still comes. */
    private void giveUp() {
        for (Future<T> future : watched) {
            if (!future.done()) {
                givenUp++;
            }
        }
        letGo();
        wakeAll();
    }

    private void letGo() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        for (Future<T> future : watched) {
            future.untell(watcher);
        }
        watched.clear();
    }

    private void wakeNext() {
        for (Future<@Nullable Void> getter = getters.poll(); getter != null; getter = getters.poll()) {
            if (!getter.done()) {
                getter.setResult(null);
                return;
            }
        }
    }

    private void wakeAll() {
        while (!getters.isEmpty()) {
            wakeNext();
        }
    }

    // ---- the two forms

    /**
     * Tells whether there is one more item; it does not wait.
     *
     * @return false when all were handed out
     */
    @Override
    public boolean hasNext() {
        return left > 0;
    }

    /**
     * Waits for the next future that ends; Python's {@code async for}.
     *
     * @return one of those that were given, done; a coroutine's task
     * @throws TimeoutException if the time is over; once for each future that was not done
     * @throws CancelledError if the task is cancelled; no item is lost
     * @throws NoSuchElementException if all were handed out
     * @throws IllegalStateException if called outside a coroutine
     */
    @Override
    public Future<T> next() throws TimeoutException {
        if (left == 0) {
            throw noneLeft();
        }
        Future<T> next;
        try {
            next = take();
        } catch (TimeoutException over) {
            left--;
            throw over;
        }
        left--;
        return next;
    }

    private static NoSuchElementException noneLeft() {
        return new NoSuchElementException("asCompleted: every item was handed out; ask hasNext() first");
    }

    /**
     * Returns {@link #hasNext} and {@link #next} for a {@code for} statement, whose each turn waits in a coroutine.
     *
     * @return its {@code next} throws {@link TimeoutException} as it is when the time is over, although none is declared
     */
    @Override
    public Iterator<Future<T>> iterator() {
        return new PlainIterator<>(this);
    }

    /**
     * Returns something to wait for in place of each future; Python's plain {@code for}. The iteration itself never
     * waits: each coroutine does, when it runs, and whichever runs as the n-th has the n-th outcome.
     *
     * @return coroutines that return or throw the outcome of the next future that ends, or throw
     *         {@link TimeoutException} if the time is over; running one again gives the same outcome again
     */
    public Iterable<Coroutine<T>> awaitables() {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public Coroutine<T> next() {
                if (left == 0) {
                    throw noneLeft();
                }
                left--;
                return new Next();
            }
        };
    }

    private final class Next implements Coroutine<T> {
        private @Nullable Future<T> taken;
        private @Nullable TimeoutException tooLate;
        private boolean waiting;

        @Override
        public T run() throws Exception {
            if (waiting) {
                throw new IllegalStateException(
                        "asCompleted: another task waits for this outcome already; await each item once");
            }
            if (tooLate != null) {
                throw tooLate;
            }
            Future<T> outcome = taken;
            if (outcome == null) {
                waiting = true;
                try {
                    outcome = take();
                } catch (TimeoutException over) {
                    tooLate = over;
                    throw over;
                } finally {
                    waiting = false;
                }
                taken = outcome;
            }
            return outcome.result();
        }
    }

    private Future<T> take() throws TimeoutException {
        Task<?> task = Task.suspending("asCompleted");
        while (true) {
            Future<T> first = done.poll();
            if (first != null) {
                return first;
            }
            if (closed) {
                throw new IllegalStateException("asCompleted: closed; take what you need before close()");
            }
            if (givenUp > 0) {
                throw new TimeoutException("asCompleted: the time is over; futures not done: " + givenUp--);
            }
            waitForItem(task);
        }
    }

    private void waitForItem(Task<?> task) {
        Future<@Nullable Void> getter = new Future<>(loop);
        getters.add(getter);
        try {
            task.suspendOn(getter);
            // Throws CancelledError if the task was cancelled; there is no other failure.
            getter.exception();
        } catch (Throwable failure) {
            getters.remove(getter);
            if (failure instanceof CancelledError && !getter.cancelled() && !done.isEmpty()) {
                // It was woken and cancelled in the same iteration: the item is somebody else's.
                wakeNext();
            }
            throw failure;
        }
    }

    /**
     * Lets go of the futures that are not handed out; they go on. Not needed after the last item; after a loop that was
     * broken off it takes the timer and the callbacks away at once.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            letGo();
            done.clear();
            left = 0;
            wakeAll();
        }
    }

    @Override
    public String toString() {
        return "Completions[" + left + " left, " + done.size() + " of them done"
                + (givenUp > 0 ? ", " + givenUp + " too late" : "") + (closed ? ", closed" : "") + "]";
    }
}
