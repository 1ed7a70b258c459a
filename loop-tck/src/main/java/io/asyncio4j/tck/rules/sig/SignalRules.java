// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sig;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import io.asyncio4j.tck.harness.Signals;
import io.asyncio4j.tck.harness.net.Expect;

/** Signals that a process survives without a handler: URG and WINCH, on Linux numbers 23 and 28. */
final class SignalRules {

    private static final int SIGURG = 23;

    @Rule(id = "SIG-01", needs = Capability.SIGNALS)
    void signalCallsBackOnTheLoopAndWakesIt(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.addSignalHandler("SIGURG", () -> {
            tck.log.add("signal");
            loop.callSoon(tck.log.adding("scheduled by the handler"));
            loop.callSoon(loop::stop);
        });
        RuleThread sender = tck.thread("sender", () -> {
            tck.waitFor("the loop runs", loop::isRunning);
            Signals.raise("URG");
        });
        tck.step("the loop has nothing else to wait for");
        loop.runForever();
        sender.join();
        tck.log.expect("signal", "scheduled by the handler");
    }

    @Rule(id = "SIG-02", needs = Capability.SIGNALS)
    void secondHandlerTakesThePlaceOfTheFirst(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.addSignalHandler("URG", tck.log.adding("first"));
        loop.addSignalHandler(SIGURG, tck.log.adding("second"));
        Signals.raise("URG");
        tck.runUntil("a handler was called", () -> !tck.log.events().isEmpty());
        tck.log.expect("second");
    }

    @Rule(id = "SIG-03", needs = Capability.SIGNALS,
            note = "what was there before is what the JVM or an outer handler did")
    void removingTellsWhetherThereWasOneAndRestores(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        AbstractEventLoop other = tck.newLoop();
        Expect.same("a handler that never was", false, loop.removeSignalHandler("SIGURG"));
        other.addSignalHandler("SIGURG", tck.log.adding("before"));
        loop.addSignalHandler("SIGURG", tck.log.adding("after"));
        Signals.raise("URG");
        tck.runUntil("the last handler was called", () -> tck.log.count("after") > 0);
        Expect.same("whether there was one", true, loop.removeSignalHandler("SIGURG"));
        Expect.same("whether there still was one", false, loop.removeSignalHandler("SIGURG"));
        tck.step("the handler from before is in place again");
        Signals.raise("URG");
        untilLogged(tck, other, "before");
        Expect.same("whether there was one", true, other.removeSignalHandler(SIGURG));
        tck.step("and the system's own way with the signal at the end: it is ignored");
        Signals.raise("URG");
        tck.runFor(0.02);
        tck.log.expect("after", "before");
    }

    private static void untilLogged(RuleContext tck, AbstractEventLoop loop, String event) {
        Runnable look = new Runnable() {
            @Override
            public void run() {
                if (tck.log.count(event) > 0) {
                    loop.stop();
                } else {
                    loop.callLater(0.001, this);
                }
            }
        };
        loop.callSoon(look);
        loop.runForever();
    }

    @Rule(id = "SIG-04", needs = Capability.SIGNALS)
    void whatIsNoSignalOrCannotBeCaughtIsRefused(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Runnable never = tck.log.adding("called");
        for (int number : new int[] {-1, 0, 999}) {
            tck.raises(IllegalArgumentException.class, "no signal", () -> loop.addSignalHandler(number, never));
            tck.raises(IllegalArgumentException.class, "no signal", () -> loop.removeSignalHandler(number));
        }
        tck.raises(IllegalArgumentException.class, "SIGNOTHING", () -> loop.addSignalHandler("SIGNOTHING", never));
        tck.raises(IllegalArgumentException.class, "SIGNOTHING", () -> loop.removeSignalHandler("SIGNOTHING"));
        for (String name : new String[] {"SIGKILL", "SIGSTOP", "SIGSEGV"}) {
            tck.raises(IllegalStateException.class, "cannot be caught", () -> loop.addSignalHandler(name, never));
            Expect.same(name, false, loop.removeSignalHandler(name));
        }
        tck.raises(IllegalStateException.class, "cannot be caught", () -> loop.addSignalHandler(9, never));
    }

    @Rule(id = "SIG-07", needs = Capability.SIGNALS)
    void signalsInQuickSuccessionCallAtLeastOnce(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.addSignalHandler("SIGURG", tck.log.adding("urgent"));
        loop.addSignalHandler("SIGWINCH", tck.log.adding("window"));
        for (int i = 0; i < 3; i++) {
            Signals.raise("URG");
            Signals.raise("WINCH");
        }
        tck.runUntil(
                "both were called", () -> tck.log.count("urgent") > 0 && tck.log.count("window") > 0);
        tck.runFor(0.02);
        Expect.that("neither was called more often than sent",
                tck.log.count("urgent") <= 3 && tck.log.count("window") <= 3);
    }

    @Rule(id = "SIG-08", needs = Capability.SIGNALS)
    void closingTheLoopRemovesAllHandlers(RuleContext tck) throws Exception {
        AbstractEventLoop outer = tck.newLoop();
        outer.addSignalHandler("SIGURG", tck.log.adding("outer"));
        AbstractEventLoop loop = tck.loop();
        loop.addSignalHandler("SIGURG", tck.log.adding("closed"));
        loop.addSignalHandler("SIGWINCH", tck.log.adding("closed"));
        loop.close();
        Expect.same("a handler on a closed loop", false, loop.removeSignalHandler("SIGURG"));
        Signals.raise("WINCH");
        Signals.raise("URG");
        untilLogged(tck, outer, "outer");
        tck.log.expect("outer");
    }

    @Rule(id = "SIG-09", needs = Capability.SIGNALS)
    void throwingHandlerIsReportedAndStays(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.addSignalHandler("SIGURG", () -> {
            tck.log.add("called");
            throw new IllegalStateException("by the handler");
        });
        for (int i = 1; i <= 2; i++) {
            int calls = i;
            Signals.raise("URG");
            tck.runUntil("the handler was called", () -> tck.log.count("called") == calls);
        }
        tck.expectReports(2);
        tck.log.expect("called", "called");
    }
}
