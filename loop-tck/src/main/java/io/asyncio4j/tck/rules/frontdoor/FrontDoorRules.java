// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Runner;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.context.ContextVar;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the front door adds: toThread and Runner, on the loop under test. */
final class FrontDoorRules {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "default");

    @Rule(
            id = "EXEC-12",
            needs = Capability.TASKS,
            note = "direct style: the call itself awaits, so what is lazy is the coroutine that calls")
    void toThreadBeginsWhenItIsAwaitedAndUsesTheDefaultExecutor(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ExecutorService own = Executors.newSingleThreadExecutor(job -> {
            Thread thread = new Thread(job, "tck-own-executor");
            thread.setDaemon(true);
            return thread;
        });
        loop.setDefaultExecutor(own);
        tck.run(() -> {
            Task<String> task = loop.createTask(() -> Asyncio.toThread(() -> {
                tck.log.add("job on " + Thread.currentThread().getName());
                return "result";
            }));
            tck.log.add("made");
            Sleep.sleep(0);
            assertEquals("result", task.await());
            tck.log.add("awaited");
        });
        loop.runUntilComplete(loop.shutdownDefaultExecutor());
        tck.log.expect("made", "job on tck-own-executor", "awaited");
    }

    @Rule(id = "CTX-09", needs = Capability.TASKS)
    void toThreadCarriesTheContextAndRunInExecutorDoesNot(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            VAR.set("caller");
            Asyncio.toThread(() -> {
                tck.log.add("toThread sees " + VAR.get());
                VAR.set("worker");
            });
            tck.log.add("caller sees " + VAR.get());
            loop.runInExecutor(null, () -> tck.log.add("runInExecutor sees " + VAR.get())).await();
        });
        tck.log.expect("toThread sees caller", "caller sees caller", "runInExecutor sees default");
    }

    @Rule(id = "CTX-11", needs = {Capability.TASKS, Capability.MULTIPLE_RUNS})
    void runsOfOneRunnerShareAContext(RuleContext tck) throws Exception {
        VAR.set("outside");
        try (Runner runner = new Runner(RunnerOptions.on(tck.subject()::newLoop))) {
            runner.run(() -> {
                tck.log.add("first sees " + VAR.get());
                VAR.set("set by first");
            });
            VAR.set("outside, later");
            runner.run(() -> tck.log.add("second sees " + VAR.get()));
        }
        tck.log.add("outside sees " + VAR.get());
        tck.log.expect("first sees outside", "second sees set by first", "outside sees outside, later");
    }

    @Rule(id = "CTX-12", needs = Capability.TASKS,
            note = "timeout and waitFor; TaskGroup is not part of the library yet")
    void timeoutAndWaitForRunTheCoroutineInTheSameTask(RuleContext tck) throws Exception {
        tck.run(() -> {
            Task<?> self = Objects.requireNonNull(Task.current());
            Asyncio.timeout(tck.scaled(5), () -> {
                assertSame(self, Task.current());
                VAR.set("set under timeout");
                Sleep.sleep(0);
            });
            tck.log.add(VAR.get());
            Asyncio.waitFor(
                    () -> {
                        assertSame(self, Task.current());
                        VAR.set("set under waitFor");
                        Sleep.sleep(0);
                        return "result";
                    },
                    tck.scaled(5));
            tck.log.add(VAR.get());
        });
        tck.log.expect("set under timeout", "set under waitFor");
    }
}
