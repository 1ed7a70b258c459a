// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.ThreadsafeHandle;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.events.base.LoopClock;
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
 * A second loop, by an author who knows asyncio and {@code java.nio} and nothing of this library but its contract.
 *
 * <p>
 * It follows {@code asyncio.selector_events}: one selector, one queue, transports that write at once and buffer the rest.
 * It shares nothing with {@code BaseEventLoop} and the loops upon it. If it needs something that only those can reach, the
 * contract is incomplete; if a rule refuses what asyncio would do here, the rule encodes an accident. It is meant to be
 * read, and is not made for speed.
 *
 * <p>
 * This class hands out the parts: {@link Runs} who runs when, {@link Iteration} a turn, {@link Watchers} the selector,
 * {@link Reports} errors, {@link Workers} threads; the network is in the class above it.
 */
final class SelectorLoop extends SelectorNetwork {

    /** Outside the library's own names, as any author's would be. */
    static final System.Logger LOG = System.getLogger("selectorloop");

    private final TaskCarrier carrier;
    private final Clock clock;
    private final Watchers watchers = new Watchers(this);
    private final Iteration iteration;
    private final Runs runs;
    private final Reports reports = new Reports(this);
    private final Workers workers = new Workers(this);
    private volatile boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);
    private volatile double slowCallbackDuration = 0.1;
    private @Nullable TaskFactory taskFactory;

    SelectorLoop(TaskCarrier carrier) {
        this(carrier, LoopClock.system());
    }

    SelectorLoop(TaskCarrier carrier, LoopClock time) {
        this.carrier = carrier;
        this.clock = new Clock(time);
        this.iteration = new Iteration(this, watchers, clock);
        this.runs = new Runs(this, iteration);
    }

    // ---- what tasks ask

    @Override
    public TaskCarrier carrier() {
        return carrier;
    }

    // ---- life

    @Override
    public void runForever() {
        runs.forever();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        Objects.requireNonNull(future, "runUntilComplete: the future is null");
        runs.checkMayRun();
        if (future.loop() != this) {
            throw new IllegalArgumentException("runUntilComplete: " + future + " belongs to a different loop");
        }
        return runs.until(future, false);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> body) throws Exception {
        Objects.requireNonNull(body, "runUntilComplete: the coroutine is null");
        runs.checkMayRun();
        return runs.until(createTask(body), true);
    }

    @Override
    public void stop() {
        iteration.stop();
    }

    @Override
    public boolean isRunning() {
        return runs.running();
    }

    @Override
    public boolean isClosed() {
        return runs.closed();
    }

    @Override
    public void close() {
        if (runs.close()) {
            iteration.clear();
            workers.close();
            TaskRegistry.abandonAll(this);
            closeNetwork();
            watchers.close();
        }
    }

    @Override
    Watchers watchers() {
        return watchers;
    }

    @Override
    void checkOpen() {
        runs.checkOpen();
    }

    private void check() {
        runs.checkOpen();
        if (debug) {
            runs.checkThread();
        }
    }

    // ---- callbacks and timers

    @Override
    public Handle callSoon(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoon: the callback is null");
        check();
        Handle handle = new Handle(callback, this, context);
        iteration.add(handle);
        return handle;
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, "callSoonThreadsafe: the callback is null");
        runs.checkOpen();
        ThreadsafeHandle handle = new ThreadsafeHandle(callback, this, context);
        iteration.addAndWake(handle);
        return handle;
    }

    @Override
    public double time() {
        return clock.now() / 1e9;
    }

    @Override
    public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
        return at(clock.in(Clock.nanos("callLater", delaySeconds)), "callLater", callback, context);
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(delay, "callLater: the delay is null");
        return at(clock.in(Clock.nanos(delay)), "callLater", callback, context);
    }

    @Override
    public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
        return at(Clock.nanos("callAt", when), "callAt", callback, context);
    }

    private TimerHandle at(long deadline, String operation, Runnable callback, @Nullable Context context) {
        Objects.requireNonNull(callback, () -> operation + ": the callback is null");
        check();
        TimerHandle timer = new TimerHandle(deadline, callback, this, context);
        iteration.add(timer);
        return timer;
    }

    @Override
    public int liveTimers() {
        return iteration.liveTimers();
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
        Objects.requireNonNull(function, "runInExecutor: the function is null");
        runs.checkOpen();
        return workers.run(executor, function);
    }

    @Override
    public void setDefaultExecutor(ExecutorService executor) {
        workers.use(Objects.requireNonNull(executor, "setDefaultExecutor: the executor is null"));
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor() {
        return workers.shutDown(Clock.NEVER);
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(double timeoutSeconds) {
        return workers.shutDown(Clock.nanos("shutdownDefaultExecutor", timeoutSeconds));
    }

    @Override
    public Future<@Nullable Void> shutdownDefaultExecutor(Duration timeout) {
        return workers.shutDown(Clock.nanos(Objects.requireNonNull(timeout, "shutdownDefaultExecutor: no timeout")));
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
        Reports.log(context, iteration.running());
    }

    @Override
    public void callExceptionHandler(ExceptionContext context) {
        reports.report(context);
    }

    @Override
    public boolean getDebug() {
        return debug;
    }

    @Override
    public void setDebug(boolean enabled) {
        debug = enabled;
    }

    @Override
    public double getSlowCallbackDuration() {
        return slowCallbackDuration;
    }

    @Override
    public void setSlowCallbackDuration(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("setSlowCallbackDuration: " + seconds + " is no duration");
        }
        slowCallbackDuration = seconds;
    }

    @Override
    public String toString() {
        return "SelectorLoop[running=" + isRunning() + ", closed=" + isClosed() + ", debug=" + debug + "]";
    }
}
