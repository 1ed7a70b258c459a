// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.internal.Rethrow;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A deadline for a block of a coroutine; {@code asyncio.timeout} and {@code asyncio.Timeout}. Loop only, used once.
 *
 * <p>
 * At the deadline the task is cancelled, and when that {@link CancelledError} leaves the block it becomes a
 * {@link TimeoutException}. A cancellation from elsewhere stays one: the task's count of requests tells them apart.
 *
 * <pre>
 * CREATED -> ENTERED -> EXITED
 *               \-> EXPIRING (the task was cancelled) -> EXPIRED
 * </pre>
 */
public final class Timeout {

    private enum State {
        CREATED("created"),
        ENTERED("active"),
        EXPIRING("expiring"),
        EXPIRED("expired"),
        EXITED("finished");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    private final String operation;
    private State state = State.CREATED;
    private @Nullable Double when;

    /** What the user gave, for messages: the seconds from now; null if it was a deadline. */
    private @Nullable Double limit;

    private @Nullable Handle timer;
    private @Nullable Task<?> task;

    /** What the task's count was on entry: cancellations that were under way before are not ours (AGG-30). */
    private int cancellingOnEntry;

    /**
     * Makes a deadline that begins to count when {@link #run(Coroutine)} is called.
     *
     * @param when in seconds of the loop's clock; null: none; a past one fires at the first suspension
     * @throws IllegalArgumentException if it is NaN
     */
    public Timeout(@Nullable Double when) {
        this("timeout", when);
    }

    private Timeout(String operation, @Nullable Double when) {
        this.operation = operation;
        this.when = check(when);
    }

    private @Nullable Double check(@Nullable Double deadline) {
        if (deadline != null && Double.isNaN(deadline)) {
            throw new IllegalArgumentException(operation + ": the deadline is NaN; give seconds as a number");
        }
        return deadline;
    }

    /**
     * Makes a deadline from now; {@code asyncio.timeout(delay)}.
     *
     * @param delaySeconds in seconds; infinity: none
     * @return a new timeout, to be run in the same task
     * @throws IllegalStateException if called outside a coroutine
     * @throws IllegalArgumentException if it is NaN
     */
    public static Timeout after(double delaySeconds) {
        return after("timeout", delaySeconds);
    }

    /**
     * Makes a deadline from now; {@code asyncio.timeout(delay)}.
     *
     * @param delay from now; null: none
     * @return a new timeout, to be run in the same task
     * @throws IllegalStateException if called outside a coroutine
     */
    public static Timeout after(@Nullable Duration delay) {
        return after("timeout", seconds(delay));
    }

    static Timeout after(String operation, double delaySeconds) {
        double now = Task.suspending(operation).loop().time();
        Timeout timeout = new Timeout(operation, delaySeconds == Double.POSITIVE_INFINITY ? null : now + delaySeconds);
        timeout.limit = delaySeconds;
        return timeout;
    }

    static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.POSITIVE_INFINITY : duration.getSeconds() + duration.getNano() / 1e9;
    }

    /**
     * Runs a block under this deadline, within the calling task.
     *
     * @param <T> the type of the result
     * @param block the block
     * @return its result; a block that never suspends is not disturbed
     * @throws TimeoutException if the deadline passed and the block ended by that; its cause is the
     *             {@link CancelledError}
     * @throws CancelledError if the task was cancelled by somebody else
     * @throws IllegalStateException if called outside a coroutine, or a second time
     * @throws Exception the block's own; if the deadline had passed too, a {@link TimeoutException} is added to it as
     *             suppressed
     */
    public <T extends @Nullable Object> T run(Coroutine<T> block) throws Exception {
        Objects.requireNonNull(block, () -> operation + ": the block is null; pass a lambda");
        enter();
        T result;
        try {
            result = block.run();
        } catch (Throwable failure) {
            throw Rethrow.asIs(leave() ? expired(failure) : failure);
        }
        leave();
        return result;
    }

    /**
     * Runs a block without a result under this deadline; as {@link #run(Coroutine)}.
     *
     * @param block the block
     * @throws TimeoutException if the deadline passed and the block ended by that
     * @throws CancelledError if the task was cancelled by somebody else
     * @throws IllegalStateException if called outside a coroutine, or a second time
     * @throws Exception the block's own
     */
    public void run(CoroutineAction block) throws Exception {
        run(Coroutine.of(block));
    }

    private void enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    operation + ": " + this + " has already been entered; make a new one for each block");
        }
        Task<?> current = Task.suspending(operation);
        task = current;
        cancellingOnEntry = countOnEntry(current);
        state = State.ENTERED;
        schedule(current.loop());
    }

    /**
     * What a scope that begins now takes for older than itself. A request of this very step, which has not reached the
     * coroutine yet, will do so inside the scope; so it must not be taken for an old one, as in CPython it is.
     */
    static int countOnEntry(Task<?> task) {
        return task.mustCancel ? task.cancelling() - 1 : task.cancelling();
    }

    /** Tells whether the deadline passed and no other cancellation is under way, which then goes first. */
    private boolean leave() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (state == State.ENTERED) {
            state = State.EXITED;
            return false;
        }
        state = State.EXPIRED;
        // Also when the block ended well: our request is taken back, and with it a cancellation not delivered yet.
        return Objects.requireNonNull(task).uncancel() <= cancellingOnEntry;
    }

    private Throwable expired(Throwable failure) {
        String fact = limit == null
                ? "the deadline, " + when + " s of the loop's clock, has passed"
                : "not done within " + limit + " s";
        TimeoutException over = over(operation + ": " + fact,
                failure instanceof CancelledError cancelled ? cancelled : null);
        if (failure instanceof CancelledError) {
            return over;
        }
        failure.addSuppressed(over);
        return failure;
    }

    static TimeoutException over(String message, @Nullable CancelledError cause) {
        TimeoutException over = new TimeoutException(message);
        if (cause != null) {
            over.initCause(cause);
        }
        return over;
    }

    /**
     * Moves the deadline, while the block runs.
     *
     * @param newWhen in seconds of the loop's clock; null: none
     * @throws IllegalStateException if the block is not running, or the deadline has passed
     * @throws IllegalArgumentException if it is NaN
     */
    public void reschedule(@Nullable Double newWhen) {
        if (state != State.ENTERED) {
            throw new IllegalStateException(state == State.CREATED
                    ? "reschedule: " + this + " has not been entered; call it inside the block"
                    : "reschedule: " + this + " is " + state.word + "; make a new one");
        }
        when = check(newWhen);
        limit = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        schedule(Objects.requireNonNull(task).loop());
    }

    private void schedule(AbstractEventLoop loop) {
        Double deadline = when;
        if (deadline != null) {
            timer = deadline <= loop.time()
                    ? loop.callSoon(this::onTimeout)
                    : loop.callAt(deadline, this::onTimeout);
        }
    }

    private void onTimeout() {
        timer = null;
        Objects.requireNonNull(task).cancel();
        state = State.EXPIRING;
    }

    /**
     * Returns the deadline.
     *
     * @return in seconds of the loop's clock, or null if there is none
     */
    public @Nullable Double when() {
        return when;
    }

    /**
     * Tells whether the deadline has passed while the block ran.
     *
     * @return true from the moment at which the task was cancelled
     */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    @Override
    public String toString() {
        return "Timeout[" + state.word + ", when=" + when + "]";
    }
}
