// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.ThreadsafeHandle;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.internal.ExecutionState;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tasks.TaskRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The scheduling core of a loop; asyncio's {@code BaseEventLoop}. A concrete loop adds the poll and the transports.
 *
 * <p>
 * <b>One iteration</b> is asyncio's: poll for I/O (without waiting if anything is ready, else until the next timer);
 * append what the poll found; append the timers that are due; run exactly the callbacks that are ready now. What they
 * add waits for the next iteration. While nothing is registered that a poll could find, a poll that must not wait is
 * skipped: it has nothing to say.
 *
 * <p>
 * <b>Threads.</b> Loop only, unless a method says otherwise. "On the loop" means: in a callback of the running loop, or
 * in a coroutine that it steps, whatever thread that is. While the loop is not running it belongs to whoever calls it.
 *
 * <p>
 * <b>Sleeping.</b> Before a poll that waits, the loop announces that it sleeps and then looks into the inbox once more;
 * who posts puts the work into the inbox first and then looks whether the loop sleeps. So one of the two notices, and
 * a burst of posts makes one wake-up.
 */
public abstract class BaseEventLoop implements AbstractEventLoop {

    /** asyncio's {@code MAXIMUM_SELECT_TIMEOUT}: 24 hours. */
    private static final long MAX_POLL_NANOS = 86_400_000_000_000L;

    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = IDS.incrementAndGet();
    private final LoopClock clock;
    private final TaskCarrier carrier;
    private final TaskRegistry tasks = new TaskRegistry();
    private final ReadyQueue ready = new ReadyQueue();
    private final Inbox inbox;
    private final TimerHeap timers = new TimerHeap();
    private final LoopState state = new LoopState();
    private final ExceptionReports reports;
    private final DefaultExecutor executor;
    private final SlowCallbackWatch watch;

    private volatile boolean debug = Boolean.getBoolean("io.asyncio4j.debug");
    private volatile double slowCallbackDuration = 0.1;
    private volatile boolean stopping;

    /** True while the loop waits in a poll, or is about to; the poster that takes it back makes the wake-up. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    private @Nullable TaskFactory taskFactory;
    private boolean inBatch;

    /** The thread that runs the batch, for the question whether a step ended on the loop's own thread. */
    private @Nullable Thread batchThread;

    /**
     * Makes a loop that is idle.
     *
     * @param clock where it takes its time from
     */
    @SuppressWarnings("this-escape")
    protected BaseEventLoop(LoopClock clock) {
        this.clock = Objects.requireNonNull(clock, "event loop: the clock is null; use LoopClock.system()");
        this.carrier = TaskCarrier.automatic();
        this.inbox = new Inbox(this);
        this.reports = new ExceptionReports(this);
        this.executor = new DefaultExecutor(this);
        this.watch = new SlowCallbackWatch(this);
    }

    // ---- what a concrete loop implements

    /**
     * Polls once and enqueues what happened. An early return is fine.
     *
     * @param timeoutNanos 0: do not wait; negative: without limit
     */
    protected abstract void pollIo(long timeoutNanos);

    /** Any thread: makes a waiting {@link #pollIo} return soon. Called once for each announced sleep. */
    protected abstract void wakeupIo();

    /** Releases the poller, called once by {@link #close()} on the closing thread. */
    protected abstract void closeIo();

    /**
     * Tells whether a poll could find anything; if not, polls that must not wait are skipped.
     *
     * @return false when no channel or watcher is registered and the poller has no work of its own
     */
    protected boolean hasIo() {
        return true;
    }

    /** Called on the running thread before the first iteration of a run. */
    protected void runStarted() {}

    /** Called on the running thread after the last iteration of a run, also if it threw. */
    protected void runEnded() {}

    /**
     * Runs the whole of a run; a loop may wrap what its thread needs around it.
     *
     * @param run the iterations
     */
    protected void aroundRun(Runnable run) {
        run.run();
    }

    /** Sends what transports have queued; called on the loop's thread when a batch or a task step has ended. */
    protected void flushWrites() {}

    /** Called when work was queued on the loop outside a batch while the queue was empty; for attached loops. */
    protected void workQueued() {}

    /** Called when the nearest deadline has changed; for attached loops. */
    protected void deadlineMoved() {}

    // ---- what it may use

    /**
     * Tells a poller that has announced that it sleeps whether it really may: false if work came meanwhile.
     *
     * @return true if there is nothing to do
     */
    protected final boolean mayBlock() {
        return inbox.isEmpty() && !stopping;
    }

    /**
     * Appends a handle to the ready queue; loop only. The same handle may be queued again once it ran.
     *
     * @param handle what to run
     */
    public final void enqueue(Handle handle) {
        if (!inbox.isEmpty()) {
            inbox.drainTo(ready);
        }
        ready.add(handle);
        if (!inBatch && ready.size() == 1) {
            workQueued();
        }
    }

    /**
     * Queues the next step of a task; {@link #enqueue} with the checks of {@code callSoon}.
     *
     * @param step the task's handle
     * @throws IllegalStateException if the loop is closed, or in debug mode if called off the loop
     */
    public final void enqueueStep(Handle step) {
        check("callSoon");
        enqueue(step);
    }

    /** Called when a task step has ended, by the task. */
    public final void stepEnded() {
        if (Thread.currentThread() == batchThread) {
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

    /**
     * Returns how this loop runs coroutines.
     *
     * @return chosen when the loop was made
     */
    public final TaskCarrier carrier() {
        return carrier;
    }

    /**
     * Returns the unfinished tasks; for {@link Task}.
     *
     * @return the registry
     */
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

    // ---- running

    @Override
    public void runForever() {
        begin("runForever");
        Thread self = Thread.currentThread();
        try {
            aroundRun(() -> {
                RunningLoop.set(this);
                try {
                    runStarted();
                    do {
                        runOnce();
                    } while (!stopping);
                } finally {
                    stopping = false;
                    batchThread = null;
                    watch.stop();
                    runEnded();
                    RunningLoop.set(null);
                }
            });
        } finally {
            state.end(self);
        }
    }

    private void begin(String operation) {
        mayRun(operation);
        if (!state.begin(Thread.currentThread())) {
            mayRun(operation);
            throw new IllegalStateException(operation + ": " + this + " is being started by another thread");
        }
    }

    private void mayRun(String operation) {
        checkOpen(operation);
        if (isRunning()) {
            throw new IllegalStateException(operation + ": This event loop is already running, on "
                    + state.runner() + "; use callSoonThreadsafe or createTask to give it work");
        }
        AbstractEventLoop other = RunningLoop.get();
        if (other != null) {
            throw new IllegalStateException(operation + ": Cannot run the event loop while another loop is running: "
                    + other + "; run it on another thread");
        }
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        Objects.requireNonNull(future, "runUntilComplete: the future is null");
        mayRun("runUntilComplete");
        if (future.loop() != this) {
            throw new IllegalArgumentException("runUntilComplete: " + future
                    + " belongs to a different loop, " + future.loop() + "; run that one");
        }
        return runUntilDone(future, false);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        mayRun("runUntilComplete");
        return runUntilDone(createTask(coroutine), true);
    }

    private <T extends @Nullable Object> T runUntilDone(Future<T> future, boolean ownTask) throws Exception {
        java.util.function.Consumer<Future<T>> stop = done -> {
            // A LoopExit has left the run already; a stop now would end the next one.
            if (done.cancelled() || !(done.exception() instanceof io.asyncio4j.tasks.LoopExit)) {
                stop();
            }
        };
        future.addDoneCallback(stop);
        try {
            runForever();
        } catch (Throwable error) {
            if (ownTask && future.done() && !future.cancelled()) {
                // It is on its way to the caller already: not "never retrieved" (LIFE-24).
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

    private void runOnce() {
        pollOnce();
        runBatch();
    }

    private void pollOnce() {
        inbox.drainTo(ready);
        long timeout = stopping || ready.size() > 0 ? 0 : nanosToNextTimer();
        if (timeout != 0) {
            timeout = clock.waiting(timeout < 0 ? -1 : Math.min(timeout, MAX_POLL_NANOS));
        }
        if (timeout == 0) {
            if (hasIo()) {
                pollIo(0);
            }
            return;
        }
        asleep.set(true);
        try {
            pollIo(mayBlock() ? timeout : 0);
        } finally {
            asleep.set(false);
        }
        inbox.drainTo(ready);
    }

    /**
     * Moves due timers behind what is ready and runs the callbacks that are ready now; a whole iteration but the poll.
     * Attached loops call it from their driver.
     */
    protected final void runBatch() {
        inbox.drainTo(ready);
        moveDueTimers();
        batchThread = Thread.currentThread();
        inBatch = true;
        try {
            for (int left = ready.size(); left > 0; left--) {
                Handle handle = ready.take();
                if (debug) {
                    watch.runTimed(handle);
                } else {
                    handle.run();
                }
            }
        } finally {
            inBatch = false;
            flushWrites();
        }
    }

    private void moveDueTimers() {
        TimerHandle timer = timers.first();
        if (timer == null) {
            return;
        }
        long end = clock.nanos() + clock.resolutionNanos();
        while (timer != null && timer.deadlineNanos() < end) {
            timers.removeFirst();
            ready.add(timer);
            timer = timers.first();
        }
    }

    /**
     * Returns how long the loop may wait.
     *
     * @return nanoseconds to the nearest timer; 0: there is work; -1: neither
     */
    protected final long nanosToNextTimer() {
        if (ready.size() > 0 || !inbox.isEmpty()) {
            return 0;
        }
        TimerHandle next = timers.first();
        if (next == null || next.deadlineNanos() == Long.MAX_VALUE) {
            return -1;
        }
        long left = next.deadlineNanos() - clock.nanos();
        return next.deadlineNanos() < 0 ? 0 : Math.max(0, left);
    }

    /**
     * Announces that nothing is done until {@link #wakeupIo()} or a timer; for attached loops, whose batches end.
     *
     * @return false if work came meanwhile: run another batch
     */
    protected final boolean announceSleep() {
        asleep.set(true);
        if (ready.size() == 0 && inbox.isEmpty()) {
            return true;
        }
        asleep.set(false);
        return false;
    }

    /** Takes the announcement back at the begin of a batch; for attached loops. */
    protected final void awake() {
        asleep.set(false);
    }

    private void wakeIfAsleep() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            wakeupIo();
        }
    }

    @Override
    public void stop() {
        stopping = true;
        wakeIfAsleep();
    }

    @Override
    public boolean isRunning() {
        return state.isRunning();
    }

    @Override
    public boolean isClosed() {
        return state.isClosed();
    }

    @Override
    public void close() {
        if (isClosed()) {
            return;
        }
        if (!state.close()) {
            if (isClosed()) {
                return;
            }
            throw new IllegalStateException("close: Cannot close a running event loop: " + this
                    + " runs on " + state.runner() + "; stop() it first");
        }
        inbox.close();
        ready.clear();
        timers.clear();
        executor.close();
        for (Task<?> task : tasks.snapshot()) {
            task.abandon();
        }
        closeIo();
    }

    // ---- callbacks

    private void checkOpen(String operation) {
        if (isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + this + "; make a new one");
        }
    }

    private void check(String operation) {
        checkOpen(operation);
        if (debug && isRunning() && !isOnLoop()) {
            throw new IllegalStateException(operation + ": Non-thread-safe operation invoked from thread \""
                    + Thread.currentThread().getName() + "\", but " + this + " runs on \""
                    + runnerName() + "\"; use callSoonThreadsafe");
        }
    }

    private String runnerName() {
        Thread runner = state.runner();
        return runner == null ? "another thread" : runner.getName();
    }

    @Override
    public Handle callSoon(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoon: callback is null; pass a lambda");
        check("callSoon");
        Handle handle = new Handle(callback, this, context);
        enqueue(handle);
        return handle;
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoonThreadsafe: callback is null; pass a lambda");
        checkOpen("callSoonThreadsafe");
        ThreadsafeHandle handle = new ThreadsafeHandle(callback, this, context);
        if (isOnLoop()) {
            enqueue(handle);
        } else {
            if (!inbox.push(handle)) {
                checkOpen("callSoonThreadsafe");
            }
            wakeIfAsleep();
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
        timers.add(timer);
        if (!inBatch && timers.first() == timer) {
            deadlineMoved();
        }
        return timer;
    }

    @Override
    public double time() {
        return clock.nanos() / 1e9;
    }

    // ---- futures, tasks, executor

    @Override
    public <T extends @Nullable Object> Future<T> createFuture() {
        return new Future<>(this);
    }

    @Override
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        Objects.requireNonNull(coroutine, "createTask: the coroutine is null; pass a lambda");
        checkOpen("createTask");
        TaskFactory factory = taskFactory;
        return factory == null ? new Task<>(this, coroutine, options) : factory.newTask(this, coroutine, options);
    }

    @Override
    public Task<@Nullable Void> createTask(CoroutineAction coroutine, TaskOptions options) {
        Objects.requireNonNull(coroutine, "createTask: the coroutine is null; pass a lambda");
        return createTask(Coroutine.of(coroutine), options);
    }

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
        checkOpen("runInExecutor");
        return executor.run(given, function);
    }

    @Override
    public Future<@Nullable Void> runInExecutor(@Nullable Executor given, Runnable action) {
        Objects.requireNonNull(action, "runInExecutor: the action is null; pass a lambda");
        return runInExecutor(given, () -> {
            action.run();
            return null;
        });
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

    @Override
    public Future<@Nullable Void> shutdownAsyncGenerators() {
        // Nothing is tracked before there are async generators; the future is done, as asyncio's would be.
        Future<@Nullable Void> closed = createFuture();
        closed.setResult(null);
        return closed;
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

    /** For {@code toString}: what there is in short, such as {@code "idle, 2 ready, 1 timer, 3 tasks"}. */
    @Override
    public String toString() {
        String run = isClosed() ? "closed" : isRunning() ? "running" : "idle";
        return getClass().getSimpleName() + "[#" + id + ", " + run + ", " + carrier.name() + ", "
                + (debug ? "debug, " : "") + timers.live() + " timers]";
    }
}
