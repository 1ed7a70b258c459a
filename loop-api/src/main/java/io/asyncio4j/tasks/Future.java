// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Rethrow;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of something that has not ended yet, bound to one loop; {@code asyncio.Future}.
 *
 * <p>
 * Loop only, like asyncio's: it is not thread-safe, and done-callbacks are never run inside the call that completes it
 * but each as a {@code callSoon} callback of its own, in the order of registration (rule FUT-06). From other threads
 * use {@link #toCompletableFuture()} or {@code callSoonThreadsafe}.
 *
 * @param <T> the type of the result
 */
public class Future<T extends @Nullable Object> {

    /** Not done; the only state that can change. Changes to exactly one of the others, and there is no way back. */
    private static final byte PENDING = 0;

    private static final byte RESULT = 1;
    private static final byte FAILED = 2;
    private static final byte CANCELLED = 3;

    private final AbstractEventLoop loop;
    private byte state = PENDING;

    /** RESULT: the result; FAILED: the Throwable; CANCELLED: the message of cancel. */
    private @Nullable Object outcome;

    /** null, one waiter (a Task, a GroupChild or a DoneCallback), or an ArrayList of them in the order of registration. */
    @Nullable Object waiters;

    /** Non-null from setException until somebody asked for the exception. */
    private @Nullable UnretrievedFailure unretrieved;

    private final @Nullable Throwable createdAt;

    /**
     * Makes a pending future; {@code loop.createFuture()} is the usual way.
     *
     * @param loop the loop on which callbacks run
     * @throws NullPointerException if {@code loop} is null
     */
    public Future(AbstractEventLoop loop) {
        this.loop = Objects.requireNonNull(loop, "Future: loop is null; use loop.createFuture()");
        this.createdAt = loop.getDebug() ? new Throwable("future created at") : null;
    }

    /**
     * Returns the loop this future is bound to; {@code Future.get_loop()}. Any thread.
     *
     * @return the loop
     */
    public final AbstractEventLoop loop() {
        return loop;
    }

    /**
     * Tells whether there is an outcome, cancellation included; {@code Future.done()}.
     *
     * @return true when done
     */
    public final boolean done() {
        return state != PENDING;
    }

    /**
     * Tells whether it was cancelled; {@code Future.cancelled()}.
     *
     * @return true when cancelled
     */
    public final boolean cancelled() {
        return state == CANCELLED;
    }

    /**
     * Returns the result; {@code Future.result()}.
     *
     * @return as set
     * @throws InvalidStateException if it is not done
     * @throws CancelledError if it was cancelled
     * @throws Exception the very exception that was set, each time the same object; errors likewise
     */
    // NullAway: the outcome is null only where T is nullable.
    @SuppressWarnings({"unchecked", "NullAway"})
    public T result() throws Exception {
        if (state == RESULT) {
            return (T) outcome;
        }
        throw Rethrow.asIs(failure("result"));
    }

    /**
     * Returns the result of a future that is known to have succeeded, without checked exceptions; as
     * {@link java.util.concurrent.Future#resultNow()}.
     *
     * @return as set
     * @throws InvalidStateException if it is not done, failed or was cancelled
     */
    // NullAway: the outcome is null only where T is nullable.
    @SuppressWarnings({"unchecked", "NullAway"})
    public final T resultNow() {
        if (state == RESULT) {
            return (T) outcome;
        }
        throw new InvalidStateException("resultNow: " + this + " has no result; ask done() and exception() first");
    }

    /**
     * Returns the exception that was set; {@code Future.exception()}.
     *
     * @return the exception, or null if there is a result
     * @throws InvalidStateException if it is not done
     * @throws CancelledError if it was cancelled
     */
    public @Nullable Throwable exception() {
        if (state == RESULT) {
            return null;
        }
        Throwable failure = failure("exception");
        if (state == FAILED) {
            return failure;
        }
        throw Rethrow.<RuntimeException>asIs(failure);
    }

    private Throwable failure(String operation) {
        if (state == FAILED) {
            retrieved();
            return (Throwable) Objects.requireNonNull(outcome);
        }
        if (state == CANCELLED) {
            return makeCancelledError(outcome);
        }
        return new InvalidStateException(operation + ": " + this + " is not done; await it or add a done-callback");
    }

    /** The exception that was set, without counting as asked for; null if there is none. */
    final @Nullable Throwable peekFailure() {
        return state == FAILED ? (Throwable) outcome : null;
    }

    /** The error for one more look at a cancelled future; a task returns the instance that left its body first. */
    CancelledError makeCancelledError(@Nullable Object message) {
        return new CancelledError(message);
    }

    final void retrieved() {
        UnretrievedFailure failure = unretrieved;
        if (failure != null) {
            unretrieved = null;
            failure.retrieved();
        }
    }

    /**
     * Completes it with a result; {@code Future.set_result()}.
     *
     * @param result the result
     * @throws InvalidStateException if it is already done, also if it was cancelled
     * @throws IllegalStateException if it has done-callbacks and the loop is closed
     */
    public void setResult(T result) {
        complete("setResult", RESULT, result);
    }

    /**
     * Completes it with an exception; {@code Future.set_exception()}. If nobody ever asks for it, the loop's exception
     * handler is told when the future is collected (rule EXC-11).
     *
     * @param exception any throwable
     * @throws InvalidStateException if it is already done, also if it was cancelled
     * @throws IllegalStateException if it has done-callbacks and the loop is closed
     * @throws NullPointerException if {@code exception} is null
     */
    public void setException(Throwable exception) {
        Objects.requireNonNull(exception, "setException: exception is null; use setResult for success");
        complete("setException", FAILED, exception);
        unretrieved = UnretrievedFailure.watch(this, exception);
    }

    private void complete(String operation, byte newState, @Nullable Object newOutcome) {
        if (state != PENDING) {
            throw new InvalidStateException(
                    operation + ": " + this + " is already done; check done() where cancellation is possible");
        }
        state = newState;
        outcome = newOutcome;
        scheduleWaiters();
    }

    /**
     * Cancels it without a message; {@code Future.cancel()}.
     *
     * @return as {@link #cancel(Object)}
     * @throws IllegalStateException as {@link #cancel(Object)}
     */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels it, at once if it is pending, else not at all; {@code Future.cancel(msg)}.
     *
     * @param message carried by the {@link CancelledError} that whoever looks gets; null: none
     * @return false if it was already done
     * @throws IllegalStateException if it has done-callbacks and the loop is closed
     */
    public boolean cancel(@Nullable Object message) {
        retrieved();
        if (state != PENDING) {
            return false;
        }
        state = CANCELLED;
        outcome = message;
        scheduleWaiters();
        return true;
    }

    /**
     * Calls {@code callback} through the loop when this is done, in a copy of the current context;
     * {@code Future.add_done_callback()}.
     *
     * @param callback gets this future
     * @throws NullPointerException if {@code callback} is null
     * @throws IllegalStateException if this is done and the loop is closed
     */
    public final void addDoneCallback(Consumer<? super Future<T>> callback) {
        addDoneCallback(callback, null);
    }

    /**
     * Calls {@code callback} through the loop when this is done, never inside this call, even if it already is;
     * {@code Future.add_done_callback(fn, context=context)}.
     *
     * @param callback gets this future; added twice it runs twice
     * @param context runs it in this very context; null: in a copy of the current one
     * @throws NullPointerException if {@code callback} is null
     * @throws IllegalStateException if this is done and the loop is closed
     */
    public void addDoneCallback(Consumer<? super Future<T>> callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "addDoneCallback: callback is null; pass a lambda");
        tell(new DoneCallback(callback, context == null ? Context.copyCurrent() : context));
    }

    /** Tells {@code callback} when this is done, always through the loop. */
    final void tell(DoneCallback callback) {
        if (state == PENDING) {
            addWaiter(callback);
        } else {
            callback.schedule(this);
        }
    }

    /** Takes {@code callback}, this very object, back. */
    final void untell(DoneCallback callback) {
        removeWaiters(waiter -> waiter == callback);
    }

    /** Tells whether {@code callback} was the last that was added; so several tells in a row can be made one. */
    final boolean toldLast(DoneCallback callback) {
        return (waiters instanceof ArrayList<?> list ? list.getLast() : waiters) == callback;
    }

    /**
     * Takes {@code callback} back, however often it was added, without effect on what is already scheduled;
     * {@code Future.remove_done_callback()}.
     *
     * @param callback compared with {@code equals}: keep the reference that was added
     * @return how many were removed
     */
    public int removeDoneCallback(Consumer<? super Future<T>> callback) {
        return removeWaiters(waiter -> waiter instanceof DoneCallback done && done.callback().equals(callback));
    }

    final int removeWaiters(Predicate<@Nullable Object> which) {
        if (waiters instanceof ArrayList<?> list) {
            int before = list.size();
            list.removeIf(which);
            int removed = before - list.size();
            if (list.isEmpty()) {
                waiters = null;
            }
            return removed;
        }
        if (which.test(waiters)) {
            waiters = null;
            return 1;
        }
        return 0;
    }

    @SuppressWarnings("unchecked")
    final void addWaiter(Object waiter) {
        Object present = waiters;
        if (present == null) {
            waiters = waiter;
        } else if (present instanceof ArrayList<?> list) {
            ((ArrayList<Object>) list).add(waiter);
        } else {
            ArrayList<Object> list = new ArrayList<>(4);
            list.add(present);
            list.add(waiter);
            waiters = list;
        }
    }

    /** Takes the list away first: what scheduling calls back may add or remove without disturbing it (FUT-12). */
    private void scheduleWaiters() {
        Object present = waiters;
        if (present == null) {
            return;
        }
        waiters = null;
        if (present instanceof ArrayList<?> list) {
            for (Object waiter : list) {
                schedule(waiter);
            }
        } else {
            schedule(present);
        }
    }

    private void schedule(Object waiter) {
        if (waiter instanceof Task<?> task) {
            task.scheduleStep();
        } else if (waiter instanceof GroupChild child) {
            child.schedule();
        } else {
            ((DoneCallback) waiter).schedule(this);
        }
    }

    /**
     * Waits in a coroutine until this is done; Python's {@code await future}. A done future is answered at once,
     * without giving up control (rule FUT-16).
     *
     * @return the result
     * @throws IllegalStateException if called outside a coroutine, if the coroutine belongs to another loop, or if a
     *             task awaits itself
     * @throws CancelledError if this future, or the waiting task, was cancelled
     * @throws Exception the very exception that was set
     */
    public T await() throws Exception {
        Task<?> task = Task.suspending("Future.await");
        if (state == PENDING) {
            task.suspendOn(this);
        }
        return result();
    }

    /**
     * Returns a view for other threads and libraries: it completes with this future, and cancelling it cancels this
     * one through the loop. Call it on the loop; the view itself is for any thread.
     *
     * @return a new stage each time
     */
    public final CompletableFuture<T> toCompletableFuture() {
        return FutureBridge.toCompletableFuture(this);
    }

    /**
     * Returns where the future was created, if the loop was in debug mode then.
     *
     * @return a throwable whose stack trace tells, or null
     */
    public final @Nullable Throwable sourceTraceback() {
        return createdAt;
    }

    final String stateText() {
        return switch (state) {
            case PENDING -> "pending" + (waiters == null ? ""
                    : ", awaited by " + (waiters instanceof ArrayList<?> list ? list.size() : 1));
            case RESULT -> "finished, result=" + outcome;
            case FAILED -> "finished, exception=" + outcome;
            default -> "cancelled";
        };
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + stateText() + "]";
    }
}
