// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;

final class StopRules {

    @Rule(id = "LIFE-03", needs = Capability.MULTIPLE_RUNS)
    void stopBeforeTheRunGivesExactlyOneIteration(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            tck.log.add("queued");
            loop.callSoon(tck.log.adding("queued by it"));
        });
        loop.callLater(0, tck.log.adding("due timer"));
        loop.callLater(3600, tck.log.adding("far timer")).cancel();
        loop.stop();
        loop.runForever();
        tck.log.add("returned");
        tck.runOnce();
        tck.log.expect("queued", "due timer", "returned", "queued by it");
    }

    @Rule(id = "LIFE-04", needs = Capability.MULTIPLE_RUNS)
    void stopInACallbackLetsTheBatchEndAndKeepsWhatItQueued(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            tck.log.add("a stops");
            loop.callSoon(tck.log.adding("queued by a"));
            loop.stop();
        });
        loop.callSoon(() -> {
            tck.log.add("b");
            loop.callSoon(tck.log.adding("queued by b"));
        });
        loop.runForever();
        tck.log.add("returned");
        tck.runOnce();
        tck.log.expect("a stops", "b", "returned", "queued by a", "queued by b");
    }

    @Rule(id = "LIFE-05", needs = Capability.MULTIPLE_RUNS)
    void severalStopsAreOne(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        tck.step("stop three times before a run, and again twice in its only iteration");
        loop.callSoon(() -> {
            tck.log.add("first iteration");
            loop.stop();
            loop.stop();
            loop.callSoon(tck.log.adding("second iteration"));
        });
        loop.stop();
        loop.stop();
        loop.stop();
        loop.runForever();
        tck.log.add("returned");
        tck.step("a run of five iterations");
        iterate(tck, 1, 5);
        loop.runForever();
        tck.log.expect("first iteration", "returned", "second iteration", "1", "2", "3", "4", "5");
    }

    private static void iterate(RuleContext tck, int number, int last) {
        tck.loop().callSoon(() -> {
            tck.log.add("" + number);
            if (number == last) {
                tck.loop().stop();
            } else {
                iterate(tck, number + 1, last);
            }
        });
    }

    @Rule(id = "LIFE-06")
    void stopWithoutARunIsHarmless(RuleContext tck) {
        AbstractEventLoop neverRun = tck.newLoop();
        neverRun.stop();
        neverRun.close();
        neverRun.stop();
        tck.loop().callSoon(tck.log.adding("ran"));
        tck.runOnce();
        tck.loop().stop();
        tck.loop().close();
        tck.loop().stop();
        assertEquals(1, tck.log.count("ran"));
    }

    @Rule(id = "LIFE-08", needs = {Capability.TCP, Capability.MULTIPLE_RUNS})
    void eventThatWasHandledIsNotDispatchedAgainInTheNextRun(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol().onData((transport, data) -> loop.stop());
            TcpRig.Link link = rig.client(protocol);
            tck.step("a run that the data stops, then further ones");
            link.peer().send("once");
            loop.runForever();
            tck.log.expect("made", "data:once");
            rig.iterations(10);
            rig.settle();
            tck.log.expect("made", "data:once");
            tck.step("between two runs comes more");
            link.peer().send("more");
            loop.runForever();
            rig.iterations(10);
            tck.log.expect("made", "data:once", "data:more");
        }
    }
}
