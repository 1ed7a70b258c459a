// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sched;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;

final class OrderRules {

    @Rule(id = "SCHED-01")
    void callbacksRunInTheOrderOfRegistrationEachOnce(RuleContext tck) {
        tck.step("register a, b, c and a again; then two iterations");
        Runnable a = tck.log.adding("a");
        tck.loop().callSoon(a);
        tck.loop().callSoon(tck.log.adding("b"));
        tck.loop().callSoon(tck.log.adding("c"));
        tck.loop().callSoon(a);
        tck.log.add("registered");
        tck.runOnce();
        tck.log.add("one iteration");
        tck.runOnce();
        tck.log.expect("registered", "a", "b", "c", "a", "one iteration");
    }

    @Rule(id = "SCHED-06", note = "a lambda captures what Python passes as arguments")
    void callbackSeesWhatItCapturedAtRegistration(RuleContext tck) {
        for (int i = 0; i < 3; i++) {
            int captured = i;
            String text = "argument " + i;
            tck.loop().callSoon(() -> tck.log.add(captured + " " + text));
        }
        tck.runOnce();
        tck.log.expect("0 argument 0", "1 argument 1", "2 argument 2");
    }

    @Rule(id = "SCHED-07")
    void callSoonReturnsAHandle(RuleContext tck) {
        Context context = Context.copyCurrent();
        Handle handle = tck.loop().callSoon(tck.log.adding("cancelled"), context);
        assertFalse(handle.cancelled());
        assertSame(context, handle.context());
        handle.cancel();
        assertTrue(handle.cancelled());
        tck.runOnce();
        tck.log.expect();
    }

    @Rule(id = "SCHED-16")
    void callbackCancelledByAnEarlierOneOfItsBatchDoesNotRun(RuleContext tck) {
        Handle[] later = new Handle[2];
        tck.loop().callSoon(() -> {
            tck.log.add("cancels");
            later[0].cancel();
            later[1].cancel();
        });
        later[0] = tck.loop().callSoon(tck.log.adding("cancelled"));
        tck.loop().callSoon(tck.log.adding("kept"));
        later[1] = tck.loop().callSoonThreadsafe(tck.log.adding("cancelled, threadsafe"));
        tck.runTimes(2);
        tck.log.expect("cancels", "kept");
    }

    @Rule(id = "SCHED-18", note = "the clock is not frozen during an iteration")
    void timeNeverDecreasesAndMovesOnDuringACallback(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        double before = loop.time();
        for (int i = 0; i < 1000; i++) {
            double now = loop.time();
            assertTrue(now >= before, "time went back from " + before + " to " + now);
            before = now;
        }
        loop.callSoon(() -> {
            double begin = loop.time();
            tck.block(0.005);
            double passed = loop.time() - begin;
            assertTrue(passed >= 0.0049 && passed < 5, "in a callback that blocks 5 ms passed " + passed + " s");
            tck.log.add("measured");
        });
        tck.runOnce();
        tck.log.expect("measured");
    }

    @Rule(id = "SCHED-04", note = "observed as latency")
    void loopWaitsNoLongerThanItsWorkAllows(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        var far = loop.callLater(3600, tck.log.adding("far timer"));
        tck.step("ready work beside a far timer");
        double begin = tck.now();
        loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(loop::stop)));
        loop.runForever();
        tck.step("a near timer beside a far one");
        loop.callLater(tck.scaled(0.01), loop::stop);
        loop.runForever();
        tck.step("stop before the run");
        tck.runOnce();
        far.cancel();
        double took = tck.now() - begin;
        assertTrue(took < tck.scaled(3), "work and a timer of 10 ms took " + took + " s");
        tck.log.expect();
    }

    @Rule(id = "SCHED-05",
            note = "nobody waits a day: a timer behind the cap must neither fire early nor break the poll")
    void timerBehindTheLongestPollIsHarmless(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        var far = loop.callLater(1e7, tck.log.adding("far timer"));
        var farther = loop.callLater(Double.MAX_VALUE, tck.log.adding("farther timer"));
        var other = tck.thread("other", () -> {
            tck.block(0.02);
            loop.callSoonThreadsafe(() -> {
                tck.log.add("woken");
                loop.stop();
            });
        });
        loop.runForever();
        other.join();
        assertTrue(far.when() > loop.time() + 9e6);
        far.cancel();
        farther.cancel();
        tck.log.expect("woken");
    }

    @Rule(id = "SCHED-02")
    void callbackQueuedByACallbackRunsInTheNextIteration(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            tck.log.add("first");
            loop.callSoon(() -> {
                tck.log.add("second");
                loop.callSoon(tck.log.adding("third"));
            });
        });
        for (int iteration = 1; iteration <= 3; iteration++) {
            tck.log.add("iteration " + iteration);
            tck.runOnce();
        }
        tck.log.expect("iteration 1", "first", "iteration 2", "second", "iteration 3", "third");
        tck.step("an endless chain of callbacks beside a timer and a post of another thread");
        boolean[] ended = new boolean[1];
        loop.callSoon(new Runnable() {
            @Override
            public void run() {
                if (!ended[0]) {
                    loop.callSoon(this);
                }
            }
        });
        tck.log.clear();
        loop.callLater(0.001, tck.log.adding("timer"));
        tck.thread("other", () -> loop.callSoonThreadsafe(tck.log.adding("post")));
        tck.runUntil("timer and post were served", () -> tck.log.events().size() == 2);
        ended[0] = true;
        if (tck.can(Capability.TCP)) {
            tck.step("an endless chain of callbacks beside a connection");
            IoTurnRules.dataArrivesBesideAnEndlessChain(tck);
        }
    }
}
