// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.ThreadsafeHandle;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A loop that lets another one do the work, and that nobody can tell from a loop of its own: life, callbacks, timers,
 * tasks, executors, reports. Nothing is broken here; a broken loop overrides what it breaks.
 *
 * <p>
 * Futures, tasks and handles belong to this loop. A future of the inner loop is shown as a {@link Mirror}, which costs one
 * iteration unless it is done already.
 */
abstract class ForwardingCore extends LoopBorder {

    private @Nullable ExceptionHandler handler;
    private @Nullable TaskFactory taskFactory;

    ForwardingCore(AbstractEventLoop inner) {
        super(inner);
    }

    final <T extends @Nullable Object> Future<T> mirror(Call<Future<T>, RuntimeException> call) {
        return mirror(call, value -> value, lost -> {});
    }

    /** Shows a future of the inner loop; {@code drop} gets a result that came when the mirror was cancelled already. */
    final <S extends @Nullable Object, T extends @Nullable Object> Future<T> mirror(
            Call<Future<S>, RuntimeException> call, Function<S, T> map, Consumer<S> drop) {
        return new Mirror<>(this, inside(call), map, drop);
    }

    // ---- life

    private void checkMayRun(String operation) {
        checkOpen(operation);
        if (isRunning()) {
            throw new IllegalStateException(operation + ": This event loop is already running: " + this
                    + "; give it work by callSoonThreadsafe or createTask");
        }
        AbstractEventLoop other = RunningLoop.get();
        if (other != null) {
            throw new IllegalStateException(operation + ": Cannot run the event loop while another loop is running: "
                    + other + "; run it on another thread");
        }
    }

    final void checkOpen(String operation) {
        if (isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + this + "; make a new one");
        }
    }

    @Override
    public void runForever() {
        run(inner::runForever);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        Objects.requireNonNull(future, "runUntilComplete: the future is null; give a future of this loop");
        checkMayRun("runUntilComplete");
        if (future.loop() != this) {
            throw new IllegalArgumentException("runUntilComplete: " + future + " belongs to a different loop, "
                    + future.loop() + "; run that one");
        }
        return untilDone(future, false);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> body) throws Exception {
        Objects.requireNonNull(body, "runUntilComplete: the coroutine is null; pass a lambda");
        checkMayRun("runUntilComplete");
        return untilDone(createTask(body), true);
    }

    private <T extends @Nullable Object> T untilDone(Future<T> future, boolean ownTask) throws Exception {
        Consumer<Future<T>> stop = done -> {
            if (done.cancelled() || !(done.exception() instanceof LoopExit)) {
                stop();
            }
        };
        future.addDoneCallback(stop);
        try {
            runForever();
        } catch (Throwable error) {
            if (ownTask && future.done() && !future.cancelled()) {
                future.exception();
            }
            throw error;
        } finally {
            future.removeDoneCallback(stop);
        }
        if (!future.done()) {
            throw new IllegalStateException("runUntilComplete: Event loop stopped before Future completed: " + future
                    + "; it can be run again");
        }
        return future.result();
    }

    @Override
    public void stop() {
        run(inner::stop);
    }

    @Override
    public TaskCarrier carrier() {
        return inner.carrier();
    }

    @Override
    public boolean runsOnVirtualThreads() {
        return inner.runsOnVirtualThreads();
    }

    @Override
    public int liveTimers() {
        return inner.liveTimers();
    }

    @Override
    public boolean isRunning() {
        return inner.isRunning();
    }

    @Override
    public boolean isClosed() {
        return inner.isClosed();
    }

    @Override
    public void close() {
        boolean first = !inner.isClosed();
        run(inner::close);
        if (first) {
            TaskRegistry.abandonAll(this);
        }
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor() {
        return mirror(inner::shutdownDefaultExecutor);
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(double timeoutSeconds) {
        return mirror(() -> inner.shutdownDefaultExecutor(timeoutSeconds));
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(Duration timeout) {
        return mirror(() -> inner.shutdownDefaultExecutor(timeout));
    }

    // ---- callbacks and timers

    @Override
    public Handle callSoon(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoon: callback is null; pass a lambda");
        Handle handle = new Handle(callback, this, context);
        inside(() -> inner.callSoon(new Entry(callback, handle), handle.context()));
        return handle;
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoonThreadsafe: callback is null; pass a lambda");
        Handle handle = new ThreadsafeHandle(callback, this, context);
        inside(() -> inner.callSoonThreadsafe(new Entry(callback, handle), handle.context()));
        return handle;
    }

    @Override
    public double time() {
        return inner.time();
    }

    @Override
    public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
        return timer("callLater", callback, entry -> inner.callLater(delaySeconds, entry, context));
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback, @Nullable Context context) {
        return timer("callLater", callback, entry -> inner.callLater(delay, entry, context));
    }

    @Override
    public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
        return timer("callAt", callback, entry -> inner.callAt(when, entry, context));
    }

    /** The inner handle tells the deadline; cancelling this loop's own one cancels it. */
    final TimerHandle timer(String operation, Runnable callback, Function<Runnable, TimerHandle> register) {
        Objects.requireNonNull(callback, () -> operation + ": callback is null; pass a lambda");
        Entry entry = new Entry(callback, null);
        TimerHandle registered = inside(() -> register.apply(entry));
        TimerHandle handle = new TimerHandle(registered.deadlineNanos(), callback, this, registered.context());
        handle.scheduled(0, registered::cancel);
        entry.handle = handle;
        return handle;
    }

    // ---- futures, tasks, executors

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
        return mirror(() -> inner.runInExecutor(executor, function));
    }

    @Override
    public void setDefaultExecutor(ExecutorService executor) {
        run(() -> inner.setDefaultExecutor(executor));
    }

    // ---- reports and debug mode

    /** A report of the inner loop, with what users know in place of what the inner loop knows. */
    ExceptionContext outward(ExceptionContext report) {
        return report;
    }

    @Override
    public void setExceptionHandler(@Nullable ExceptionHandler newHandler) {
        handler = newHandler;
        inner.setExceptionHandler(newHandler == null ? null : (source, report) -> enter(() -> {
            newHandler.handle(this, outward(report));
            return true;
        }));
    }

    @Override
    public @Nullable ExceptionHandler getExceptionHandler() {
        return handler;
    }

    @Override
    public void defaultExceptionHandler(ExceptionContext context) {
        inner.defaultExceptionHandler(context);
    }

    @Override
    public void callExceptionHandler(ExceptionContext context) {
        run(() -> inner.callExceptionHandler(context));
    }

    @Override
    public boolean getDebug() {
        return inner.getDebug();
    }

    @Override
    public void setDebug(boolean enabled) {
        inner.setDebug(enabled);
    }

    @Override
    public double getSlowCallbackDuration() {
        return inner.getSlowCallbackDuration();
    }

    @Override
    public void setSlowCallbackDuration(double seconds) {
        inner.setSlowCallbackDuration(seconds);
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
