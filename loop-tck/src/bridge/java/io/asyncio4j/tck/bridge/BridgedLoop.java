// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The scheduling half of a loop of Python's: callbacks, timers, runs, reports and the executor are Python's own; futures,
 * tasks and generators are loop-api's and run on them.
 */
public class BridgedLoop extends BridgedIo {

    private @Nullable ExceptionHandler handler;
    private @Nullable TaskFactory taskFactory;

    /** As Python has it; asked seldom, since each handle wants to know. */
    private volatile boolean debug;

    /** Made by Python, which hands in its loop. */
    public BridgedLoop(PythonObject python) {
        super(python);
        debug = python.<Boolean>get("get_debug");
    }

    // ---- life

    @Override
    public void runForever() {
        entered(() -> python.ask("run_forever"));
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"})
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        Objects.requireNonNull(future, "runUntilComplete: the future is null");
        entered(() -> python.ask("run_until_complete", future, false));
        return future.result();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> body) throws Exception {
        Objects.requireNonNull(body, "runUntilComplete: the coroutine is null");
        python.ask("check_may_run");
        Future<T> task = createTask(body);
        entered(() -> python.ask("run_until_complete", task, true));
        return task.result();
    }

    private void entered(Runnable run) {
        if (RunningLoop.get() != null || isRunning()) {
            run.run(); // Python refuses
            return;
        }
        AbstractEventLoop outer = RunningLoop.set(this);
        try {
            run.run();
        } finally {
            RunningLoop.set(outer);
        }
    }

    @Override
    public void stop() {
        python.ask("stop");
    }

    @Override
    public boolean isRunning() {
        return python.<Boolean>get("is_running");
    }

    @Override
    public boolean isClosed() {
        return python.<Boolean>get("is_closed");
    }

    @Override
    public void close() {
        boolean first = !isClosed();
        python.ask("close");
        if (first) {
            TaskRegistry.abandonAll(this);
        }
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor() {
        return start("shutdown_default_executor");
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(double timeoutSeconds) {
        return start("shutdown_default_executor", timeoutSeconds);
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(Duration timeout) {
        return shutdownDefaultExecutor(seconds(timeout));
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    // ---- callbacks and timers

    @Override
    public Handle callSoon(Runnable callback, @Nullable Context context) {
        return handle("call_soon", "callSoon", callback, context);
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
        return handle("call_soon_threadsafe", "callSoonThreadsafe", callback, context);
    }

    private Handle handle(String python, String method, Runnable callback, @Nullable Context context) {
        Slot slot = new Slot(Objects.requireNonNull(callback, () -> method + ": callback is null"), context, debug);
        return new PythonHandle(slot, this.python.get(python, slot), this);
    }

    @Override
    public double time() {
        return python.<Double>get("time");
    }

    @Override
    public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
        return timer("call_later", "callLater", delaySeconds, callback, context);
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback, @Nullable Context context) {
        return timer("call_later", "callLater", seconds(delay), callback, context);
    }

    @Override
    public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
        return timer("call_at", "callAt", when, callback, context);
    }

    private TimerHandle timer(
            String python, String method, double seconds, Runnable callback, @Nullable Context context) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException(method + ": the time is NaN"); // Python has no check, and a broken heap
        }
        Slot slot = new Slot(Objects.requireNonNull(callback, () -> method + ": callback is null"), context, debug);
        return new PythonTimerHandle(slot, this.python.get(python, seconds, slot), this);
    }

    // ---- futures, tasks, executor

    @Override
    public void setTaskFactory(@Nullable TaskFactory factory) {
        taskFactory = factory;
    }

    @Override
    public @Nullable TaskFactory getTaskFactory() {
        return taskFactory;
    }

    @Override
    public <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor executor, Callable<T> function) {
        Objects.requireNonNull(function, "runInExecutor: the function is null");
        return start("run_in_executor", executor, function);
    }

    @Override
    public void setDefaultExecutor(ExecutorService executor) {
        python.ask("set_default_executor", Objects.requireNonNull(executor, "setDefaultExecutor: executor is null"));
    }

    // ---- reports and debug mode

    @Override
    public void setExceptionHandler(@Nullable ExceptionHandler newHandler) {
        handler = newHandler;
        python.ask("set_exception_handler", newHandler);
    }

    @Override
    public @Nullable ExceptionHandler getExceptionHandler() {
        return handler;
    }

    @Override
    public void defaultExceptionHandler(ExceptionContext context) {
        python.ask("default_exception_handler", Objects.requireNonNull(context));
    }

    @Override
    public void callExceptionHandler(ExceptionContext context) {
        python.ask("call_exception_handler", Objects.requireNonNull(context));
    }

    @Override
    public boolean getDebug() {
        return debug;
    }

    @Override
    public void setDebug(boolean enabled) {
        python.ask("set_debug", enabled);
        debug = python.<Boolean>get("get_debug");
    }

    @Override
    public double getSlowCallbackDuration() {
        return python.<Double>get("get_slow_callback_duration");
    }

    @Override
    public void setSlowCallbackDuration(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("setSlowCallbackDuration: " + seconds + " s"); // a plain attribute in Python
        }
        python.ask("set_slow_callback_duration", seconds);
    }

    @Override
    public String toString() {
        return python.get("repr");
    }
}
