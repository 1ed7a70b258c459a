// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one rule works with: its loop, the log of what happened, and bounded ways to wait. Made anew for each rule, and
 * closed with all its loops when the rule has ended.
 *
 * <p>
 * The rule's own thread runs the loop; {@link #log}, {@link #reports} and {@link #thread} are for any thread. A rule
 * must not take the thread of a callback or a coroutine for the loop's thread: carriers differ in that.
 */
public final class RuleContext {

    private final LoopUnderTest subject;

    /** Its bounded waits end before the limit of the whole rule: they say more. */
    private final RuleTime time;

    /** Of a bounded wait, unscaled. */
    private final double waitSeconds;

    private final LogCapture logs;
    private final List<AbstractEventLoop> loops = new CopyOnWriteArrayList<>();
    private final List<RuleThread> threads = new CopyOnWriteArrayList<>();
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<ExceptionContext> reports = new ArrayList<>();
    private @Nullable AbstractEventLoop loop;

    /** What happened, for {@link EventLog#expect}. */
    public final EventLog log = new EventLog();

    /** Which of several allowed outcomes was seen. */
    public final Outcomes outcomes = new Outcomes();

    RuleContext(LoopUnderTest subject, LogCapture logs, double waitSeconds, boolean virtualTime) {
        this.subject = subject;
        this.time = new RuleTime(subject, waitSeconds, virtualTime);
        this.waitSeconds = waitSeconds;
        this.logs = logs;
    }

    // ---- loops

    /**
     * Returns the rule's loop, made at the first call.
     *
     * @return the same loop each time, idle unless the rule runs it
     */
    public AbstractEventLoop loop() {
        AbstractEventLoop made = loop;
        if (made == null) {
            made = newLoop();
            loop = made;
        }
        return made;
    }

    /**
     * Makes one more loop; the harness closes it unless the rule does.
     *
     * @return a new loop whose reports are recorded as well
     */
    public AbstractEventLoop newLoop() {
        AbstractEventLoop made = time.newLoop();
        if (time.isVirtual() && loops.isEmpty()) {
            step("on a virtual clock");
        }
        loops.add(made);
        if (subject.debug()) {
            made.setDebug(true);
        }
        made.setExceptionHandler((source, report) -> {
            record(report);
            if (report.exception() instanceof AssertionError) {
                // An assertion of the rule in a callback: what was to stop the loop may not be reached any more.
                source.stop();
            }
        });
        return made;
    }

    boolean isVirtual() {
        return time.isVirtual();
    }

    List<AbstractEventLoop> loops() {
        return List.copyOf(loops);
    }

    /**
     * Returns what is tested.
     *
     * @return as given by the test class
     */
    public LoopUnderTest subject() {
        return subject;
    }

    /**
     * Tells whether the loop has a capability, for the part of a rule that needs it.
     *
     * @param capability which
     * @return whether the loop under test declares it
     */
    public boolean can(Capability capability) {
        return subject.capabilities().contains(capability);
    }

    // ---- running

    /**
     * Runs a coroutine on the rule's loop until it ends.
     *
     * @param body the coroutine
     * @throws Exception what it throws
     */
    public void run(CoroutineAction body) throws Exception {
        loop().runUntilComplete(body);
    }

    /**
     * Runs a coroutine with a result on the rule's loop until it ends.
     *
     * @param <T> type of the result
     * @param body the coroutine
     * @return its result
     * @throws Exception what it throws
     */
    public <T extends @Nullable Object> T call(Coroutine<T> body) throws Exception {
        return loop().runUntilComplete(body);
    }

    /** Runs exactly one iteration of the rule's loop; asyncio's {@code stop(); run_forever()}. */
    public void runOnce() {
        loop().stop();
        loop().runForever();
    }

    /**
     * Runs iterations of the rule's loop.
     *
     * @param iterations how many
     */
    public void runTimes(int iterations) {
        for (int i = 0; i < iterations; i++) {
            runOnce();
        }
    }

    /**
     * Runs the rule's loop for a time.
     *
     * @param seconds unscaled
     */
    public void runFor(double seconds) {
        loop().callLater(scaled(seconds), loop()::stop);
        loop().runForever();
    }

    /**
     * Runs the rule's loop until something is so.
     *
     * @param what the condition in words
     * @param condition asked on the loop, about every millisecond
     * @throws AssertionError if it is not so in time
     */
    public void runUntil(String what, BooleanSupplier condition) {
        AbstractEventLoop running = loop();
        RuleTime.Limit end = time.limit();
        boolean[] held = new boolean[1];
        Runnable look = new Runnable() {
            @Override
            public void run() {
                held[0] = condition.getAsBoolean();
                if (held[0] || time.isOver(end)) {
                    running.stop();
                } else {
                    running.callLater(0.001, this);
                }
            }
        };
        running.callSoon(look);
        running.runForever();
        if (!held[0]) {
            throw time.late(what);
        }
    }

    /**
     * In a coroutine: waits until something is so.
     *
     * @param what the condition in words
     * @param condition asked on the loop, about every millisecond
     * @throws AssertionError if it is not so in time
     */
    public void await(String what, BooleanSupplier condition) {
        RuleTime.Limit end = time.limit();
        while (!condition.getAsBoolean()) {
            if (time.isOver(end)) {
                throw time.late(what);
            }
            Sleep.sleep(0.001);
        }
    }

    /**
     * Beside the loop: blocks the calling thread until something is so.
     *
     * @param what the condition in words
     * @param condition asked on the calling thread, about every millisecond
     * @throws AssertionError if it is not so in time
     */
    public void waitFor(String what, BooleanSupplier condition) {
        RuleTime.Limit end = time.limit();
        while (!condition.getAsBoolean()) {
            if (time.isOver(end)) {
                throw time.late(what);
            }
            LockSupport.parkNanos(this, 500_000);
        }
    }

    /**
     * Beside the loop: collects garbage until something is so.
     *
     * @param what the condition in words
     * @param condition asked on the calling thread
     * @throws AssertionError if it is not so in time
     */
    public void waitForGarbage(String what, BooleanSupplier condition) {
        waitFor(what, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            System.gc();
            return condition.getAsBoolean();
        });
    }

    /**
     * Blocks the calling thread without telling the loop, as a careless callback or coroutine does.
     *
     * @param seconds unscaled
     */
    public void block(double seconds) {
        time.block(seconds);
    }

    /**
     * Stretches a time as the machine needs it.
     *
     * @param seconds for a fast machine
     * @return seconds for this one
     */
    public double scaled(double seconds) {
        return time.scaled(seconds);
    }

    /**
     * The time, for how long something took: the machine's, or that of the virtual clock.
     *
     * @return seconds
     */
    public double now() {
        return time.now();
    }

    /**
     * Starts a thread beside the rule's; the harness joins it if the rule does not.
     *
     * @param name of the thread
     * @param body what it does
     * @return to be joined
     */
    public RuleThread thread(String name, RuleThread.Body body) {
        RuleThread started = new RuleThread("tck-" + name, body, scaled(waitSeconds + 2));
        threads.add(started);
        return started;
    }

    List<RuleThread> threads() {
        return threads;
    }

    // ---- reports, logs, steps

    private void record(ExceptionContext report) {
        synchronized (reports) {
            reports.add(report);
        }
    }

    /**
     * Returns the exception handler that a rule's loop has at first: it records, and what it recorded fails the rule
     * unless {@link #expectReport} or {@link #expectReports} took it.
     *
     * @return reports so far that were not taken
     */
    public List<ExceptionContext> reports() {
        synchronized (reports) {
            return List.copyOf(reports);
        }
    }

    /**
     * Asserts that exactly one report came and takes it.
     *
     * @return the report
     * @throws AssertionError if it was none or several
     */
    public ExceptionContext expectReport() {
        return expectReports(1).get(0);
    }

    /**
     * Asserts how many reports came and takes them.
     *
     * @param count how many
     * @return the reports in order
     * @throws AssertionError if it was another number
     */
    public List<ExceptionContext> expectReports(int count) {
        synchronized (reports) {
            if (reports.size() != count) {
                throw new AssertionError("the exception handler was to be called " + count + " times, but was "
                        + reports.size() + " times: " + reports);
            }
            List<ExceptionContext> taken = List.copyOf(reports);
            reports.clear();
            return taken;
        }
    }

    /**
     * Asserts that something fails in the documented way.
     *
     * @param <E> type of the exception
     * @param type of the exception
     * @param part of its message, in any case of letters; operation, fact or remedy
     * @param action what must fail
     * @return the exception
     * @throws AssertionError if it does not fail, or otherwise
     */
    public <E extends Throwable> E raises(Class<E> type, String part, RuleThread.Body action) {
        try {
            action.run();
        } catch (Throwable error) {
            if (!type.isInstance(error)) {
                throw new AssertionError("allowed: " + type.getSimpleName() + "; seen: " + error, error);
            }
            String message = String.valueOf(error.getMessage());
            if (!message.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT))) {
                throw new AssertionError("the message must say \"" + part + "\"; seen: " + error, error);
            }
            return type.cast(error);
        }
        throw new AssertionError(
                "allowed: " + type.getSimpleName() + " that says \"" + part + "\"; seen: no exception");
    }

    /**
     * Returns what was logged since the rule began. A rule that asks vouches for error lines itself; without that they
     * fail the rule.
     *
     * @return the live capture
     */
    public LogCapture logs() {
        return logs.looked();
    }

    /**
     * Says what the rule does next; shown if it fails.
     *
     * @param what in words
     */
    public void step(String what) {
        steps.add(what);
    }

    List<String> steps() {
        return steps;
    }
}
