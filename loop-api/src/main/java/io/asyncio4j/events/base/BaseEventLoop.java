// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.events.ThreadsafeHandle;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.internal.ExecutionState;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The scheduling core of a loop; asyncio's {@code BaseEventLoop}. A concrete loop adds the poll and the transports.
 *
 * <p>
 * <b>Threads.</b> Loop only, unless a method says otherwise. "On the loop" means: in a callback of the running loop, or
 * in a coroutine that it steps, whatever thread that is. While the loop is not running it belongs to whoever calls it.
 *
 * <p>
 * It only delegates: the iteration is in {@code Scheduler}, running and stopping in {@code LoopRun}, reports in
 * {@code ExceptionReports}, the executor in {@code DefaultExecutor}.
 */
public abstract class BaseEventLoop extends IoHooks {

    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = IDS.incrementAndGet();
    private final LoopClock clock;
    private final TaskCarrier carrier;
    private final TaskRegistry tasks = new TaskRegistry();
    private final ExceptionReports reports;
    private final DefaultExecutor executor;
    private final SlowCallbackWatch watch;
    private final Scheduler scheduler;
    private final LoopRun run;

    private volatile boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);
    private volatile double slowCallbackDuration = 0.1;
    private @Nullable TaskFactory taskFactory;

    /**
     * Makes a loop that is idle.
     *
     * @param clock where it takes its time from
     */
    @SuppressWarnings("this-escape")
    protected BaseEventLoop(LoopClock clock) {
        this.clock = Objects.requireNonNull(clock, "event loop: the clock is null; use LoopClock.system()");
        this.carrier = TaskCarrier.automatic();
        this.reports = new ExceptionReports(this);
        this.executor = new DefaultExecutor(this);
        this.watch = new SlowCallbackWatch(this);
        this.scheduler = new Scheduler(this, clock, watch);
        this.run = new LoopRun(this, scheduler, watch);
    }

    // ---- what it may use

    /**
     * Tells a poller that has announced that it sleeps whether it really may: false if work came meanwhile.
     *
     * @return true if there is nothing to do
     */
    protected final boolean mayBlock() {
        return scheduler.mayBlock();
    }

    /**
     * Appends a handle to the ready queue; loop only. The same handle may be queued again once it ran.
     *
     * @param handle what to run
     */
    public final void enqueue(Handle handle) {
        scheduler.add(handle);
    }

    @Override
    public final void enqueueStep(Handle step) {
        check("callSoon");
        scheduler.add(step);
    }

    @Override
    public final void stepEnded() {
        if (scheduler.isBatchThread()) {
            flushWrites();
        }
    }

    /**
     * Tells whether the caller is a callback of this running loop or a coroutine that it steps.
     *
     * @return true on the loop
     */
    public boolean isOnLoop() {
        return isRunning() && ExecutionState.current().loop == this;
    }

    @Override
    public final TaskCarrier carrier() {
        return carrier;
    }

    @Override
    public final TaskRegistry taskRegistry() {
        return tasks;
    }

    /**
     * Returns the clock.
     *
     * @return as given
     */
    public final LoopClock clock() {
        return clock;
    }

    /**
     * Returns a number that tells this JVM's loops apart.
     *
     * @return from 1
     */
    public final int id() {
        return id;
    }

    @Override
    public final int liveTimers() {
        return scheduler.liveTimers();
    }

    // ---- looking from outside

    @Override
    public final LoopStatistics statistics() {
        return scheduler.startMeter().statistics();
    }

    /** {@return what counts once {@link #statistics()} was asked for, null before; any thread} */
    public final @Nullable LoopMeter meter() {
        return scheduler.meter();
    }

    @Override
    public final int readyCallbacks() {
        return scheduler.readyCallbacks();
    }

    @Override
    public final @Nullable Thread runner() {
        Thread runs = run.state().runner();
        return runs == null && isRunning() ? scheduler.batchThread() : runs;
    }

    // ---- running

    @Override
    public void runForever() {
        run.forever();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        return run.untilComplete(future);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        return run.untilComplete(coroutine);
    }

    @Override
    public void stop() {
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return run.state().isRunning();
    }

    @Override
    public boolean isClosed() {
        return run.state().isClosed();
    }

    @Override
    public void close() {
        if (run.close()) {
            scheduler.close();
            executor.close();
            TaskRegistry.abandonAll(this);
            closeIo();
        }
    }

    /**
     * Moves due timers behind what is ready and runs the callbacks that are ready now; a whole iteration but the poll.
     * Attached loops call it from their driver.
     */
    protected final void runBatch() {
        scheduler.runBatch();
    }

    /**
     * Returns how long the loop may wait.
     *
     * @return nanoseconds to the nearest timer; 0: there is work; -1: neither
     */
    protected final long nanosToNextTimer() {
        return scheduler.nanosToNextTimer();
    }

    /**
     * Announces that nothing is done until {@link #wakeupIo()} or a timer; for attached loops, whose batches end.
     *
     * @return false if work came meanwhile: run another batch
     */
    protected final boolean announceSleep() {
        return scheduler.announceSleep();
    }

    /** Takes the announcement back at the begin of a batch; for attached loops. */
    protected final void awake() {
        scheduler.awake();
    }

    // ---- callbacks

    private void check(String operation) {
        run.checkOpen(operation);
        if (debug) {
            run.checkThread(operation);
        }
    }

    @Override
    public Handle callSoon(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoon: callback is null; pass a lambda");
        check("callSoon");
        Handle handle = new Handle(callback, this, context);
        scheduler.add(handle);
        return handle;
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoonThreadsafe: callback is null; pass a lambda");
        run.checkOpen("callSoonThreadsafe");
        ThreadsafeHandle handle = new ThreadsafeHandle(callback, this, context);
        if (isOnLoop()) {
            scheduler.add(handle);
        } else if (!scheduler.post(handle)) {
            run.checkOpen("callSoonThreadsafe");
        }
        return handle;
    }

    @Override
    public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
        return schedule("callLater", Seconds.toNanos("callLater", "delay", delaySeconds), callback, context);
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback, @Nullable Context context) {
        return schedule("callLater", Seconds.toNanos("callLater", delay), callback, context);
    }

    private TimerHandle schedule(String operation, long delayNanos, Runnable callback, @Nullable Context context) {
        return scheduleAt(operation, Seconds.after(clock.nanos(), delayNanos), callback, context);
    }

    @Override
    public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
        return scheduleAt("callAt", Seconds.toNanos("callAt", "deadline", when), callback, context);
    }

    private TimerHandle scheduleAt(
            String operation, long deadlineNanos, Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, () -> operation + ": callback is null; pass a lambda");
        check(operation);
        TimerHandle timer = new TimerHandle(deadlineNanos, callback, this, context);
        scheduler.add(timer);
        return timer;
    }

    @Override
    public double time() {
        return clock.nanos() / 1e9;
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
    public <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor given, Callable<T> function) {
        run.checkOpen("runInExecutor");
        return executor.run(given, function);
    }

    @Override
    public void setDefaultExecutor(ExecutorService newExecutor) {
        executor.set(newExecutor);
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor() {
        return executor.shutdown(Long.MAX_VALUE);
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(double timeoutSeconds) {
        return executor.shutdown(Seconds.toNanos("shutdownDefaultExecutor", "timeout", timeoutSeconds));
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(Duration timeout) {
        return executor.shutdown(Seconds.toNanos("shutdownDefaultExecutor", timeout));
    }

    // ---- reports and debug mode

    @Override
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        reports.handler(handler);
    }

    @Override
    public @Nullable ExceptionHandler getExceptionHandler() {
        return reports.handler();
    }

    @Override
    public void defaultExceptionHandler(ExceptionContext context) {
        ExceptionReports.log(context, watch.current());
    }

    @Override
    public void callExceptionHandler(ExceptionContext context) {
        reports.call(Objects.requireNonNull(context, "callExceptionHandler: the context is null"));
    }

    @Override
    public boolean getDebug() {
        return debug;
    }

    @Override
    public void setDebug(boolean enabled) {
        debug = enabled;
        if (!enabled) {
            watch.stop();
        }
    }

    @Override
    public double getSlowCallbackDuration() {
        return slowCallbackDuration;
    }

    @Override
    public void setSlowCallbackDuration(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException(
                    "setSlowCallbackDuration: the threshold is " + seconds + "; give seconds from 0");
        }
        slowCallbackDuration = seconds;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[#" + id + ", " + run.state() + ", " + carrier.name() + ", "
                + (debug ? "debug, " : "") + scheduler.liveTimers() + " timers]";
    }
}
