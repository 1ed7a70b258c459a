// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.carriers.Fiber;
import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.internal.Carried;
import io.asyncio4j.internal.ExecutionState;
import io.asyncio4j.internal.Rethrow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The coroutine of a task and what passes between it and the loop at each hand-over.
 *
 * <p>
 * Loop and coroutine never run at the same time, and a hand-over orders what either wrote before it; so plain fields
 * do. The loop gives an error to throw in, or nothing; the coroutine gives a future to wait for, nothing for one
 * iteration, or its end.
 *
 * @param <T> the type of the result
 */
final class CoroutineRun<T extends @Nullable Object> implements Runnable {

    private final Task<T> task;
    private final Coroutine<T> body;

    /** The one to go on with: the coroutine's own, or that of the async generator in whose body the task is. */
    private @Nullable Fiber fiber;

    private @Nullable GeneratorRun<?> inside;

    // Loop to coroutine.
    private @Nullable Throwable thrown;
    private boolean closing;

    // Coroutine to loop.
    private @Nullable Future<?> yielded;
    private boolean ended;

    /** In the middle of a step: the loop's thread does it and goes on with the step. */
    private @Nullable Runnable errand;

    private @Nullable T value;
    private @Nullable Throwable failure;

    CoroutineRun(Task<T> task, Coroutine<T> body) {
        this.task = task;
        this.body = body;
    }

    Coroutine<T> body() {
        return body;
    }

    // ---- the loop's side

    /** Throws {@code error} at the suspension point, at the next hand-over. */
    void throwIn(@Nullable Throwable error) {
        thrown = error;
    }

    @Nullable Throwable takeThrown() {
        Throwable error = thrown;
        thrown = null;
        return error;
    }

    boolean started() {
        return fiber != null;
    }

    void advance(TaskCarrier carrier) {
        Fiber current = fiber;
        if (current == null) {
            current = carrier.newFiber(task.loop(), task.name(), this);
            fiber = current;
        }
        while (true) {
            current.resume();
            Runnable work = errand;
            if (work != null) {
                errand = null;
                Task.onLoopThread(work);
            } else if (fiber == current) {
                return;
            }
            // Else: into the body of an async generator, or back.
            current = Objects.requireNonNull(fiber);
        }
    }

    boolean ended() {
        return ended;
    }

    @Nullable Future<?> takeYielded() {
        Future<?> future = yielded;
        yielded = null;
        return future;
    }

    /** How the body ended; null if it returned. */
    @Nullable Throwable failure() {
        return failure;
    }

    @SuppressWarnings("NullAway") // null only where T is nullable
    T value() {
        return value;
    }

    /** Unwinds the coroutine: whatever it waits in, and whatever it waits in after that, throws. */
    void close(TaskCarrier carrier) {
        closing = true;
        if (fiber != null && !ended) {
            thrown = exit();
            advance(carrier);
        }
    }

    boolean closing() {
        return closing;
    }

    List<StackTraceElement> stack() {
        Fiber current = fiber;
        if (current == null || ended) {
            return List.of();
        }
        GeneratorRun<?> generator = inside;
        if (generator == null) {
            return List.of(current.thread().getStackTrace());
        }
        List<StackTraceElement> frames = new ArrayList<>();
        while (current != null) {
            frames.addAll(List.of(current.thread().getStackTrace()));
            current = generator == null ? null : generator.caller();
            generator = generator == null ? null : generator.outer();
        }
        return frames;
    }

    // ---- the coroutine's side

    /** Gives up control until {@code future} is done, or for one iteration if it is null. */
    void suspendOn(@Nullable Future<?> future) {
        if (closing) {
            throw exit();
        }
        yielded = future;
        Objects.requireNonNull(fiber).suspend();
        Throwable error = takeThrown();
        if (error != null) {
            if (error instanceof CancelledError) {
                // It was made by the loop; its trace should show where the coroutine was.
                error.fillInStackTrace();
            }
            throw Rethrow.<RuntimeException>asIs(error);
        }
    }

    /** Goes on in the body of {@code generator}, within the same step, and returns when that yields or ends. */
    void enter(GeneratorRun<?> generator) {
        Fiber self = Objects.requireNonNull(fiber);
        generator.calledFrom(self, inside);
        inside = generator;
        fiber = generator.fiber();
        self.suspend();
    }

    /** The body of {@code generator} is about to suspend or end: its caller goes on. */
    void leave(GeneratorRun<?> generator) {
        fiber = generator.caller();
        inside = generator.outer();
    }

    /** Has {@code work} done by the loop's thread, in the middle of the step. */
    void interruptFor(Runnable work) {
        errand = work;
        Objects.requireNonNull(fiber).suspend();
    }

    /** On the coroutine's own thread: the whole of it. */
    @Override
    public void run() {
        ExecutionState state = ExecutionState.current();
        state.loop = task.loop();
        state.task = task;
        state.context = task.context();
        if (Carried.isOn()) {
            Carried.install(state.context);
        }
        try {
            value = body.run();
        } catch (Throwable error) {
            failure = error;
        }
        if (Carried.isOn()) {
            Carried.note();
        }
        ended = true;
    }

    private GeneratorExit exit() {
        return new GeneratorExit(
                "loop.close: " + task.name() + " was still pending; cancel and await tasks before close()");
    }
}
