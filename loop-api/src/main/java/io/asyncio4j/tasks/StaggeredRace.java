// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.internal.Rethrow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines that start one after the other until one succeeds; asyncio's {@code staggered.staggered_race}, the engine of
 * happy eyeballs. For coroutines.
 *
 * <p>
 * The calling coroutine is the referee: it starts the next runner when one is due and sleeps otherwise. A runner is due at
 * the begin, when the one before it has failed, and when the delay since that one's start is over. The referee leaves
 * only when every runner has ended, cancelled ones included.
 *
 * @param <T> what the results have in common
 */
public final class StaggeredRace<T extends @Nullable Object> {

    private final Task<?> referee;
    private final AbstractEventLoop loop;
    private final List<? extends Coroutine<? extends T>> functions;
    private final double delaySeconds;

    private final List<Task<?>> runners = new ArrayList<>();
    private final List<@Nullable Throwable> exceptions = new ArrayList<>();
    private int started;
    private int ended;
    private boolean nextIsDue = true;
    private @Nullable TimerHandle timer;

    private int winner = -1;
    private @Nullable T value;

    /** The referee's own end: it was cancelled, or a runner could not be started. */
    private @Nullable Throwable abort;

    /** What the referee waits for; null while it acts. */
    private @Nullable Future<@Nullable Void> news;

    private StaggeredRace(List<? extends Coroutine<? extends T>> functions, double delaySeconds) {
        this.referee = Task.suspending("staggeredRace");
        this.loop = referee.loop();
        this.functions = functions;
        this.delaySeconds = delaySeconds;
        if (Double.isNaN(delaySeconds)) {
            throw new IllegalArgumentException("staggeredRace: the delay is NaN; give seconds as a number");
        }
        for (Coroutine<? extends T> function : functions) {
            Objects.requireNonNull(function, "staggeredRace: a coroutine is null; pass lambdas");
        }
    }

    /**
     * Runs a race, each function in a task of its own.
     *
     * @param <T> what the results have in common
     * @param functions in the order of preference; none: nobody wins
     * @param delaySeconds from the start of one to that of the next; infinity: only when the one before has failed
     * @return the winner, and how the others failed
     * @throws CancelledError if the task is cancelled; the runners are cancelled and have ended then
     * @throws IllegalArgumentException if the delay is NaN
     * @throws IllegalStateException if called outside a coroutine
     * @throws NullPointerException if a function is null; nothing was started then
     */
    public static <T extends @Nullable Object> RaceResult<T> run(
            List<? extends Coroutine<? extends T>> functions, double delaySeconds) {
        return new StaggeredRace<T>(functions, delaySeconds).run();
    }

    /**
     * Runs a race; {@link #run(List, double)} with a {@link Duration}.
     *
     * @param <T> what the results have in common
     * @param functions in the order of preference; none: nobody wins
     * @param delay from the start of one to that of the next; null: only when the one before has failed
     * @return the winner, and how the others failed
     * @throws CancelledError if the task is cancelled
     * @throws IllegalStateException if called outside a coroutine
     * @throws NullPointerException if a function is null; nothing was started then
     */
    public static <T extends @Nullable Object> RaceResult<T> run(
            List<? extends Coroutine<? extends T>> functions, @Nullable Duration delay) {
        return run(functions, Timeout.seconds(delay));
    }

    private RaceResult<T> run() {
        while (mayStart() || ended < started) {
            if (mayStart() && nextIsDue) {
                start();
            } else {
                waitForNews();
            }
        }
        if (abort != null) {
            throw Rethrow.<RuntimeException>asIs(abort);
        }
        return new RaceResult<>(value, winner < 0 ? null : winner, exceptions);
    }

    private boolean mayStart() {
        return winner < 0 && abort == null && started < functions.size();
    }

    private void start() {
        int index = started++;
        exceptions.add(null);
        nextIsDue = false;
        stopTimer();
        Task<?> runner;
        try {
            runner = loop.createTask((CoroutineAction) () -> race(index));
        } catch (Throwable refused) {
            started--;
            exceptions.removeLast();
            abandon(refused, null);
            return;
        }
        runners.add(runner);
        runner.tell(DoneCallback.inCurrentContext(done -> ended(index, (Future<?>) done), referee));
        if (mayStart() && !nextIsDue && delaySeconds != Double.POSITIVE_INFINITY) {
            timer = loop.callLater(delaySeconds, () -> {
                nextIsDue = true;
                tellReferee();
            });
        }
    }

    private void race(int index) {
        T result;
        try {
            result = functions.get(index).run();
        } catch (LoopExit | GeneratorExit exit) {
            // The program or the loop ends: no business of the race.
            throw exit;
        } catch (Throwable failure) {
            failed(index, failure);
            return;
        }
        if (winner < 0) {
            winner = index;
            value = result;
            stopTimer();
            cancelRunners(index, null);
        }
    }

    private void failed(int index, Throwable failure) {
        exceptions.set(index, failure);
        if (index == started - 1) {
            nextIsDue = true;
            tellReferee();
        }
    }

    private void ended(int index, Future<?> runner) {
        ended++;
        Throwable failure;
        try {
            failure = runner.exception();
        } catch (CancelledError cancelled) {
            failure = cancelled;
        }
        if (failure != null && index != winner && exceptions.get(index) == null) {
            // Cancelled before its first step, or it ended the loop: the body had no say.
            failed(index, failure);
        }
        tellReferee();
    }

    private void waitForNews() {
        Future<@Nullable Void> awaited = new Future<>(loop);
        news = awaited;
        try {
            referee.suspendOn(awaited);
            // Throws CancelledError if the referee was cancelled; there is no other failure.
            awaited.exception();
        } catch (CancelledError cancelled) {
            abandon(cancelled, cancelled.message());
        } finally {
            news = null;
        }
    }

    private void abandon(Throwable why, @Nullable Object message) {
        abort = why;
        stopTimer();
        cancelRunners(-1, message);
    }

    private void cancelRunners(int except, @Nullable Object message) {
        for (int i = 0; i < runners.size(); i++) {
            if (i != except) {
                runners.get(i).cancel(message);
            }
        }
    }

    private void tellReferee() {
        Future<@Nullable Void> awaited = news;
        if (awaited != null && !awaited.done()) {
            awaited.setResult(null);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
