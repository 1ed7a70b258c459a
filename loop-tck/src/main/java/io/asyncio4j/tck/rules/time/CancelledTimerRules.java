// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.time;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

final class CancelledTimerRules {

    @VirtualTime
    @Rule(id = "TIME-08")
    void cancelledTimerNeverFiresAlsoWhenItIsDueAlready(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        double now = loop.time();
        TimerHandle[] second = new TimerHandle[1];
        loop.callAt(now, () -> {
            tck.log.add("first cancels second");
            second[0].cancel();
        });
        second[0] = loop.callAt(now + 0.0001, tck.log.adding("second"));
        loop.callAt(now + 0.0002, tck.log.adding("third"));
        loop.callLater(0.003, tck.log.adding("cancelled early")).cancel();
        tck.block(0.005);
        tck.runTimes(2);
        tck.log.expect("first cancels second", "third");
    }

    @VirtualTime
    @Rule(id = "TIME-09")
    void cancellingTwiceOrTooLateIsHarmless(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        TimerHandle fired = loop.callLater(0, tck.log.adding("fired"));
        TimerHandle cancelled = loop.callLater(0, tck.log.adding("cancelled"));
        TimerHandle kept = loop.callLater(0.002, tck.log.adding("kept"));
        cancelled.cancel();
        cancelled.cancel();
        tck.runOnce();
        fired.cancel();
        fired.cancel();
        cancelled.cancel();
        assertTrue(fired.cancelled() && cancelled.cancelled());
        assertFalse(kept.cancelled());
        tck.runUntil("the timer beside them fired", () -> tck.log.count("kept") == 1);
        tck.log.expect("fired", "kept");
    }

    @Rule(id = "TIME-10", note = "neutral form: most of a hundred thousand cancelled far timers can be collected")
    void cancelledTimersDoNotPileUp(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        List<WeakReference<TimerHandle>> samples = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            loop.callSoon(() -> {
                for (int i = 0; i < 1000; i++) {
                    TimerHandle timer = loop.callLater(3600 + i, tck.log.adding("far timer"));
                    timer.cancel();
                    if (i == 500) {
                        samples.add(new WeakReference<>(timer));
                    }
                }
            });
            tck.runOnce();
        }
        tck.runOnce();
        tck.waitForGarbage(
                "at least 95 of 100 sampled timers are gone",
                () -> samples.stream().filter(sample -> sample.get() == null).count() >= 95);
        tck.log.expect();
    }

    @VirtualTime
    @Rule(id = "TIME-11")
    void hugeDelaysNeitherWrapNorFire(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        List<TimerHandle> timers = new ArrayList<>();
        for (double seconds : new double[] {90_000, 1e9, 1e12, 1e18, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
            TimerHandle timer = loop.callLater(seconds, tck.log.adding("fired after " + seconds));
            assertTrue(timer.when() > loop.time() + 80_000, seconds + " s gave when() " + timer.when());
            timers.add(timer);
            timers.add(loop.callAt(loop.time() + seconds, tck.log.adding("fired at " + seconds)));
        }
        timers.add(
                loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), tck.log.adding("fired after the longest Duration")));
        tck.runOnce();
        tck.runFor(0.01);
        timers.forEach(TimerHandle::cancel);
        tck.log.expect();
    }

    @Rule(id = "TIME-12", note = "counted in processor time where the rule's thread has a clock for it")
    void tinyDelaysEndSoonAndNoDelayIsSpunAway(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        double begin = tck.now();
        tck.run(() -> {
            for (double delay : new double[] {1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10}) {
                Sleep.sleep(delay);
            }
        });
        assertTrue(tck.now() - begin < tck.scaled(2), "eight tiny delays took " + (tck.now() - begin) + " s");
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (Thread.currentThread().isVirtual() || !threads.isCurrentThreadCpuTimeSupported()) {
            return;
        }
        tck.step("20 timers of 10 ms one after the other");
        long cpuBefore = threads.getCurrentThreadCpuTime();
        begin = tck.now();
        for (int i = 0; i < 20; i++) {
            loop.callLater(0.01, loop::stop);
            loop.runForever();
        }
        double cpu = (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e9;
        double took = tck.now() - begin;
        assertTrue(cpu < took * 0.6, "waiting " + took + " s for timers cost " + cpu + " s of processor time");
    }
}
