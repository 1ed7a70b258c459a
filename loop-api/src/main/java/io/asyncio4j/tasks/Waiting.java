// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for futures in a coroutine; {@code asyncio.wait} and {@code asyncio.wait_for}. Coroutines only: elsewhere each
 * method throws {@link IllegalStateException}.
 */
public final class Waiting {

    private Waiting() {}

    /**
     * Waits until all are done.
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop; duplicates count once
     * @return all of them as done
     * @throws IllegalArgumentException if there are none, or one belongs to another loop
     * @throws CancelledError if the task is cancelled; the futures are left alone
     */
    public static <F extends Future<?>> Waited<F> wait(Iterable<? extends F> futures) {
        return wait(futures, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits without a limit.
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop; duplicates count once
     * @param returnWhen what to wait for
     * @return which are done and which are not
     * @throws IllegalArgumentException if there are none, or one belongs to another loop
     * @throws CancelledError if the task is cancelled; the futures are left alone
     */
    public static <F extends Future<?>> Waited<F> wait(Iterable<? extends F> futures, ReturnWhen returnWhen) {
        return wait(futures, returnWhen, (Duration) null);
    }

    /**
     * Waits for a limited time. It does not throw when the time is over, and cancels nothing (rule AGG-12).
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop; duplicates count once
     * @param returnWhen what to wait for
     * @param timeoutSeconds the limit in seconds; not positive: one iteration
     * @return which are done and which are not
     * @throws IllegalArgumentException if there are none, or one belongs to another loop, or the limit is NaN
     * @throws CancelledError if the task is cancelled; the futures are left alone
     */
    public static <F extends Future<?>> Waited<F> wait(
            Iterable<? extends F> futures, ReturnWhen returnWhen, double timeoutSeconds) {
        return new Waiter<F>(futures, returnWhen).await((loop, wake) -> loop.callLater(timeoutSeconds, wake));
    }

    /**
     * Waits for a limited time. It does not throw when the time is over, and cancels nothing (rule AGG-12).
     *
     * @param <F> the kind of future
     * @param futures at least one, of the running loop; duplicates count once
     * @param returnWhen what to wait for
     * @param timeout the limit, or null for none
     * @return which are done and which are not
     * @throws IllegalArgumentException if there are none, or one belongs to another loop
     * @throws CancelledError if the task is cancelled; the futures are left alone
     */
    public static <F extends Future<?>> Waited<F> wait(
            Iterable<? extends F> futures, ReturnWhen returnWhen, @Nullable Duration timeout) {
        return new Waiter<F>(futures, returnWhen)
                .await((loop, wake) -> timeout == null ? null : loop.callLater(timeout, wake));
    }

    /**
     * Waits for a future for a limited time; {@code asyncio.wait_for}. When the time is over the future is cancelled, and
     * this waits until it has really ended, which may take longer (rule AGG-18).
     *
     * @param <T> the type of the result
     * @param future what to wait for
     * @param timeoutSeconds the limit in seconds; not positive: a future that is not done is cancelled at once
     * @return its result, also if it arrived at the last moment or in spite of the cancellation
     * @throws TimeoutException if the time is over; its cause is the {@link CancelledError}
     * @throws CancelledError if the task or the future is cancelled; with the task the future is, too
     * @throws Exception the future's own
     */
    public static <T extends @Nullable Object> T waitFor(Future<T> future, double timeoutSeconds) throws Exception {
        Objects.requireNonNull(future, "waitFor: the future is null; pass a future, a task or a coroutine");
        if (timeoutSeconds <= 0) {
            return endAtOnce(future);
        }
        return Timeout.after("waitFor", timeoutSeconds).run(future::await);
    }

    /**
     * Waits for a future for a limited time; {@link #waitFor(Future, double)} with a {@link Duration}.
     *
     * @param <T> the type of the result
     * @param future what to wait for
     * @param timeout the limit; null for none; not positive: a future that is not done is cancelled at once
     * @return its result
     * @throws TimeoutException if the time is over
     * @throws CancelledError if the task or the future is cancelled
     * @throws Exception the future's own
     */
    public static <T extends @Nullable Object> T waitFor(Future<T> future, @Nullable Duration timeout)
            throws Exception {
        return waitFor(future, Timeout.seconds(timeout));
    }

    /**
     * Runs a coroutine for a limited time, within the calling task; {@code asyncio.wait_for}.
     *
     * @param <T> the type of the result
     * @param coroutine what to run
     * @param timeoutSeconds the limit in seconds; not positive: it is not even started
     * @return its result
     * @throws TimeoutException if the time is over; its cause is the {@link CancelledError}
     * @throws CancelledError if the task is cancelled
     * @throws Exception the coroutine's own
     */
    public static <T extends @Nullable Object> T waitFor(Coroutine<T> coroutine, double timeoutSeconds)
            throws Exception {
        Objects.requireNonNull(coroutine, "waitFor: the coroutine is null; pass a lambda");
        if (timeoutSeconds <= 0) {
            return endAtOnce(Task.suspending("waitFor").loop().createTask(coroutine));
        }
        return Timeout.after("waitFor", timeoutSeconds).run(coroutine);
    }

    /**
     * Runs a coroutine for a limited time, within the calling task; {@link #waitFor(Coroutine, double)} with a
     * {@link Duration}.
     *
     * @param <T> the type of the result
     * @param coroutine what to run
     * @param timeout the limit; null for none; not positive: it is not even started
     * @return its result
     * @throws TimeoutException if the time is over
     * @throws CancelledError if the task is cancelled
     * @throws Exception the coroutine's own
     */
    public static <T extends @Nullable Object> T waitFor(Coroutine<T> coroutine, @Nullable Duration timeout)
            throws Exception {
        return waitFor(coroutine, Timeout.seconds(timeout));
    }

    /**
     * Runs a coroutine without a result for a limited time, within the calling task; as
     * {@link #waitFor(Coroutine, double)}.
     *
     * @param coroutine what to run
     * @param timeoutSeconds the limit in seconds; not positive: it is not even started
     * @throws TimeoutException if the time is over; its cause is the {@link CancelledError}
     * @throws CancelledError if the task is cancelled
     * @throws Exception the coroutine's own
     */
    public static void waitFor(CoroutineAction coroutine, double timeoutSeconds) throws Exception {
        waitFor(Coroutine.of(coroutine), timeoutSeconds);
    }

    /**
     * Runs a coroutine without a result for a limited time, within the calling task; as
     * {@link #waitFor(Coroutine, Duration)}.
     *
     * @param coroutine what to run
     * @param timeout the limit; null for none; not positive: it is not even started
     * @throws TimeoutException if the time is over
     * @throws CancelledError if the task is cancelled
     * @throws Exception the coroutine's own
     */
    public static void waitFor(CoroutineAction coroutine, @Nullable Duration timeout) throws Exception {
        waitFor(Coroutine.of(coroutine), timeout);
    }

    private static <T extends @Nullable Object> T endAtOnce(Future<T> future) throws Exception {
        Task<?> task = Task.suspending("waitFor");
        if (own("waitFor", task, future).done()) {
            return future.result();
        }
        cancelAndWait(task, future);
        try {
            return future.result();
        } catch (CancelledError cancelled) {
            throw Timeout.over("waitFor: the limit is not positive and " + future + " was not done", cancelled);
        }
    }

    /** A future of another loop would call back on that one's thread. */
    private static <F extends Future<?>> F own(String operation, Task<?> task, F future) {
        if (future.loop() != task.loop()) {
            throw new IllegalArgumentException(operation + ": " + future + " belongs to " + future.loop()
                    + ", not to the loop of the caller; use runCoroutineThreadsafe or its completable future");
        }
        return future;
    }

    /** Not by awaiting the future itself: being cancelled must end this wait, too. */
    private static void cancelAndWait(Task<?> task, Future<?> future) {
        Future<@Nullable Void> waiter = new Future<>(task.loop());
        DoneCallback wake = DoneCallback.inCurrentContext(done -> release(waiter), task);
        future.tell(wake);
        try {
            future.cancel();
            task.suspendOn(waiter);
            waiter.exception();
        } finally {
            future.untell(wake);
        }
    }

    static void release(Future<@Nullable Void> waiter) {
        if (!waiter.done()) {
            waiter.setResult(null);
        }
    }

    private interface Limit {
        @Nullable TimerHandle start(AbstractEventLoop loop, Runnable wake);
    }

    private static final class Waiter<F extends Future<?>> {
        private final Task<?> task = Task.suspending("wait");
        private final Set<F> futures = new LinkedHashSet<>();
        private final ReturnWhen returnWhen;
        private int unfinished;

        Waiter(Iterable<? extends F> given, ReturnWhen returnWhen) {
            this.returnWhen = Objects.requireNonNull(
                    returnWhen, "wait: returnWhen is null; use ReturnWhen.ALL_COMPLETED");
            for (F future : Objects.requireNonNull(given, "wait: the collection is null; give futures")) {
                futures.add(own("wait", task,
                        Objects.requireNonNull(future, "wait: a future is null; pass futures or tasks")));
            }
            if (futures.isEmpty()) {
                throw new IllegalArgumentException("wait: there are no futures; give at least one");
            }
            unfinished = futures.size();
        }

        Waited<F> await(Limit limit) {
            Future<@Nullable Void> waiter = new Future<>(task.loop());
            DoneCallback watcher = DoneCallback.inCurrentContext(done -> {
                unfinished--;
                if (unfinished <= 0 || isEnough((Future<?>) done)) {
                    release(waiter);
                }
            }, task);
            TimerHandle timer = limit.start(task.loop(), () -> release(waiter));
            try {
                futures.forEach(future -> future.tell(watcher));
                task.suspendOn(waiter);
                // Throws CancelledError if the task was cancelled; there is no other failure.
                waiter.exception();
            } finally {
                if (timer != null) {
                    timer.cancel();
                }
                futures.forEach(future -> future.untell(watcher));
            }
            Set<F> done = new LinkedHashSet<>();
            Set<F> pending = new LinkedHashSet<>();
            futures.forEach(future -> (future.done() ? done : pending).add(future));
            return new Waited<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
        }

        private boolean isEnough(Future<?> done) {
            return switch (returnWhen) {
                case FIRST_COMPLETED -> true;
                case FIRST_EXCEPTION -> !done.cancelled() && done.exception() != null;
                case ALL_COMPLETED -> false;
            };
        }
    }
}
