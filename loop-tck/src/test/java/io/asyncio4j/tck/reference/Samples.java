// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Rules that do what rules must not do, for the harness to notice. */
public final class Samples {

    /** What a leaking rule keeps open; the test releases it. */
    public static final CountDownLatch RELEASE = new CountDownLatch(1);

    void holds(RuleContext tck) {
        tck.loop().callSoon(tck.log.adding("a"));
        tck.runOnce();
        tck.log.expect("a");
    }

    void sees_another_order(RuleContext tck) {
        tck.step("register b before a");
        tck.loop().callSoon(tck.log.adding("b"));
        tck.loop().callSoon(tck.log.adding("a"));
        tck.runOnce();
        tck.log.expect("a", "b");
    }

    void hangs(RuleContext tck) throws Exception {
        tck.run(() -> {
            tck.loop().createTask(() -> Sleep.sleep(1000));
            tck.loop().callExceptionHandler(ExceptionContext.of("why it hangs"));
            Sleep.sleep(1000);
        });
    }

    /** While it is true, samples that cannot be ended go on. */
    public static volatile boolean spinning = true;

    /** Neither suspends nor heeds an interrupt. */
    public static void spin() {
        while (spinning) {
            Thread.onSpinWait();
        }
    }

    void spins_in_a_coroutine(RuleContext tck) throws Exception {
        tck.run(Samples::spin);
    }

    void spins_in_a_callback(RuleContext tck) {
        tck.loop().callSoon(Samples::spin);
        tck.runOnce();
    }

    void posts(RuleContext tck) {
        tck.loop().callSoonThreadsafe(tck.log.adding("a"));
        tck.runOnce();
        tck.log.expect("a");
    }

    void sleeps(RuleContext tck) throws Exception {
        tck.run(() -> Sleep.sleep(0.01));
    }

    void leaks_a_thread(RuleContext tck) {
        Thread.ofPlatform().daemon().name("left-behind").start(() -> {
            while (RELEASE.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
        });
    }

    void leaks_a_descriptor(RuleContext tck) throws Exception {
        Kept.pipe = java.nio.channels.Pipe.open();
    }

    /** Holds what would otherwise be collected and closed. */
    public static final class Kept {
        /** As opened by the sample. */
        public static java.nio.channels.@org.jspecify.annotations.Nullable Pipe pipe;

        private Kept() {}
    }

    void reports_unexpectedly(RuleContext tck) {
        tck.loop().callExceptionHandler(ExceptionContext.of("nobody expected this"));
    }

    void logs_an_error(RuleContext tck) {
        tck.loop().defaultExceptionHandler(ExceptionContext.of("logged as an error"));
    }

    void forgets_a_thread_that_fails(RuleContext tck) {
        tck.thread("forgotten", () -> {
            throw new IllegalStateException("thrown by the other thread");
        });
    }
}
