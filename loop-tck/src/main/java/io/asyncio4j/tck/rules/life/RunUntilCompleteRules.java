// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.KeyboardInterrupt;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

final class RunUntilCompleteRules {

    @Rule(id = "LIFE-19")
    void outcomeOfTheFutureIsTheOutcomeOfTheRun(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> result = loop.createFuture();
        loop.callSoon(() -> result.setResult("value"));
        assertEquals("value", loop.runUntilComplete(result));

        Exception error = new Exception("set on the future");
        Future<String> failed = loop.createFuture();
        loop.callSoon(() -> failed.setException(error));
        assertSame(error, assertThrows(Exception.class, () -> loop.runUntilComplete(failed)));

        assertEquals("returned", loop.runUntilComplete(() -> {
            Task<?> task = Objects.requireNonNull(Task.current(), "a coroutine without a task");
            assertSame(loop, task.loop());
            return "returned";
        }));
        Exception thrown = new Exception("thrown by the coroutine");
        assertSame(thrown, assertThrows(Exception.class, () -> tck.run(() -> {
            throw thrown;
        })));
    }

    @Rule(id = "LIFE-20", note = "None is null and gives a NullPointerException; other types do not compile")
    void foreignFuturesAndNullAreRefusedBeforeTheRun(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Future<Object> foreign = tck.newLoop().createFuture();
        loop.callSoon(tck.log.adding("the loop ran"));
        tck.raises(IllegalArgumentException.class, "loop", () -> loop.runUntilComplete(foreign));
        tck.raises(NullPointerException.class, "",
                () -> loop.runUntilComplete(RunUntilCompleteRules.<Future<Object>>none()));
        tck.raises(
                NullPointerException.class,
                "",
                () -> loop.runUntilComplete(RunUntilCompleteRules.<Coroutine<Object>>none()));
        tck.log.expect();
        assertFalse(loop.isRunning());
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T none() {
        return null;
    }

    @Rule(id = "LIFE-21")
    void callbacksOfTheIterationInWhichTheFutureIsDoneStillRun(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        loop.callSoon(() -> {
            tck.log.add("done now");
            future.setResult("value");
            loop.callSoon(() -> {
                tck.log.add("queued with it");
                loop.callSoon(tck.log.adding("one too late"));
            });
        });
        assertEquals("value", loop.runUntilComplete(future));
        tck.log.add("returned");
        tck.runOnce();
        tck.log.expect("done now", "queued with it", "returned", "one too late");
    }

    @Rule(id = "LIFE-22")
    void stoppedRunFailsAndLeavesTheFutureAlone(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        loop.callSoon(loop::stop);
        tck.raises(IllegalStateException.class, "stopped before", () -> loop.runUntilComplete(future));
        assertFalse(future.done());
        tck.step("the future becomes done in a run of its own; that must not stop it");
        loop.callSoon(() -> future.setResult("later"));
        int[] iterations = new int[1];
        loop.callSoon(new Runnable() {
            @Override
            public void run() {
                if (++iterations[0] < 5) {
                    loop.callSoon(this);
                } else {
                    loop.stop();
                }
            }
        });
        loop.runForever();
        assertEquals(5, iterations[0], "iterations of the later run");
        assertEquals("later", loop.runUntilComplete(future));
    }

    @Rule(id = "LIFE-23")
    void loopExitOfAnotherCallbackLeavesAnOrphanThatDisturbsNobody(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> orphan = loop.createFuture();
        loop.callSoon(() -> {
            throw new SystemExit(3);
        });
        SystemExit exit = assertThrows(SystemExit.class, () -> loop.runUntilComplete(orphan));
        assertEquals(3, exit.code());
        tck.step("the orphan becomes done while another coroutine runs");
        String result = loop.runUntilComplete(() -> {
            orphan.setResult("orphan");
            for (int i = 0; i < 5; i++) {
                Sleep.sleep(0);
            }
            return "undisturbed";
        });
        assertEquals("undisturbed", result);
    }

    @Rule(id = "LIFE-24")
    void loopExitOfTheCoroutineItselfIsThrownOnceAndNotReported(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        assertEquals(7, assertThrows(SystemExit.class, () -> tck.run(() -> {
            throw new SystemExit(7);
        }))
                .code());
        assertThrows(KeyboardInterrupt.class, () -> tck.run(() -> {
            Sleep.sleep(0);
            throw new KeyboardInterrupt();
        }));
        tck.run(() -> tck.log.add("the loop goes on"));
        tck.step("collect garbage until a future that failed unseen is reported, which the two tasks must not be");
        failUnseen(loop);
        tck.waitForGarbage("the unseen failure is reported", () -> {
            tck.runOnce();
            return !tck.reports().isEmpty();
        });
        tck.runOnce();
        ExceptionContext report = tck.expectReport();
        assertEquals("unseen", String.valueOf(Objects.requireNonNull(report.exception()).getMessage()));
        tck.log.expect("the loop goes on");
    }

    private static void failUnseen(AbstractEventLoop loop) {
        Future<@Nullable Object> unseen = loop.createFuture();
        unseen.setException(new Exception("unseen"));
    }

    @Rule(id = "LIFE-25")
    void doneFutureStillGivesOneIteration(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> done = loop.createFuture();
        done.setResult("value");
        loop.callSoon(() -> {
            tck.log.add("iteration");
            loop.callSoon(tck.log.adding("second iteration"));
        });
        assertEquals("value", loop.runUntilComplete(done));
        tck.log.add("returned");
        tck.log.expect("iteration", "returned");
    }
}
