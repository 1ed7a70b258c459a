// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

final class TimerRules {

    /** What rounding to whole nanoseconds may cost, and one resolution of the clock. */
    private static final double RESOLUTION = 1e-6;

    @Rule(id = "TIME-01")
    void timerFiresOnceAndNotBeforeItsDelay(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        for (double delay : new double[] {0.001, 0.005, 0.02}) {
            double registered = loop.time();
            double[] fired = new double[1];
            TimerHandle timer = loop.callLater(delay, () -> {
                fired[0] = loop.time();
                tck.log.add("fired");
            });
            tck.runUntil("it fired", () -> fired[0] > 0);
            assertTrue(fired[0] >= registered + delay - RESOLUTION,
                    "fired " + (fired[0] - registered) + " s after registration");
            assertTrue(fired[0] >= timer.when() - RESOLUTION, "fired before when()");
        }
        tck.runFor(0.01);
        tck.log.expect("fired", "fired", "fired");
    }

    @VirtualTime
    @Rule(id = "TIME-02")
    void delayIsADeadlineFromNowOn(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        double before = loop.time();
        TimerHandle later = loop.callLater(10, tck.log.adding("later"));
        TimerHandle duration = loop.callLater(Duration.ofSeconds(10), tck.log.adding("duration"));
        double after = loop.time();
        for (TimerHandle timer : List.of(later, duration)) {
            assertTrue(
                    timer.when() >= before + 10 - RESOLUTION && timer.when() <= after + 10 + RESOLUTION,
                    "when() is " + timer.when() + ", allowed is " + (before + 10) + " to " + (after + 10));
        }
        TimerHandle at = loop.callAt(after + 12.5, tck.log.adding("at"));
        assertEquals(after + 12.5, at.when(), RESOLUTION);
        later.cancel();
        duration.cancel();
        at.cancel();
        assertEquals(after + 12.5, at.when(), RESOLUTION, "after cancel");
    }

    @Rule(id = "TIME-03")
    void pastDeadlinesFireInTheNextIteration(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            loop.callLater(0, tck.log.adding("zero"));
            loop.callLater(-5, tck.log.adding("negative"));
            loop.callLater(Duration.ofSeconds(-7), tck.log.adding("negative duration"));
            loop.callLater(Double.NEGATIVE_INFINITY, tck.log.adding("endlessly negative"));
            loop.callAt(loop.time() - 1, tck.log.adding("past"));
            tck.log.add("registered");
        });
        tck.runOnce();
        tck.log.expect("registered");
        tck.runOnce();
        tck.log.expect("registered", "endlessly negative", "negative duration", "negative", "past", "zero");
    }

    @Rule(id = "TIME-04", needs = Capability.MULTIPLE_RUNS)
    void delayZeroIsBehindWhatIsReady(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(tck.log.adding("first"));
        loop.callLater(0, tck.log.adding("timer"));
        loop.callSoon(tck.log.adding("second"));
        tck.runOnce();
        tck.log.expect("first", "second", "timer");
    }

    @VirtualTime
    @Rule(id = "TIME-05")
    void timersThatAreDueTogetherRunByDeadline(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        double now = loop.time();
        for (int i : new int[] {3, 0, 4, 1, 2}) {
            loop.callAt(now + i * 0.0001, tck.log.adding("timer " + i));
        }
        tck.block(0.002);
        tck.runOnce();
        tck.log.expect("timer 0", "timer 1", "timer 2", "timer 3", "timer 4");
    }

    @VirtualTime
    @Rule(id = "TIME-06", note = "the order of equal deadlines is open; that none is lost is not")
    void timersWithEqualDeadlinesAllFire(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        double when = loop.time() + 0.001;
        for (int i = 0; i < 50; i++) {
            loop.callAt(when, tck.log.adding("timer"));
        }
        tck.block(0.003);
        tck.runTimes(2);
        assertEquals(50, tck.log.count("timer"));
    }

    @Rule(
            id = "TIME-07",
            note = "a null Duration or callback gives a NullPointerException, NaN an IllegalArgumentException")
    void delaysThatAreNoneAreRefused(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Runnable callback = tck.log.adding("ran");
        tck.raises(NullPointerException.class, "", () -> loop.callLater(TimerRules.<Duration>none(), callback));
        tck.raises(NullPointerException.class, "", () -> loop.callLater(1, TimerRules.<Runnable>none()));
        tck.raises(NullPointerException.class, "", () -> loop.callAt(1, TimerRules.<Runnable>none()));
        tck.raises(IllegalArgumentException.class, "NaN", () -> loop.callLater(Double.NaN, callback));
        tck.raises(IllegalArgumentException.class, "NaN", () -> loop.callAt(Double.NaN, callback));
        tck.runTimes(2);
        tck.log.expect();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T none() {
        return null;
    }

    @Rule(id = "TIME-13", needs = Capability.MULTIPLE_RUNS)
    void timerOfATimerRunsInALaterIteration(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.callLater(0, () -> {
            tck.log.add("timer");
            loop.callLater(0, tck.log.adding("timer of the timer"));
        });
        tck.runOnce();
        tck.log.add("iteration");
        tck.runOnce();
        tck.log.expect("timer", "iteration", "timer of the timer");
    }

    @VirtualTime
    @Rule(id = "TIME-14", needs = Capability.MULTIPLE_RUNS)
    void delayCountsFromRegistrationNotFromTheRun(RuleContext tck) {
        tck.loop().callLater(0.01, tck.log.adding("timer"));
        tck.block(0.015);
        tck.runOnce();
        tck.log.expect("timer");
    }

    @VirtualTime
    @Rule(id = "TIME-15")
    void callbackThatBlocksPastDeadlinesLetsThemAllRunInTheNextIteration(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        List<String> allowed = new ArrayList<>();
        loop.callSoon(() -> {
            double now = loop.time();
            for (int i = 4; i >= 0; i--) {
                loop.callAt(now + 0.001 + i * 0.001, tck.log.adding("timer " + i));
            }
            tck.block(0.008);
            tck.log.add("blocked");
            loop.callSoon(tck.log.adding("ready"));
        });
        allowed.addAll(List.of("blocked", "ready"));
        for (int i = 0; i < 5; i++) {
            allowed.add("timer " + i);
        }
        tck.runTimes(2);
        tck.log.expect(allowed.toArray(String[]::new));
        tck.runOnce();
        tck.log.expect(allowed.toArray(String[]::new));
    }

    @Rule(id = "TIME-17", needs = Capability.DEBUG_MODE)
    void callAtOfAForeignThreadIsRefusedInDebugMode(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        tck.run(() -> tck.thread("stranger", () -> tck.raises(
                IllegalStateException.class,
                "thread",
                () -> loop.callAt(loop.time(), tck.log.adding("ran"))))
                .join());
        tck.runTimes(2);
        tck.log.expect();
    }
}
