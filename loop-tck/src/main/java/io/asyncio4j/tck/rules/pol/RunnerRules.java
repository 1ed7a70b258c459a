// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.pol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Runner;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoopProvider;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.AsyncGenerator;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** {@code asyncio.run} and {@code Runner} on the loop under test. */
final class RunnerRules {

    private static RunnerOptions options(RuleContext tck) {
        return RunnerOptions.on(tck::newLoop);
    }

    @Rule(id = "POL-06", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS})
    void runEndsWhatItsMainLeavesInOrder(RuleContext tck) throws Exception {
        List<AbstractEventLoop> seen = new ArrayList<>();
        CountDownLatch generatorClosed = new CountDownLatch(1);
        String result = Asyncio.run(
                () -> {
                    AbstractEventLoop loop = EventLoops.getRunningLoop();
                    seen.add(loop);
                    loop.createTask(() -> {
                        try {
                            Sleep.sleep(Double.POSITIVE_INFINITY);
                        } catch (CancelledError error) {
                            tck.log.add("leftover cancelled");
                            Sleep.sleep(0);
                            tck.log.add("leftover ended");
                        }
                    });
                    loop.runInExecutor(null, () -> {
                        generatorClosed.await();
                        return null;
                    }).addDoneCallback(done -> tck.log.add("executor's work ended"));
                    AsyncGenerator<Integer> left = AsyncGenerator.of(out -> {
                        try {
                            out.yield(1);
                        } finally {
                            tck.log.add("generator closed");
                            generatorClosed.countDown();
                        }
                    });
                    left.next();
                    Sleep.sleep(0);
                    tck.log.add("main ends");
                    return "result";
                },
                options(tck));
        assertEquals("result", result);
        tck.log.expect(
                "main ends", "leftover cancelled", "leftover ended", "generator closed", "executor's work ended");
        assertTrue(seen.get(0).isClosed());

        IOException broken = new IOException("broken");
        CoroutineAction failing = () -> {
            seen.add(EventLoops.getRunningLoop());
            throw broken;
        };
        assertSame(broken, assertThrows(IOException.class, () -> Asyncio.run(failing, options(tck))));
        assertTrue(seen.get(1).isClosed());
    }

    @Rule(id = "POL-07", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS})
    void errorsOfLeftoversAreReported(RuleContext tck) {
        IOException broken = new IOException("broken");
        List<Task<?>> left = new ArrayList<>();
        Asyncio.run(
                () -> {
                    left.add(Asyncio.createTask(() -> {
                        try {
                            Sleep.sleep(Double.POSITIVE_INFINITY);
                        } catch (CancelledError error) {
                            throw broken;
                        }
                    }));
                    left.add(Asyncio.createTask(() -> Sleep.sleep(Double.POSITIVE_INFINITY)));
                    Sleep.sleep(0);
                },
                options(tck));
        ExceptionContext report = tck.expectReport();
        assertEquals("unhandled exception during asyncio.run() shutdown", report.message());
        assertSame(broken, report.exception());
        assertSame(left.get(0), report.task());
        assertTrue(left.get(1).cancelled());
    }

    @Rule(id = "POL-08", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS})
    void runInsideARunningLoopIsRefused(RuleContext tck) throws Exception {
        Coroutine<String> inner = () -> {
            tck.log.add("inner ran");
            return "inner";
        };
        tck.run(() -> {
            tck.raises(
                    IllegalStateException.class,
                    "cannot be called from a running event loop",
                    () -> Asyncio.run(inner, options(tck)));
            try (Runner runner = new Runner(options(tck))) {
                tck.raises(
                        IllegalStateException.class,
                        "cannot be called from a running event loop",
                        () -> runner.run(inner));
            }
            Sleep.sleep(0);
            tck.log.add("unharmed");
        });
        tck.log.expect("unharmed");
    }

    @Rule(
            id = "POL-09",
            needs = {Capability.TASKS, Capability.MULTIPLE_RUNS},
            note = "None is null; other types do not compile; an awaitable is its await method")
    void nullIsRefusedAndAnAwaitableAccepted(RuleContext tck) {
        tck.raises(
                NullPointerException.class,
                "the coroutine is null",
                () -> Asyncio.run(RunnerRules.<Coroutine<Object>>none(), options(tck)));
        tck.raises(
                NullPointerException.class,
                "the coroutine is null",
                () -> Asyncio.run(RunnerRules.<CoroutineAction>none(), options(tck)));
        try (Runner runner = new Runner(options(tck))) {
            Future<String> future = runner.loop().createFuture();
            runner.loop().callSoon(() -> future.setResult("awaited"));
            assertEquals("awaited", runner.run(future::await));
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a careless caller gives
    private static <T> T none() {
        return (T) null;
    }

    @Rule(id = "POL-10", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS, Capability.DEBUG_MODE})
    void debugIsSetOnlyIfGiven(RuleContext tck) {
        Coroutine<Boolean> asks = () -> EventLoops.getRunningLoop().getDebug();
        assertEquals(tck.subject().debug(), Asyncio.run(asks, options(tck)));
        assertTrue(Asyncio.run(asks, options(tck).withDebug(true)));
        assertFalse(Asyncio.run(asks, options(tck).withDebug(false)));
        RunnerOptions debugByItself = RunnerOptions.on(() -> {
            AbstractEventLoop loop = tck.newLoop();
            loop.setDebug(true);
            return loop;
        });
        assertTrue(Asyncio.run(asks, debugByItself));
        assertFalse(Asyncio.run(asks, debugByItself.withDebug(false)));
    }

    @Rule(
            id = "POL-11",
            needs = {Capability.TASKS, Capability.MULTIPLE_RUNS},
            note = "the part without a factory needs an EventLoopProvider")
    void factoryIsCalledOnceAndItsLoopNotSet(RuleContext tck) {
        tck.step("the loop that the thread has stays");
        AbstractEventLoop kept = tck.newLoop();
        EventLoops.setEventLoop(kept);
        try {
            try (Runner runner = new Runner(RunnerOptions.on(tck::newLoop))) {
                assertEquals(1, runner.run(() -> 1));
            }
            assertSame(kept, EventLoops.getEventLoop());
        } finally {
            EventLoops.setEventLoop(null);
        }
        tck.step("the factory is asked once, and its loop not set");
        List<AbstractEventLoop> made = new ArrayList<>();
        try (Runner runner = new Runner(RunnerOptions.on(() -> {
            AbstractEventLoop loop = tck.newLoop();
            made.add(loop);
            return loop;
        }))) {
            assertSame(runner.loop(), runner.run(() -> EventLoops.getEventLoop()));
            assertEquals(1, runner.run(() -> 1));
            assertEquals(List.of(runner.loop()), made);
            tck.raises(IllegalStateException.class, "no current event loop", EventLoops::getEventLoop);
        }
        if (ServiceLoader.load(EventLoopProvider.class).findFirst().isPresent()) {
            try (Runner runner = new Runner()) {
                AbstractEventLoop loop = runner.loop();
                assertSame(loop, EventLoops.getEventLoop());
                assertSame(loop, runner.run(() -> EventLoops.getRunningLoop()));
                assertSame(loop, EventLoops.getEventLoop());
            }
            tck.raises(IllegalStateException.class, "no current event loop", EventLoops::getEventLoop);
        }
    }

    @Rule(id = "POL-12", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS})
    void runnerMakesItsLoopLateRunsOftenAndClosesOnce(RuleContext tck) {
        List<AbstractEventLoop> made = new ArrayList<>();
        RunnerOptions counting = RunnerOptions.on(() -> {
            AbstractEventLoop loop = tck.newLoop();
            made.add(loop);
            return loop;
        });
        Runner runner = new Runner(counting);
        assertEquals(List.of(), made);
        assertEquals(1, runner.run(() -> 1));
        assertEquals(2, runner.run(() -> 2));
        assertThrows(IOException.class, () -> runner.run(() -> {
            throw new IOException("broken");
        }));
        assertEquals(3, runner.run(() -> 3));
        assertSame(made.get(0), runner.loop());
        assertEquals(1, made.size());
        runner.close();
        runner.close();
        assertTrue(made.get(0).isClosed());
        tck.raises(IllegalStateException.class, "Runner is closed", () -> runner.run(() -> 4));
        tck.raises(IllegalStateException.class, "Runner is closed", runner::loop);

        Runner unused = new Runner(counting);
        unused.close();
        assertEquals(1, made.size());
        @Nullable AbstractEventLoop lazily;
        try (Runner asked = new Runner(counting)) {
            lazily = asked.loop();
            assertEquals(2, made.size());
        }
        assertTrue(Objects.requireNonNull(lazily).isClosed());
    }
}
