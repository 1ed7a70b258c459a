// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;

final class RunningRules {

    @Rule(id = "LIFE-01")
    void loopRunsExactlyFromEntryToReturnOrThrow(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        assertFalse(loop.isRunning(), "a fresh loop runs");
        assertFalse(loop.isClosed(), "a fresh loop is closed");
        tck.step("runForever, stopped by a callback");
        loop.callSoon(() -> {
            tck.log.add("running " + loop.isRunning());
            loop.stop();
            tck.log.add("running " + loop.isRunning());
        });
        loop.runForever();
        tck.log.add("running " + loop.isRunning());
        tck.step("runUntilComplete");
        tck.run(() -> tck.log.add("running " + loop.isRunning()));
        tck.log.add("running " + loop.isRunning());
        tck.step("runForever that a SystemExit leaves");
        loop.callSoon(() -> {
            throw new SystemExit(1);
        });
        assertThrows(SystemExit.class, loop::runForever);
        tck.log.add("running " + loop.isRunning());
        assertFalse(loop.isClosed());
        tck.log.expect("running true", "running true", "running false", "running true", "running false",
                "running false");
    }

    @Rule(id = "LIFE-02", note = "RunningLoop.get() answers null where get_running_loop() fails")
    void runningLoopIsKnownOnItsThreadDuringTheRunOnly(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        assertNull(RunningLoop.get());
        loop.callSoon(() -> {
            assertSame(loop, RunningLoop.get());
            loop.stop();
        });
        loop.runForever();
        tck.step("in a coroutine, and on another thread meanwhile");
        tck.run(() -> {
            assertSame(loop, RunningLoop.get());
            assertSame(Task.current(), Task.current(loop));
            tck.thread("other", () -> {
                assertNull(RunningLoop.get(), "another thread sees the loop");
                tck.raises(IllegalStateException.class, "loop", Task::current);
            })
                    .join();
        });
        assertNull(RunningLoop.get(), "after a run");
        loop.callSoon(() -> {
            throw new SystemExit(1);
        });
        assertThrows(SystemExit.class, loop::runForever);
        assertNull(RunningLoop.get(), "after a run that threw");
        tck.raises(IllegalStateException.class, "loop", Task::current);
    }

    @Rule(id = "LIFE-09")
    void runningLoopCannotBeRunAgain(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            tck.raises(IllegalStateException.class, "already running", loop::runForever);
            tck.raises(IllegalStateException.class, "already running",
                    () -> loop.runUntilComplete(loop.createFuture()));
            tck.log.add("refused in a callback");
            loop.callSoon(tck.log.adding("goes on"));
        });
        tck.run(() -> {
            tck.raises(IllegalStateException.class, "already running", loop::runForever);
            tck.log.add("refused in a coroutine");
            assertSame(loop, RunningLoop.get());
        });
        tck.runOnce();
        tck.step("from another thread");
        loop.callSoon(() -> {
            try {
                tck.thread("other", () -> tck.raises(IllegalStateException.class, "already running", loop::runForever))
                        .join();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            tck.log.add("refused on another thread");
        });
        tck.runOnce();
        tck.log.expect("refused in a callback", "refused in a coroutine", "goes on", "refused on another thread");
    }

    @Rule(id = "LIFE-10")
    void anotherLoopCannotRunInsideARunningOne(RuleContext tck) {
        AbstractEventLoop outer = tck.loop();
        AbstractEventLoop inner = tck.newLoop();
        inner.callSoon(tck.log.adding("inner"));
        outer.callSoon(() -> {
            tck.raises(IllegalStateException.class, "another loop is running", inner::runForever);
            assertFalse(inner.isRunning());
            assertTrue(outer.isRunning());
            assertSame(outer, RunningLoop.get(), "the running loop");
            outer.callSoon(tck.log.adding("outer goes on"));
        });
        tck.runTimes(2);
        tck.log.add("outer has ended");
        inner.stop();
        inner.runForever();
        tck.log.expect("outer goes on", "outer has ended", "inner");
    }

    @Rule(id = "LIFE-07", needs = Capability.MULTIPLE_RUNS)
    void stoppedLoopRunsAgainWithAllThatWasScheduled(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.step("three runs; a timer and a task span them");
        int[] fired = new int[1];
        loop.callLater(tck.scaled(0.03), () -> fired[0]++);
        Task<String> task = loop.createTask(() -> {
            for (int i = 1; i <= 3; i++) {
                tck.log.add("step " + i);
                io.asyncio4j.tasks.Sleep.sleep(0);
            }
            return "result";
        });
        for (int run = 1; run <= 3; run++) {
            tck.log.add("run " + run);
            tck.runOnce();
        }
        assertEquals("result", loop.runUntilComplete(task));
        if (tck.can(Capability.THREAD_MOVE)) {
            tck.step("the next run on another thread");
            tck.thread("runner", () -> tck.runUntil("the timer fired", () -> fired[0] == 1)).join();
        } else {
            tck.runUntil("the timer fired", () -> fired[0] == 1);
        }
        assertEquals(1, fired[0], "how often the timer fired");
        tck.log.expect("run 1", "step 1", "run 2", "step 2", "run 3", "step 3");
    }
}
