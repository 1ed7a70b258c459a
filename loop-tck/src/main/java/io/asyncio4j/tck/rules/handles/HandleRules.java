// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.handles;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

final class HandleRules {

    @Rule(id = "HND-01")
    void cancelledIsTrueFromCancelOn(RuleContext tck) {
        List<Handle> handles = new ArrayList<>();
        for (boolean ranBefore : new boolean[] {false, true}) {
            handles.clear();
            handles.add(tck.loop().callSoon(tck.log.adding("ran " + ranBefore)));
            handles.add(tck.loop().callSoonThreadsafe(tck.log.adding("ran " + ranBefore)));
            handles.add(tck.loop().callLater(0, tck.log.adding("ran " + ranBefore)));
            if (ranBefore) {
                tck.runOnce();
            }
            for (Handle handle : handles) {
                assertFalse(handle.cancelled(), "cancelled before cancel()");
                handle.cancel();
                assertTrue(handle.cancelled());
            }
            tck.runOnce();
            handles.forEach(handle -> assertTrue(handle.cancelled()));
        }
        tck.log.expect("ran true", "ran true", "ran true");
    }

    @Rule(id = "HND-02")
    void cancelLetsGoOfTheCallback(RuleContext tck) {
        List<WeakReference<Object>> captured = new ArrayList<>();
        List<Handle> handles = new ArrayList<>();
        handles.add(tck.loop().callSoon(capturing(captured)));
        handles.add(tck.loop().callSoonThreadsafe(capturing(captured)));
        handles.add(tck.loop().callLater(3600, capturing(captured)));
        handles.forEach(Handle::cancel);
        tck.waitForGarbage(
                "what the callbacks captured is gone, while the handles are held",
                () -> captured.stream().allMatch(reference -> reference.get() == null));
        handles.forEach(handle -> assertTrue(handle.cancelled()));
    }

    private static Runnable capturing(List<WeakReference<Object>> captured) {
        Object burden = new Object();
        captured.add(new WeakReference<>(burden));
        return () -> assertNotNull(burden);
    }

    @Rule(id = "HND-03")
    void handleKnowsItsContext(RuleContext tck) {
        Context given = new Context();
        AbstractEventLoop loop = tck.loop();
        assertSame(given, loop.callSoon(tck.log.adding("ran"), given).context());
        assertSame(given, loop.callSoonThreadsafe(tck.log.adding("ran"), given).context());
        assertSame(given, loop.callLater(0, tck.log.adding("ran"), given).context());
        Handle captured = loop.callSoon(tck.log.adding("ran"));
        assertNotNull(captured.context());
        assertNotSame(Context.current(), captured.context(), "the captured context is a copy");
        tck.runOnce();
        tck.log.expect("ran", "ran", "ran", "ran");
    }

    @Rule(id = "HND-04")
    void threadsafeHandleCanBeCancelledFromAnyThreadInTime(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Handle early = loop.callSoonThreadsafe(tck.log.adding("cancelled before the run"));
        tck.thread("other", early::cancel).join();
        assertTrue(early.cancelled());
        tck.runOnce();
        tck.step("cancelled by another thread while an earlier callback of the batch runs");
        Handle[] later = new Handle[1];
        loop.callSoon(() -> {
            try {
                tck.thread("other", () -> later[0].cancel()).join();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            tck.log.add("cancelled the next");
        });
        later[0] = loop.callSoonThreadsafe(tck.log.adding("cancelled in the batch"));
        tck.runOnce();
        tck.log.expect("cancelled the next");
    }

    @Rule(id = "HND-05")
    void othersWhoCancelARunningThreadsafeCallbackWait(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Handle handle = loop.callSoonThreadsafe(() -> {
            tck.log.add("begins");
            running.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            tck.log.add("ends");
            loop.callSoon(loop::stop);
        });
        RuleThread asks = tck.thread("asks", () -> {
            running.await();
            boolean cancelled = handle.cancelled();
            tck.log.add("asked: " + cancelled);
        });
        RuleThread releases = tck.thread("releases", () -> {
            running.await();
            // Time for the one who asks to be wrong.
            tck.block(0.02);
            tck.log.add("released");
            release.countDown();
        });
        loop.runForever();
        asks.join();
        releases.join();
        tck.log.expect("begins", "released", "ends", "asked: false");
        tck.log.clear();

        tck.step("the same with cancel()");
        CountDownLatch runningAgain = new CountDownLatch(1);
        CountDownLatch releaseAgain = new CountDownLatch(1);
        Handle second = loop.callSoonThreadsafe(() -> {
            runningAgain.countDown();
            try {
                releaseAgain.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            tck.log.add("ends");
            loop.callSoon(loop::stop);
        });
        RuleThread cancels = tck.thread("cancels", () -> {
            runningAgain.await();
            second.cancel();
            tck.log.add("cancel returned: " + second.cancelled());
        });
        RuleThread releasesAgain = tck.thread("releases", () -> {
            runningAgain.await();
            tck.block(0.02);
            releaseAgain.countDown();
        });
        loop.runForever();
        cancels.join();
        releasesAgain.join();
        tck.log.expect("ends", "cancel returned: true");
    }

    @Rule(id = "HND-06")
    void threadsafeCallbackMayCancelItself(RuleContext tck) {
        Handle[] handle = new Handle[1];
        handle[0] = tck.loop().callSoonThreadsafe(() -> {
            assertFalse(handle[0].cancelled());
            handle[0].cancel();
            assertTrue(handle[0].cancelled());
            tck.log.add("cancelled itself");
        });
        tck.runOnce();
        tck.log.expect("cancelled itself");
    }

    @Rule(id = "HND-07", needs = Capability.DEBUG_MODE)
    void debugHandleKnowsWhereItWasMadeAndStillNamesItsCallback(RuleContext tck) {
        tck.loop().setDebug(true);
        Handle handle = tck.loop().callSoon(tck.log.adding("remembered"));
        Throwable site = handle.sourceTraceback();
        assertNotNull(site, "no creation site");
        boolean here = List.of(site.getStackTrace()).stream()
                .anyMatch(frame -> frame.getMethodName()
                        .equals("debugHandleKnowsWhereItWasMadeAndStillNamesItsCallback"));
        assertTrue(here, "the creation site does not name this method");
        assertTrue(handle.toString().contains("remembered"), handle.toString());
        handle.cancel();
        assertTrue(handle.toString().contains("remembered"), "after cancel: " + handle);
        assertTrue(handle.toString().contains("cancelled"), "after cancel: " + handle);
    }
}
