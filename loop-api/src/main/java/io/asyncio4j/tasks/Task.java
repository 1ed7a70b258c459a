// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Handle;
import io.asyncio4j.internal.ExecutionState;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that the loop runs; {@code asyncio.Task}. Loop only, like every future.
 *
 * <p>
 * The coroutine has a virtual thread of its own and is advanced in <em>steps</em>, each of which is one callback of the
 * loop: the step resumes the coroutine and waits until it suspends or ends (see {@code CoroutineRun}).
 *
 * <pre>
 * created -> queued -> stepping -> waiting (on a future) -> queued -> stepping ... -> done
 *                        \-> queued (sleep(0), an error to throw in)
 * </pre>
 *
 * <p>
 * Cancellation is asyncio's: {@link #cancel} cancels the future that is awaited, or makes the next step begin with
 * {@link CancelledError}; the coroutine may catch it and go on.
 *
 * @param <T> the type of the result
 */
public class Task<T extends @Nullable Object> extends Future<T> {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Context context;
    private final TaskRegistry registry;
    private final Handle step;

    /** Null once it has ended. */
    private @Nullable CoroutineRun<T> run;

    private final Coroutine<T> body;
    private boolean endedEagerly;
    private @Nullable String name;
    private final long number;

    /** When it was made, by the clock of a registry that counts ages; guarded by the registry. */
    long born;

    /** Neighbours in the registry's list of unfinished tasks; guarded by the registry. */
    @Nullable Task<?> previous;

    @Nullable Task<?> next;

    /** What the coroutine waits for while it is suspended; asyncio's {@code _fut_waiter}. */
    private @Nullable Future<?> waitingFor;

    boolean mustCancel;
    private @Nullable Object cancelMessage;
    private int cancelRequests;

    /** The very error that left the body; handed out once, so that its trace is kept (TASK-17). */
    private @Nullable CancelledError cancelledError;

    /**
     * Makes a task that starts in the loop's next iteration, or at once if the options ask for it and the loop runs.
     *
     * @param loop the loop that runs it
     * @param body the coroutine
     * @param options name, context and start mode
     * @throws NullPointerException if anything is null
     * @throws IllegalStateException if the loop is closed, or in debug mode if called from another thread
     */
    @SuppressWarnings("this-escape")
    public Task(AbstractEventLoop loop, Coroutine<T> body, TaskOptions options) {
        super(loop);
        this.body = Objects.requireNonNull(body, "createTask: the coroutine is null; pass a lambda");
        this.context = options.context() == null ? Context.copyCurrent() : options.context();
        this.name = options.name();
        this.number = name == null ? NUMBERS.incrementAndGet() : 0;
        this.registry = TaskRegistry.of(loop);
        this.step = new TaskStep(this, loop, context);
        this.run = new CoroutineRun<>(this, body);
        if (Boolean.TRUE.equals(options.eagerStart()) && loop.isRunning()) {
            eagerStart();
        } else {
            scheduleStep();
            registry.add(this);
        }
    }

    /**
     * Makes a task whose first step runs before this returns, if the loop runs; {@code asyncio.eager_task_factory}.
     * {@code loop.setTaskFactory(Task::eager)} makes that the default.
     *
     * @param <T> the type of the result
     * @param loop the loop that runs it
     * @param body the coroutine
     * @param options as given to {@code createTask}; {@code eagerStart} false is respected
     * @return the task, possibly done
     */
    public static <T extends @Nullable Object> Task<T> eager(
            AbstractEventLoop loop, Coroutine<T> body, TaskOptions options) {
        return new Task<>(loop, body, options.eagerStart() == null ? options.withEagerStart(true) : options);
    }

    private void eagerStart() {
        registry.add(this);
        try {
            step();
        } finally {
            endedEagerly = done();
        }
    }

    // ---- what a user asks and tells

    /**
     * Returns the task's name; {@code Task.get_name()}.
     *
     * @return as given, else {@code Task-N}
     */
    public final String name() {
        String given = name;
        return given == null ? "Task-" + number : given;
    }

    /**
     * Renames the task, at any time; {@code Task.set_name()}.
     *
     * @param newName the new name
     * @throws NullPointerException if {@code newName} is null
     */
    public final void setName(String newName) {
        this.name = Objects.requireNonNull(newName, "setName: the name is null; give one, an empty one at least");
    }

    /**
     * Returns the body; {@code Task.get_coro()}.
     *
     * @return the coroutine as given, or null for a task that ended within its eager first step
     */
    public final @Nullable Coroutine<T> coroutine() {
        return endedEagerly ? null : body;
    }

    /**
     * Returns the context in which all steps run; {@code Task.get_context()}.
     *
     * @return the object itself
     */
    public final Context context() {
        return context;
    }

    /**
     * Asks the task to end; {@code Task.cancel(msg)}. It cancels what the task awaits, or makes its next step begin
     * with {@link CancelledError}. It does not complete the task: the coroutine may clean up, or catch the error and go
     * on.
     *
     * @param message carried by the error; null: none
     * @return false if the task is already done
     */
    @Override
    public boolean cancel(@Nullable Object message) {
        retrieved();
        if (done()) {
            return false;
        }
        cancelRequests++;
        Future<?> awaited = waitingFor;
        if (awaited != null && awaited.cancel(message)) {
            return true;
        }
        mustCancel = true;
        cancelMessage = message;
        return true;
    }

    /**
     * Returns how many cancellations were asked for and not taken back; {@code Task.cancelling()}.
     *
     * @return calls of {@code cancel} less calls of {@code uncancel}
     */
    public final int cancelling() {
        return cancelRequests;
    }

    /**
     * Takes one cancellation request back; {@code Task.uncancel()}. At 0 a cancellation that was not delivered yet is
     * withdrawn (3.13).
     *
     * @return how many are left
     */
    public final int uncancel() {
        if (cancelRequests > 0 && --cancelRequests == 0) {
            mustCancel = false;
        }
        return cancelRequests;
    }

    /**
     * Not for tasks; {@code Task.set_result()}.
     *
     * @throws IllegalStateException always: the body decides the result
     */
    @Override
    public final void setResult(T result) {
        throw new IllegalStateException("setResult: " + this + " is a task; its result is what the coroutine returns");
    }

    /**
     * Not for tasks; {@code Task.set_exception()}.
     *
     * @throws IllegalStateException always: the body decides the outcome
     */
    @Override
    public final void setException(Throwable exception) {
        throw new IllegalStateException(
                "setException: " + this + " is a task; its exception is what the coroutine throws");
    }

    /**
     * Returns the coroutine's frames where it is suspended, or where it failed; {@code Task.get_stack()}. Any thread.
     *
     * @return innermost frame first; empty before the first step, and after an end without failure
     */
    public final List<StackTraceElement> stack() {
        CoroutineRun<T> current = run;
        Throwable failure = current == null ? peekFailure() : null;
        return current != null ? current.stack() : failure == null ? List.of() : List.of(failure.getStackTrace());
    }

    // ---- current and all tasks

    /**
     * Returns the task whose coroutine calls this; {@code asyncio.current_task()}.
     *
     * @return the task, or null in a plain callback
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static @Nullable Task<?> current() {
        ExecutionState state = ExecutionState.current();
        if (state.task == null && (state.loop == null || !state.loop.isRunning())) {
            throw new IllegalStateException(
                    "currentTask: no event loop runs on this thread; call it from a coroutine or a callback");
        }
        return state.task;
    }

    /**
     * Returns the task that {@code loop} is stepping at the moment; {@code asyncio.current_task(loop)}. Loop only.
     *
     * @param loop the loop
     * @return the task, or null
     */
    public static @Nullable Task<?> current(AbstractEventLoop loop) {
        return TaskRegistry.of(loop).current;
    }

    /**
     * Returns the unfinished tasks of a loop; {@code asyncio.all_tasks(loop)}. Any thread.
     *
     * @param loop the loop
     * @return a snapshot
     */
    public static Set<Task<?>> all(AbstractEventLoop loop) {
        return TaskRegistry.of(loop).snapshot();
    }

    // ---- the coroutine's side: suspending

    /**
     * Returns the task of the calling coroutine; whoever writes a method that suspends asks here first.
     *
     * @param operation the method's name, for the message
     * @return the task
     * @throws IllegalStateException if called outside a coroutine; the message names the operation and the remedy
     */
    public static Task<?> suspending(String operation) {
        ExecutionState state = ExecutionState.current();
        Task<?> task = state.task;
        if (task == null) {
            if (state.unwinding != null) {
                throw new GeneratorExit(state.unwinding);
            }
            throw new IllegalStateException(operation
                    + ": called outside a coroutine, where there is nothing to suspend; call it inside"
                    + " Asyncio.run(() -> ...) or loop.createTask(() -> ...), or use addDoneCallback");
        }
        return task;
    }

    /**
     * Runs something on the loop's own thread, also from a coroutine: its step is interrupted for as long as that takes, and
     * nothing else of the loop runs in between. For loop implementers, where a poller must be touched at once.
     *
     * @param work what to run; must not throw
     */
    public static void onLoopThread(Runnable work) {
        Task<?> task = ExecutionState.current().task;
        if (task == null) {
            work.run();
        } else {
            task.currentRun().interruptFor(work);
        }
    }

    final void suspendOn(@Nullable Future<?> future) {
        currentRun().suspendOn(future);
    }

    // ---- the loop's side: steps

    final void scheduleStep() {
        loop().enqueueStep(step);
    }

    final void step() {
        if (done()) {
            throw new InvalidStateException("Task.step: " + this + " is already done");
        }
        CoroutineRun<T> current = currentRun();
        Throwable error = errorToThrowIn(current);
        waitingFor = null;
        if (error != null && !current.started()) {
            // Cancelled before its first step: the body is never entered (TASK-06).
            finish(error, null);
            return;
        }
        current.throwIn(error);
        enter(current);
        if (current.ended()) {
            finish(current.failure(), current);
        } else {
            park(current.takeYielded());
        }
    }

    private @Nullable Throwable errorToThrowIn(CoroutineRun<T> current) {
        Throwable error = current.takeThrown();
        if (!mustCancel) {
            return error;
        }
        mustCancel = false;
        if (waitingFor != null) {
            waitingFor.retrieved(); // a failure that gives way to the cancellation counts as seen, as in asyncio
        }
        if (waitingFor != null && waitingFor.cancelled()) {
            // What it awaited was cancelled too: that error comes by itself, with the message of the first request.
            return error;
        }
        return error instanceof CancelledError ? error : makeCancelledError(cancelMessage);
    }

    final CoroutineRun<T> currentRun() {
        return Objects.requireNonNull(run);
    }

    final TaskCarrier carrier() {
        return loop().carrier();
    }

    private void enter(CoroutineRun<T> current) {
        Task<?> outer = registry.current;
        registry.current = this;
        try {
            current.advance(carrier());
        } finally {
            registry.current = outer;
            loop().stepEnded();
        }
    }

    private void park(@Nullable Future<?> future) {
        if (future == null) {
            scheduleStep();
        } else if (future.loop() != loop()) {
            throwIn("await: " + this + " got " + future
                    + ", which is attached to a different loop; use runCoroutineThreadsafe or its completion stage");
        } else if (future == this) {
            throwIn("await: " + this + " cannot await itself");
        } else {
            waitingFor = future;
            if (future.done()) {
                // By the writes that went out when the step ended.
                scheduleStep();
            } else {
                future.addWaiter(this);
            }
            if (mustCancel && future.cancel(cancelMessage)) {
                mustCancel = false;
            }
        }
    }

    private void throwIn(String message) {
        currentRun().throwIn(new IllegalStateException(message));
        scheduleStep();
    }

    private void finish(@Nullable Throwable error, @Nullable CoroutineRun<T> ended) {
        registry.remove(this, error);
        run = null;
        if (error == null) {
            if (mustCancel) {
                // Cancelled by itself in the last step: the value is discarded (TASK-07).
                mustCancel = false;
                super.cancel(cancelMessage);
            } else {
                super.setResult(Objects.requireNonNull(ended).value());
            }
        } else if (error instanceof CancelledError cancelled) {
            cancelledError = cancelled;
            super.cancel(cancelled.message());
        } else {
            super.setException(error);
            if (error instanceof LoopExit exit) {
                throw exit;
            }
        }
    }

    @Override
    CancelledError makeCancelledError(@Nullable Object message) {
        CancelledError error = cancelledError;
        cancelledError = null;
        return error == null ? super.makeCancelledError(message) : error;
    }

    /**
     * Ends the coroutine of a task whose loop was closed, so that no thread is stranded, and reports it as asyncio
     * reports a pending task that is destroyed. The task itself stays pending.
     */
    final void abandon() {
        registry.abandon(this);
        if (done()) {
            return;
        }
        loop().callExceptionHandler(
                ExceptionContext.of("Task was destroyed but it is pending!").withTask(this));
        CoroutineRun<T> current = run;
        if (current != null) {
            current.close(carrier());
            run = null;
        }
    }

    @Override
    public String toString() {
        String waits = waitingFor == null ? "" : ", waits for " + waitingFor;
        return "Task[" + name() + ", " + stateText() + (mustCancel ? ", cancelling" : "") + waits + "]";
    }
}
