// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs one rule: on a thread of its own, with a limit, and with a look at what it left behind.
 *
 * <p>
 * The order of the end is: join the rule's threads, cancel the tasks it left, close its loops, then compare. Closing may
 * go on in the background, so the comparison is repeated for a moment before it counts.
 */
public final class RuleRunner {

    private static final double LIMIT_SECONDS = Double.parseDouble(System.getProperty("tck.limit", "20"));

    /** The part of the limit that a bounded wait of a rule may take. */
    private static final double WAITING = 0.4;

    private static final double SETTLE_SECONDS = 2;
    private static final LoopClock CLOCK = LoopClock.system();

    private final LoopUnderTest subject;
    private final double limitSeconds;
    private boolean warm;
    private int onVirtualTime;

    /**
     * Makes a runner.
     *
     * @param subject what the rules are run on
     */
    public RuleRunner(LoopUnderTest subject) {
        this(subject, LIMIT_SECONDS);
    }

    /**
     * Makes a runner with a limit of its own.
     *
     * @param subject what the rules are run on
     * @param limitSeconds after which a rule is given up, unscaled
     */
    public RuleRunner(LoopUnderTest subject, double limitSeconds) {
        this.subject = subject;
        this.limitSeconds = limitSeconds * Stress.patience();
    }

    /**
     * Says why a rule is not run here.
     *
     * @param test the rule
     * @return the reason, or null if it can run
     */
    public @Nullable String skipReason(RuleTest test) {
        List<Capability> missing = test.needs().stream()
                .filter(need -> !subject.capabilities().contains(need))
                .toList();
        if (!missing.isEmpty()) {
            return "the loop lacks " + missing;
        }
        String outOfScope = subject.outOfScope(test.text());
        if (outOfScope != null) {
            return outOfScope;
        }
        String version = subject.asyncioVersion();
        return version == null || test.text().holdsIn(version)
                ? null
                : "asyncio of CPython " + version + " does otherwise, the rule holds since " + test.text().since();
    }

    /**
     * Runs a rule; in the stress tier several times.
     *
     * @param test the rule
     * @return which of several allowed outcomes it saw; empty if there is but one
     * @throws RuleFailure if it does not hold, hangs, or leaves something behind
     */
    public String run(RuleTest test) {
        warmUp();
        Stress stress = Stress.current();
        String seen = "";
        for (int round = 1; round <= (stress == null ? 1 : stress.rounds()); round++) {
            LogCapture logs = new LogCapture(subject.loggers());
            RuleContext tck = new RuleContext(subject, logs, limitSeconds * WAITING, test.virtualTime());
            if (stress != null) {
                stress.begin(test.text().id(), round);
                tck.step("round " + round + " of the " + stress);
            }
            try {
                seen = run(test, tck, logs);
            } finally {
                onVirtualTime += tck.isVirtual() ? 1 : 0;
            }
        }
        return seen;
    }

    /**
     * Counts the rules so far that needed no waiting.
     *
     * @return how many ran on a virtual clock
     */
    public int onVirtualTime() {
        return onVirtualTime;
    }

    private String run(RuleTest test, RuleContext tck, LogCapture logs) {
        List<String> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            if (!Hung.owns(thread)) {
                uncaught.add("thread \"" + thread.getName() + "\" died of " + error);
            }
        });
        logs.start();
        List<String> hung = Hung.stillRunning();
        try {
            Leftovers then = Leftovers.now();
            @Nullable Throwable failure = runLimited(test, tck);
            List<String> wrong = new ArrayList<>();
            if (!(failure instanceof Hang)) {
                wrong.addAll(settle(then));
            }
            wrong.addAll(accidents(tck, logs));
            wrong.addAll(uncaught);
            if (!hung.isEmpty() && (failure != null || !wrong.isEmpty())) {
                wrong.add(hung + " hung before and still run, which may be the cause; try this rule alone");
            }
            if (failure != null) {
                String reason = failure.getMessage() == null || !(failure instanceof AssertionError)
                        ? failure.toString()
                        : failure.getMessage();
                String dump = failure instanceof Hang hang ? "\n" + hang.dump : "";
                throw RuleFailure.of(test, subject, tck, reason + also(wrong) + dump, failure);
            }
            if (!wrong.isEmpty()) {
                throw RuleFailure.of(test, subject, tck, String.join("\n  ", wrong), null);
            }
            return tck.outcomes.toString();
        } finally {
            logs.stop();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    /** What nobody expected, and nobody took. */
    private static List<String> accidents(RuleContext tck, LogCapture logs) {
        List<String> accidents = new ArrayList<>();
        for (ExceptionContext report : tck.reports()) {
            accidents.add("the exception handler was called unexpectedly: " + describe(report));
        }
        for (LogCapture.Line line : logs.unexpectedErrors()) {
            accidents.add("an error was logged unexpectedly: " + line);
        }
        return accidents;
    }

    private static String also(List<String> wrong) {
        return wrong.isEmpty() ? "" : "\n  also: " + String.join("\n  also: ", wrong);
    }

    private static String describe(ExceptionContext report) {
        StringBuilder text = new StringBuilder(report.toString());
        Throwable error = report.exception();
        if (error != null) {
            StackTraceElement[] stack = error.getStackTrace();
            for (int i = 0; i < Math.min(8, stack.length); i++) {
                text.append("\n      at ").append(stack[i]);
            }
        }
        return text.toString();
    }

    /** The rule did not end in time; its thread is given up. */
    private static final class Hang extends AssertionError {
        private final String dump;

        Hang(String message, String dump) {
            super(message);
            this.dump = dump;
        }
    }

    private @Nullable Throwable runLimited(RuleTest test, RuleContext tck) {
        @Nullable Throwable[] failure = new @Nullable Throwable[1];
        Thread thread = subject.threads().name("tck-" + test.text().id()).unstarted(() -> {
            try {
                test.run(tck);
            } catch (Throwable error) {
                failure[0] = error;
            }
            try {
                endThreads(tck);
                endLoops(tck);
            } catch (Throwable error) {
                // What the rule itself says comes first: what it left behind often follows from that.
                if (failure[0] == null) {
                    failure[0] = error;
                }
            }
        });
        thread.start();
        long limit = (long) (limitSeconds * subject.timeScale() * 1000);
        try {
            if (!thread.join(java.time.Duration.ofMillis(limit))) {
                String dump = Hung.giveUp(test.text().id(), thread, tck);
                return new Hang("the rule did not end within " + limit / 1000.0 + " s", dump);
            }
        } catch (InterruptedException e) {
            Hung.giveUp(test.text().id(), thread, tck);
            Thread.currentThread().interrupt();
            return e;
        }
        return failure[0];
    }

    private static void endThreads(RuleContext tck) throws Exception {
        for (RuleThread thread : tck.threads()) {
            thread.joinIfForgotten();
        }
    }

    private void endLoops(RuleContext tck) throws Exception {
        for (AbstractEventLoop loop : tck.loops()) {
            if (!loop.isClosed()) {
                try {
                    endTasks(loop);
                    expectNothingOpen(loop);
                } finally {
                    loop.close();
                }
            }
        }
    }

    /** As asyncio.run does: cancels what is left and runs until it has ended. */
    private void endTasks(AbstractEventLoop loop) throws Exception {
        for (Task<?> task : Task.all(loop)) {
            task.cancel("the rule has ended");
        }
        long end = CLOCK.nanos() + TimeUnit.SECONDS.toNanos(2);
        while (!Task.all(loop).isEmpty() && CLOCK.nanos() < end) {
            loop.callLater(0.001, loop::stop);
            loop.runForever();
        }
    }

    private void expectNothingOpen(AbstractEventLoop loop) {
        long end = CLOCK.nanos() + (long) (SETTLE_SECONDS * subject.timeScale() * 1e9);
        while (subject.openChannels(loop) > 0 && CLOCK.nanos() < end) {
            loop.callLater(0.001, loop::stop);
            loop.runForever();
        }
        int channels = subject.openChannels(loop);
        int timers = subject.liveTimers(loop);
        if (channels > 0 || timers > 0) {
            throw new AssertionError("the rule left behind " + channels + " open channels and " + timers
                    + " timers on " + loop);
        }
    }

    private List<String> settle(Leftovers then) {
        long end = CLOCK.nanos() + (long) (SETTLE_SECONDS * subject.timeScale() * 1e9);
        List<String> left = then.since();
        while (!left.isEmpty() && CLOCK.nanos() < end) {
            LockSupport.parkNanos(this, 2_000_000);
            left = then.since();
        }
        List<String> all = new ArrayList<>(left);
        all.addAll(subject.leaks());
        return all;
    }

    /** What the JVM and the loop make once and keep must not be taken for a leak of the first rule. */
    private void warmUp() {
        if (warm) {
            return;
        }
        warm = true;
        WarmUp.run(subject);
    }
}
