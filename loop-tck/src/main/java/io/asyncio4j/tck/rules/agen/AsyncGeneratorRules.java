// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.AsyncGenerator;
import io.asyncio4j.tasks.GeneratorExit;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.List;

final class AsyncGeneratorRules {

    private static AsyncGenerator<Integer> generator(RuleContext tck, String name) {
        return AsyncGenerator.of(out -> {
            try {
                out.yield(1);
            } finally {
                tck.log.add(name + " cleans");
                Sleep.sleep(0);
                tck.log.add(name + " cleaned");
            }
        });
    }

    @Rule(id = "AGEN-01", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS})
    void shutdownClosesAllAtOnceAndReportsErrors(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        IOException broken = new IOException("broken");
        AsyncGenerator<Integer> failing = AsyncGenerator.of(out -> {
            try {
                out.yield(1);
            } catch (GeneratorExit exit) {
                throw broken;
            }
        });
        List<AsyncGenerator<Integer>> all = List.of(generator(tck, "first"), failing, generator(tck, "second"));
        AsyncGenerator<Integer> neverStarted = generator(tck, "never started");
        AsyncGenerator<Integer> ended = AsyncGenerator.of(out -> out.yield(1));
        tck.run(() -> {
            for (AsyncGenerator<Integer> each : all) {
                assertEquals(1, each.next());
            }
            assertEquals(1, ended.next());
            assertFalse(ended.hasNext());
        });
        loop.runUntilComplete(loop.shutdownAsyncGenerators());
        tck.log.expect("first cleans", "second cleans", "first cleaned", "second cleaned");
        ExceptionContext report = tck.expectReport();
        assertTrue(
                String.valueOf(report.message())
                        .startsWith("an error occurred during closing of asynchronous generator"),
                report.message());
        assertSame(broken, report.exception());
        assertSame(failing, report.get("asyncgen"));
        tck.run(() -> {
            for (AsyncGenerator<Integer> each : all) {
                assertFalse(each.hasNext());
            }
        });
        neverStarted.close();
        loop.runUntilComplete(loop.shutdownAsyncGenerators());
    }

    @Rule(id = "AGEN-02", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS}, note = "a warning in the log")
    void generatorThatStartsAfterTheShutdownMakesAWarning(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.runUntilComplete(loop.shutdownAsyncGenerators());
        AsyncGenerator<Integer> late = generator(tck, "late");
        assertEquals(0, warnings(tck));
        tck.run(() -> {
            assertEquals(1, late.next());
            assertEquals(1, warnings(tck));
            late.close();
        });
        assertEquals(1, warnings(tck));
        tck.log.expect("late cleans", "late cleaned");
    }

    private static long warnings(RuleContext tck) {
        return tck.logs().at(Level.WARNING).stream()
                .filter(line -> line.message().contains("asynchronous generator"))
                .count();
    }

    @Rule(
            id = "AGEN-03",
            needs = {Capability.TASKS, Capability.MULTIPLE_RUNS},
            note = "the collector is never on the loop; a loop that is closed has ended its generators already")
    void collectedGeneratorIsClosedOnItsLoop(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        WeakReference<?> lost = start(tck, loop, "lost");
        tck.waitForGarbage("the lost generator is closed", () -> {
            tck.runOnce();
            return tck.log.count("lost cleaned") == 1;
        });
        tck.log.take("lost cleans", "lost cleaned");
        assertSame(null, lost.get());

        tck.step("one that is open when its loop is closed, and collected later");
        AbstractEventLoop closed = tck.newLoop();
        WeakReference<?> late = start(tck, closed, "open");
        closed.close();
        tck.waitForGarbage("it is collected", () -> late.get() == null);
        tck.log.expect("open cleans");
    }

    /** On a thread of its own, whose stack does not hold the generator any more. */
    private static WeakReference<?> start(RuleContext tck, AbstractEventLoop loop, String name) throws Exception {
        WeakReference<?>[] started = new WeakReference<?>[1];
        RuleThread thread = tck.thread("tck-starts-" + name, () -> {
            started[0] = loop.runUntilComplete(() -> {
                AsyncGenerator<Integer> generator = generator(tck, name);
                assertEquals(1, generator.next());
                return new WeakReference<>(generator);
            });
        });
        thread.join();
        return started[0];
    }
}
