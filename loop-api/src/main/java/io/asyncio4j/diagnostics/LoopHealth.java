// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.events.base.LoopHolder;
import io.asyncio4j.tasks.TaskRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a loop is, at a moment; for the health endpoint of a service. asyncio has no counterpart. Immutable, any thread.
 *
 * @param loop the loop, as its {@code toString()} tells
 * @param state what it does
 * @param lag how long it took to answer; with {@link State#STALLED} how long was waited
 * @param readyCallbacks how many callbacks wait
 * @param tasks how many tasks are not done
 * @param oldestTask how old the oldest of them is; zero unless the loop's statistics were asked for before
 * @param holder what holds a stalled loop, a task or a thread; else null
 * @param stack where that is, innermost frame first; empty if the loop is not stalled
 */
public record LoopHealth(
        String loop,
        State state,
        Duration lag,
        int readyCallbacks,
        int tasks,
        Duration oldestTask,
        @Nullable String holder,
        List<StackTraceElement> stack) {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** What a loop does. */
    public enum State {
        /** It runs callbacks, or waits for something to happen. */
        TURNING,
        /** It did not answer in time. */
        STALLED,
        /** Nobody runs it. */
        IDLE,
        /** It was closed, or its event loop has ended. */
        CLOSED
    }

    /**
     * Tells whether it answers.
     *
     * @return true while it is {@link State#TURNING}
     */
    public boolean isUp() {
        return state == State.TURNING;
    }

    /**
     * Asks a loop, and waits half a second for its answer at most; as {@link #of(AbstractEventLoop, Duration)}.
     *
     * @param loop the loop
     * @return how it is
     */
    public static LoopHealth of(AbstractEventLoop loop) {
        return of(loop, PATIENCE);
    }

    /**
     * Asks a loop. Any thread; the caller's thread waits for the answer, so a coroutine asks for another loop by
     * {@code toThread}. A loop that is asked about itself answers at once.
     *
     * @param loop the loop
     * @param patience how long it may take to answer
     * @return how it is
     */
    public static LoopHealth of(AbstractEventLoop loop, Duration patience) {
        Objects.requireNonNull(loop, "LoopHealth.of: the loop is null; give one");
        if (loop.isClosed()) {
            return now(loop, State.CLOSED, Duration.ZERO, null);
        }
        if (!loop.isRunning()) {
            return now(loop, State.IDLE, Duration.ZERO, null);
        }
        if (RunningLoop.get() == loop) {
            return now(loop, State.TURNING, Duration.ZERO, null);
        }
        LoopClock clock = LoopClock.system();
        long asked = clock.nanos();
        CountDownLatch answer = new CountDownLatch(1);
        try {
            loop.callSoonThreadsafe(answer::countDown, new Context());
        } catch (IllegalStateException closed) {
            return now(loop, State.CLOSED, Duration.ZERO, null);
        }
        boolean answered = await(answer, asked + patience.toNanos());
        Duration lag = Duration.ofNanos(clock.nanos() - asked);
        if (answered) {
            return now(loop, State.TURNING, lag, null);
        }
        // It may have come to its end meanwhile.
        State state = loop.isClosed() ? State.CLOSED : loop.isRunning() ? State.STALLED : State.IDLE;
        return now(loop, state, lag, state == State.STALLED ? LoopHolder.of(loop, null) : null);
    }

    private static LoopHealth now(
            AbstractEventLoop loop, State state, Duration lag, @Nullable LoopHolder holder) {
        TaskRegistry.Ages ages = loop.taskRegistry().ages();
        return new LoopHealth(
                loop.toString(),
                state,
                lag,
                loop.readyCallbacks(),
                ages.alive(),
                Duration.ofNanos(ages.oldestNanos()),
                holder == null ? null : holder.what(),
                holder == null ? List.of() : holder.stack());
    }

    /** The wait is short; an interrupt is kept for later. */
    private static boolean await(CountDownLatch answer, long deadline) {
        LoopClock clock = LoopClock.system();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.await(deadline - clock.nanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
