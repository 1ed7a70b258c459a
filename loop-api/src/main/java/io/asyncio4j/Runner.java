// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Gather;
import io.asyncio4j.tasks.KeyboardInterrupt;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One loop and one context for several runs, and an orderly end; {@code asyncio.Runner}.
 *
 * <p>
 * For one thread, and not inside a running loop. The loop is made at first need; {@link #close()} ends what is left.
 * The loop may run on another thread while {@link #run} waits: on a virtual one where that makes coroutines faster.
 *
 * <p>
 * <b>Ctrl-C</b> during a run on the JVM's main thread: the first one cancels the main task, and {@link KeyboardInterrupt} is
 * thrown when that has ended; the second one throws it at once; the third one ends the JVM. A program that has a signal
 * handler of its own, or runs its loops on other threads, keeps what it has; so does one under {@code java -Xrs}. As in
 * any Java program an exception that leaves {@code main} makes the exit status 1; for the shell's 130 catch it and exit.
 *
 * <pre>
 * CREATED -> INITIALIZED (by loop() or run) -> CLOSED
 *      \-> CREATED (close() before that does nothing)
 * </pre>
 */
public final class Runner implements AutoCloseable {

    /** asyncio's {@code THREAD_JOIN_TIMEOUT}: how long the default executor's threads are waited for. */
    private static final double EXECUTOR_JOIN_SECONDS = 300;

    private enum State {
        CREATED,
        INITIALIZED,
        CLOSED
    }

    private final RunnerOptions options;
    private final RunPlace place = new RunPlace();
    private State state = State.CREATED;
    private @Nullable AbstractEventLoop loop;
    private @Nullable Context context;

    /** What left the last run at once. A task that gets it as well hands it to the loop again when it is cancelled. */
    private @Nullable LoopExit exit;

    /** Makes a runner with the best loop there is. */
    public Runner() {
        this(RunnerOptions.DEFAULTS);
    }

    /**
     * Makes a runner.
     *
     * @param options debug mode and loop
     */
    public Runner(RunnerOptions options) {
        this.options = Objects.requireNonNull(options, "Runner: the options are null; use RunnerOptions.DEFAULTS");
    }

    /**
     * Returns the loop, which is made now if there is none yet; {@code Runner.get_loop()}.
     *
     * @return the loop of all runs
     * @throws IllegalStateException if this is closed
     */
    public AbstractEventLoop loop() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("Runner: Runner is closed; make a new one");
        }
        AbstractEventLoop present = loop;
        if (present != null) {
            return present;
        }
        if (options.loopFactory() == null) {
            present = EventLoops.newLoopOfOneThread();
            EventLoops.setEventLoop(present);
        } else {
            present = Objects.requireNonNull(
                    options.loopFactory().get(), "Runner: the loop factory gave null; it must make a loop");
        }
        if (options.debug() != null) {
            present.setDebug(options.debug());
        }
        loop = present;
        context = Context.copyCurrent();
        state = State.INITIALIZED;
        return present;
    }

    /**
     * Runs a coroutine to its end, in the context that all runs of this runner share (rule CTX-11).
     *
     * @param <T> the type of the result
     * @param main the coroutine; whatever it throws is thrown here as it is, checked exceptions too, although none is
     *            declared
     * @return its result
     * @throws IllegalStateException if this is closed, or a loop runs on this thread
     * @throws KeyboardInterrupt if this runs on the JVM's main thread and Ctrl-C ended it
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main) {
        return run(main, null);
    }

    /**
     * Runs a coroutine to its end.
     *
     * @param <T> the type of the result
     * @param main the coroutine; whatever it throws is thrown here as it is
     * @param given runs in this very context; null: in the runner's own
     * @return its result
     * @throws IllegalStateException if this is closed, or a loop runs on this thread
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main, @Nullable Context given) {
        Objects.requireNonNull(main, "run: the coroutine is null; pass a lambda");
        AbstractEventLoop running = RunningLoop.get();
        if (running != null) {
            throw new IllegalStateException("run: cannot be called from a running event loop, which is " + running
                    + "; use createTask or call the coroutine's method");
        }
        AbstractEventLoop runs = loop();
        TaskOptions inContext = TaskOptions.DEFAULTS.withContext(given == null ? context : given);
        try {
            return runInterruptibly(runs, runs.createTask(main, inContext));
        } catch (LoopExit left) {
            exit = left;
            throw left;
        } catch (Throwable failure) {
            throw Rethrow.<RuntimeException>asIs(failure);
        }
    }

    private <T extends @Nullable Object> T runInterruptibly(AbstractEventLoop runs, Task<T> task) throws Exception {
        try (InterruptSignal ctrlC = InterruptSignal.duringRunOf(runs, task)) {
            try {
                return place.call(runs, () -> runs.runUntilComplete(task));
            } catch (CancelledError cancelled) {
                // If the program cancelled it as well, that counts: somebody waits for the CancelledError (POL-14).
                if (ctrlC != null && ctrlC.came() && task.uncancel() == 0) {
                    throw (KeyboardInterrupt) new KeyboardInterrupt().initCause(cancelled);
                }
                throw cancelled;
            }
        }
    }

    /**
     * Runs a coroutine without a result to its end; as {@link #run(Coroutine)}.
     *
     * @param main the coroutine; whatever it throws is thrown here as it is
     * @throws IllegalStateException if this is closed, or a loop runs on this thread
     */
    public void run(CoroutineAction main) {
        run(main, null);
    }

    /**
     * Runs a coroutine without a result to its end; as {@link #run(Coroutine, Context)}.
     *
     * @param main the coroutine; whatever it throws is thrown here as it is
     * @param given runs in this very context; null: in the runner's own
     * @throws IllegalStateException if this is closed, or a loop runs on this thread
     */
    public void run(CoroutineAction main, @Nullable Context given) {
        Objects.requireNonNull(main, "run: the coroutine is null; pass a lambda");
        run(Coroutine.of(main), given);
    }

    /**
     * Ends everything, in asyncio's order: cancels the tasks that are left and waits for them, closes asynchronous
     * generators, waits up to five minutes for the default executor, closes the loop. Calling it again does nothing.
     *
     * @throws IllegalStateException if the loop is running, or may be closed by another thread only (io_uring)
     */
    @Override
    public void close() {
        AbstractEventLoop ends = loop;
        if (ends == null) {
            return;
        }
        try {
            place.call(ends, () -> {
                cancelAllTasks(ends);
                ends.runUntilComplete(ends.shutdownAsyncGenerators());
                return ends.runUntilComplete(ends.shutdownDefaultExecutor(EXECUTOR_JOIN_SECONDS));
            });
        } catch (LoopExit again) {
            // The caller has it already. Java's try (runner) may not be given the very same one a second time.
            if (again != exit) {
                throw again;
            }
        } catch (Throwable failure) {
            throw Rethrow.<RuntimeException>asIs(failure);
        } finally {
            if (options.loopFactory() == null) {
                EventLoops.setEventLoop(null);
            }
            // Refused on a thread that may not: then the right one still can.
            place.close(ends);
            loop = null;
            context = null;
            state = State.CLOSED;
        }
    }

    private static void cancelAllTasks(AbstractEventLoop loop) throws Exception {
        Set<Task<?>> left = Task.all(loop);
        if (left.isEmpty()) {
            return;
        }
        left.forEach(Task::cancel);
        loop.runUntilComplete(Gather.gatherReturningExceptions(left));
        for (Task<?> task : left) {
            Throwable failure = task.cancelled() ? null : task.exception();
            if (failure != null) {
                loop.callExceptionHandler(
                        ExceptionContext.of("unhandled exception during asyncio.run() shutdown")
                                .withException(failure)
                                .withTask(task));
            }
        }
    }

    @Override
    public String toString() {
        return "Runner[" + state + (loop == null ? "" : ", " + loop) + "]";
    }
}
