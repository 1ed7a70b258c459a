// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.Runner;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * One test: its loop, the thread that runs it, and what is looked at in the end.
 *
 * <p>
 * JUnit's thread waits for the test's own thread with the limit; so it can give up on a test that hangs, and tell where.
 */
final class TestRun implements AutoCloseable {

    /** How long a test that took too long may take to end once it was cancelled. */
    private static final long GRACE_SECONDS = 2;

    /** Iterations after the test, in real time, in which what is about to end may do so. */
    private static final int LAST_ITERATIONS = 16;

    private final String name;
    private final OnLoop options;
    private final LoopReports reports = new LoopReports();
    private final @Nullable VirtualClock clock;
    private final AbstractEventLoop loop;
    private final Runner runner;
    private final ExecutorService thread;

    /** The test did not end and was given up: its loop is none of ours any more. */
    private boolean givenUp;

    private boolean closed;

    TestRun(String name, OnLoop options) {
        if (!(options.limitSeconds() > 0)) {
            throw new IllegalArgumentException(
                    name + ": @OnLoop(limitSeconds = " + options.limitSeconds()
                            + ") leaves no time; give a positive number");
        }
        this.name = name;
        this.options = options;
        boolean ownLoop = options.provider().isEmpty();
        this.clock = ownLoop && !options.realTime() ? new VirtualClock() : null;
        this.loop = ownLoop ? new TestLoop(clock == null ? LoopClock.system() : clock)
                : Providers.newLoop(options.provider());
        loop.setExceptionHandler(reports);
        loop.setDebug(options.debug() || loop.getDebug());
        this.runner = new Runner(RunnerOptions.on(() -> loop));
        ClassLoader classes = Thread.currentThread().getContextClassLoader();
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = Thread.ofPlatform().daemon().name("test-loop").unstarted(work);
            made.setContextClassLoader(classes);
            return made;
        });
    }

    AbstractEventLoop loop() {
        return loop;
    }

    LoopReports reports() {
        return reports;
    }

    @Nullable VirtualClock clock() {
        return clock;
    }

    /** A part of the test, which may throw anything. */
    interface Part {
        void run() throws Throwable;
    }

    /** Runs a part as a coroutine, with the limit; throws what it throws. */
    void call(String part, Part body) throws Throwable {
        within(part, () -> runner.run((CoroutineAction) () -> {
            try {
                body.run();
            } catch (Exception | Error thrown) {
                throw thrown;
            } catch (Throwable thrown) {
                throw new AssertionFailedError(part + " threw " + thrown, thrown);
            }
        }));
    }

    private void within(String part, Runnable work) throws Throwable {
        if (givenUp) {
            throw new AssertionFailedError(part + ": not run, since the loop was given up before");
        }
        java.util.concurrent.Future<?> outcome = thread.submit(work);
        try {
            outcome.get((long) (options.limitSeconds() * 1e9), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause();
        } catch (TimeoutException late) {
            String where = Unfinished.describe(loop);
            giveUp(outcome);
            throw new AssertionFailedError(part + ": did not end within " + options.limitSeconds()
                    + " real seconds" + (clock == null ? "" : ", at " + clock.seconds() + " s of virtual time") + "\n"
                    + where
                    + "\nLook for what nobody sets or releases, for what blocks the loop, or give it more time by @OnLoop(limitSeconds = ...)");
        }
    }

    /** Cancels everything, so that the thread and what the test holds may still end. */
    private void giveUp(java.util.concurrent.Future<?> outcome) throws InterruptedException {
        givenUp = true;
        try {
            loop.callSoonThreadsafe(() -> Task.all(loop).forEach(Task::cancel));
            outcome.get(GRACE_SECONDS, TimeUnit.SECONDS);
            givenUp = false;
        } catch (ExecutionException ended) {
            givenUp = false;
        } catch (TimeoutException | IllegalStateException stuck) {
            thread.shutdownNow();
        }
    }

    /** Looks at what is left, closes the loop, and fails if anything is wrong. */
    void end(boolean failedAnyway) {
        if (givenUp || closed) {
            return;
        }
        List<String> left = new ArrayList<>();
        try {
            within(name, () -> {
                runner.run(this::settle);
                left.addAll(Unfinished.tasks(loop));
                left.addAll(Unfinished.timers(loop));
            });
        } catch (Throwable failure) {
            left.add(failure.toString());
        }
        close();
        List<String> wrong = new ArrayList<>();
        // What a failed test leaves behind follows from its failure; what was reported may be the cause.
        if (!options.leaks() && !failedAnyway && !left.isEmpty()) {
            wrong.add("left behind:\n  " + String.join("\n  ", left)
                    + "\nCancel what is not needed any more and await it, in the test or in @AfterEach;"
                    + (loop.getDebug() ? "" : " @OnLoop(debug = true) tells where it was made;")
                    + " @OnLoop(leaks = true) allows it");
        }
        wrong.addAll(Unfinished.reports(reports, options.reports()));
        if (!wrong.isEmpty()) {
            AssertionFailedError failure = new AssertionFailedError(name + ": " + String.join("\n", wrong));
            reports.all().forEach(report -> {
                if (report.exception() != null) {
                    failure.addSuppressed(report.exception());
                }
            });
            throw failure;
        }
    }

    /** Lets what is about to end do so, without a step of the virtual clock. */
    private void settle() throws Exception {
        if (clock != null) {
            Future<@Nullable Void> idle = new Future<>(loop);
            clock.whenIdle(() -> idle.setResult(null));
            idle.await();
        } else {
            for (int i = 0; i < LAST_ITERATIONS; i++) {
                Sleep.sleep(0);
            }
        }
        if (loop instanceof TestLoop own) {
            own.failures().report();
        }
    }

    /** Ends the loop in asyncio's order; what is left is cancelled. */
    @Override
    public void close() {
        if (closed || givenUp) {
            return;
        }
        closed = true;
        try {
            within(name, runner::close);
        } catch (Throwable failure) {
            throw new AssertionFailedError(name + ": its loop could not be closed", failure);
        } finally {
            thread.shutdown();
        }
    }
}
