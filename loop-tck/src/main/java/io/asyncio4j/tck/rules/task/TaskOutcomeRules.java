// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** How a task begins, waits and ends. */
@VirtualTime
final class TaskOutcomeRules {

    @Rule(id = "TASK-01")
    void theBodyStartsInTheNextIterationInItsTurn(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> tck.log.add("queued before"));
        Task<Integer> task = loop.createTask(() -> {
            tck.log.add("body");
            return 1;
        });
        loop.callSoon(() -> tck.log.add("queued after"));
        tck.log.take();
        assertEquals(1, loop.runUntilComplete(task));
        tck.log.take("queued before", "body", "queued after");
    }

    @Rule(id = "TASK-02")
    void theOutcomeIsWhatTheBodyDid(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        assertEquals("v", loop.runUntilComplete(loop.createTask(() -> "v")));
        IOException error = new IOException("e");
        Task<String> failing = loop.createTask(() -> {
            throw error;
        });
        assertSame(error, assertThrows(IOException.class, () -> loop.runUntilComplete(failing)));
        assertSame(error, failing.exception());
        assertFalse(failing.cancelled());
        Task<String> cancelled = loop.createTask(() -> {
            throw new CancelledError();
        });
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(cancelled));
        assertTrue(cancelled.cancelled());
    }

    @Rule(id = "TASK-03")
    void aTaskCannotBeCompletedFromOutside(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<String> task = loop.createTask(() -> "own");
        assertThrows(IllegalStateException.class, () -> task.setResult("other"));
        assertThrows(IllegalStateException.class, () -> task.setException(new IOException("other")));
        assertFalse(task.done());
        assertEquals("own", loop.runUntilComplete(task));
    }

    @Rule(id = "TASK-18")
    void awaitingItselfOrAForeignFutureFailsInsideTheTaskLater(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> foreign = tck.newLoop().createFuture();
        AtomicReference<Task<?>> self = new AtomicReference<>();
        for (String what : new String[] {"itself", "a foreign future"}) {
            Task<?> task = loop.createTask((CoroutineAction) () -> {
                Future<?> wrong = what.equals("itself") ? self.get() : foreign;
                loop.callSoon(() -> tck.log.add("iteration passed"));
                assertThrows(IllegalStateException.class, wrong::await);
                tck.log.add("await of " + what + " failed");
            });
            self.set(task);
            loop.runUntilComplete(task);
            tck.log.take("iteration passed", "await of " + what + " failed");
        }
    }

    @Rule(id = "TASK-20")
    void aLoopExitOfATaskIsItsExceptionAndLeavesTheRun(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        SystemExit exit = new SystemExit(3);
        Task<String> task = loop.createTask(() -> {
            throw exit;
        });
        loop.callSoon(() -> tck.log.add("after the failing step"));
        assertSame(exit, assertThrows(SystemExit.class, loop::runForever));
        assertSame(exit, task.exception());
        tck.log.take();
        loop.runUntilComplete(loop.createTask(() -> Sleep.sleep(0)));
        tck.log.take("after the failing step");
    }

    @Rule(id = "TASK-26")
    void aMissingCoroutineIsRefused(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        CoroutineAction none = null;
        NullPointerException error = assertThrows(NullPointerException.class, () -> loop.createTask(none));
        assertTrue(error.getMessage().contains("createTask"), error.getMessage());
        assertTrue(Task.all(loop).isEmpty());
    }

    @Rule(id = "TASK-28")
    void aClosedLoopTakesNoTask(RuleContext tck) {
        AbstractEventLoop loop = tck.newLoop();
        loop.close();
        assertThrows(IllegalStateException.class, () -> loop.createTask(() -> tck.log.add("never")));
        assertTrue(Task.all(loop).isEmpty());
        tck.log.take();
    }

    @Rule(id = "TASK-32")
    void sleepZeroGivesUpExactlyOneIterationWithoutATimer(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        for (double delay : new double[] {0, -1}) {
            loop.runUntilComplete((CoroutineAction) () -> {
                loop.callSoon(() -> {
                    tck.log.add("one");
                    loop.callSoon(() -> tck.log.add("two"));
                });
                Sleep.sleep(delay);
                tck.log.add("awake");
                Sleep.sleep(delay);
                tck.log.add("awake again");
            });
            tck.log.take("one", "awake", "two", "awake again");
        }
    }

    @Rule(id = "TASK-33")
    void sleepWaitsAtLeastItsDelayAndLeavesNoTimerWhenCancelled(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.runUntilComplete((CoroutineAction) () -> {
            double started = loop.time();
            Sleep.sleep(0.02);
            assertTrue(loop.time() - started >= 0.02 - 1e-6, "slept only " + (loop.time() - started) + " s");
        });
        Task<?> sleeper = loop.createTask((CoroutineAction) () -> Sleep.sleep(3600));
        loop.callSoon(() -> loop.callSoon(sleeper::cancel));
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(sleeper));
        assertEquals(0, tck.subject().liveTimers(loop), "timers left by a cancelled sleep");
    }

    @Rule(id = "TASK-34")
    void sleepingNotANumberIsRefused(RuleContext tck) throws Exception {
        tck.loop().runUntilComplete(
                (CoroutineAction) () -> assertThrows(IllegalArgumentException.class, () -> Sleep.sleep(Double.NaN)));
    }
}
