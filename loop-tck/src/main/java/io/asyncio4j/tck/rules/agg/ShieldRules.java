// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Shield;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.lang.ref.WeakReference;

/** Keeping a cancellation from what is waited for. */
@VirtualTime
final class ShieldRules {

    private static void aFewIterations() {
        for (int i = 0; i < 3; i++) {
            Sleep.sleep(0);
        }
    }

    @Rule(id = "AGG-36", needs = Capability.TASKS)
    void outcomesPassOutwardsAndCancellationDoesNotPassInwards(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> fine = loop.createFuture();
            Future<String> outer = Shield.shield(fine);
            fine.setResult("result");
            assertEquals("result", outer.await());

            IOException failure = new IOException("fails");
            Future<String> fails = loop.createFuture();
            outer = Shield.shield(fails);
            fails.setException(failure);
            assertSame(failure, assertThrows(IOException.class, outer::await));

            Future<String> cancelled = loop.createFuture();
            outer = Shield.shield(cancelled);
            cancelled.cancel();
            assertThrows(CancelledError.class, outer::await);
            assertTrue(outer.cancelled());

            Future<String> goesOn = loop.createFuture();
            Future<String> given = Shield.shield(goesOn);
            Task<String> waits = loop.createTask(given::await);
            Sleep.sleep(0);
            assertTrue(waits.cancel());
            assertTrue(given.cancelled());
            assertThrows(CancelledError.class, waits::await);
            aFewIterations();
            assertFalse(goesOn.done());
            goesOn.setResult("later");

            tck.step("a coroutine is started and shielded");
            Future<String> release = loop.createFuture();
            Future<String> ofCoroutine = Shield.shield(() -> {
                String value = release.await();
                tck.log.add("body ends with " + value);
                return value;
            });
            Sleep.sleep(0);
            ofCoroutine.cancel();
            release.setResult("a value");
            aFewIterations();
        });
        tck.log.expect("body ends with a value");
    }

    @Rule(id = "AGG-37", needs = Capability.TASKS)
    void aDoneFutureNeedsNoShield(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> done = loop.createFuture();
            assertNotSame(done, Shield.shield(done));
            done.setResult("there");
            assertSame(done, Shield.shield(done));
            Future<String> cancelled = loop.createFuture();
            cancelled.cancel();
            assertSame(cancelled, Shield.shield(cancelled));
        });
    }

    @Rule(id = "AGG-38", needs = Capability.TASKS)
    void aFailureThatNobodyWaitsForAnyMoreIsReportedOnce(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        IOException failure = new IOException("late");
        tck.run(() -> {
            Future<String> fails = loop.createFuture();
            Future<String> first = Shield.shield(fails);
            Future<String> second = Shield.shield(fails);
            first.cancel();
            aFewIterations();
            second.cancel();
            aFewIterations();
            fails.setException(failure);
            aFewIterations();
            ExceptionContext report = tck.expectReport();
            assertSame(failure, report.exception());
            assertSame(fails, report.future());

            tck.step("no report: a success, a cancellation, a failure that somebody still waits for");
            Future<String> fine = loop.createFuture();
            Shield.shield(fine).cancel();
            Future<String> cancelled = loop.createFuture();
            Shield.shield(cancelled).cancel();
            Future<String> seen = loop.createFuture();
            Future<String> outer = Shield.shield(seen);
            aFewIterations();
            fine.setResult("fine");
            cancelled.cancel();
            seen.setException(failure);
            assertSame(failure, assertThrows(IOException.class, outer::await));
            aFewIterations();
        });
    }

    @Rule(id = "AGG-39", needs = Capability.TASKS,
            note = "a callback that stayed would keep the cancelled outer future from being collected")
    void aCancelledShieldLeavesNothingOnWhatItShielded(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> inner = loop.createFuture();
        WeakReference<Future<String>> outer = tck.call(() -> {
            Future<String> shield = Shield.shield(inner);
            shield.cancel();
            aFewIterations();
            return new WeakReference<>(shield);
        });
        tck.waitForGarbage("the cancelled shield is collected", () -> outer.get() == null);
        assertFalse(inner.done());
    }
}
