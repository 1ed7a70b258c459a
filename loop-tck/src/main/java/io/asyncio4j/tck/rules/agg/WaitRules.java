// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.ReturnWhen;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.Waited;
import io.asyncio4j.tasks.Waiting;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Waiting for some or all of several futures. */
@VirtualTime
final class WaitRules {

    @Rule(id = "AGG-11", needs = Capability.TASKS,
            note = "a bare future, or a coroutine among the futures, does not compile; null stands for them")
    void badArgumentsAreRefused(RuleContext tck) throws Exception {
        tck.run(() -> {
            Future<String> future = tck.loop().createFuture();
            tck.raises(IllegalArgumentException.class, "no futures", () -> Waiting.wait(List.<Future<?>>of()));
            tck.raises(
                    NullPointerException.class, "returnWhen", () -> Waiting.wait(List.of(future), (ReturnWhen) null));
            tck.raises(NullPointerException.class, "wait", () -> Waiting.<Future<String>>wait(null));
            List<Future<String>> withNull = new ArrayList<>(List.of(future));
            withNull.add(null);
            tck.raises(NullPointerException.class, "wait", () -> Waiting.wait(withNull));
            tck.raises(
                    IllegalArgumentException.class,
                    "NaN",
                    () -> Waiting.wait(List.of(future), ReturnWhen.ALL_COMPLETED, Double.NaN));
        });
    }

    @Rule(id = "AGG-12", needs = Capability.TASKS)
    void whenTheTimeIsOverItReturnsAndCancelsNothing(RuleContext tck) throws Exception {
        tck.run(() -> {
            Future<String> done = tck.loop().createFuture();
            Future<String> open = tck.loop().createFuture();
            done.setResult("early");
            Waited<Future<String>> waited =
                    Waiting.wait(List.of(open, done), ReturnWhen.ALL_COMPLETED, tck.scaled(0.005));
            assertEquals(new Waited<>(Set.of(done), Set.of(open)), waited);
            assertFalse(open.done());
            waited = Waiting.wait(List.of(open), ReturnWhen.ALL_COMPLETED, 0);
            assertEquals(new Waited<>(Set.of(), Set.of(open)), waited);
            assertFalse(open.done());
        });
    }

    @Rule(id = "AGG-13", needs = Capability.TASKS)
    void allThatAreDoneWhenItResumesCountAsDone(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> trigger = loop.createFuture();
            Future<String> beside = loop.createFuture();
            Future<String> open = loop.createFuture();
            loop.callSoon(() -> {
                trigger.setResult("first");
                // Behind the callback that ends the wait, before the step that resumes it.
                loop.callSoon(() -> beside.setResult("second"));
            });
            Waited<Future<String>> waited =
                    Waiting.wait(List.of(open, beside, trigger), ReturnWhen.FIRST_COMPLETED);
            assertEquals(new Waited<>(Set.of(beside, trigger), Set.of(open)), waited);
        });
    }

    @Rule(id = "AGG-14", needs = Capability.TASKS)
    void whatItWaitsForIsAnyEndOrAFailureOrAll(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            List<Future<String>> futures = List.of(loop.createFuture(), loop.createFuture(), loop.createFuture());
            watch(tck, futures, ReturnWhen.FIRST_COMPLETED);
            watch(tck, futures, ReturnWhen.FIRST_EXCEPTION);
            watch(tck, futures, ReturnWhen.ALL_COMPLETED);
            for (Runnable end : List.<Runnable>of(
                    () -> futures.get(0).cancel(),
                    () -> futures.get(1).setException(new IOException("fails")),
                    () -> futures.get(2).setResult("ends"))) {
                Sleep.sleep(0);
                end.run();
                tck.log.add("one ended");
                Sleep.sleep(0);
                Sleep.sleep(0);
            }
            assertTrue(futures.get(1).exception() instanceof IOException);
        });
        tck.log.take(
                "one ended", "FIRST_COMPLETED: 1 of 3",
                "one ended", "FIRST_EXCEPTION: 2 of 3",
                "one ended", "ALL_COMPLETED: 3 of 3");
        tck.step("no failure: FIRST_EXCEPTION waits for all");
        tck.run(() -> {
            Future<String> fine = loop.createFuture();
            Future<String> cancelled = loop.createFuture();
            fine.setResult("fine");
            loop.callSoon(cancelled::cancel);
            assertEquals(2, Waiting.wait(List.of(fine, cancelled), ReturnWhen.FIRST_EXCEPTION).done().size());
        });
    }

    private static void watch(RuleContext tck, List<Future<String>> futures, ReturnWhen when) {
        tck.loop().createTask((CoroutineAction) () -> {
            Waited<Future<String>> waited = Waiting.wait(futures, when);
            tck.log.add(when + ": " + waited.done().size() + " of " + futures.size());
        });
    }

    @Rule(id = "AGG-15", needs = Capability.TASKS)
    void whenAllAreDoneItStillGivesWayOnce(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> fine = loop.createFuture();
            Future<String> cancelled = loop.createFuture();
            fine.setResult("fine");
            cancelled.cancel();
            loop.callSoon(() -> tck.log.add("another callback"));
            Waited<Future<String>> waited = Waiting.wait(List.of(fine, cancelled));
            tck.log.add("waited");
            assertEquals(new Waited<>(Set.of(fine, cancelled), Set.of()), waited);
        });
        tck.log.expect("another callback", "waited");
    }

    @Rule(id = "AGG-16", needs = Capability.TASKS)
    void anyIterableWillDoAndDuplicatesCountOnce(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> one = loop.createFuture();
            Future<String> two = loop.createFuture();
            one.setResult("1");
            two.setResult("2");
            // A stream can be iterated once only, like a generator.
            Iterable<Future<String>> generator = List.of(one, two, one).stream().map(each -> each)::iterator;
            Waited<Future<String>> waited = Waiting.wait(generator);
            assertEquals(List.of(one, two), List.copyOf(waited.done()));
            assertEquals(Set.of(), waited.pending());
        });
    }

    @Rule(id = "AGG-17", needs = Capability.TASKS,
            note = "a callback that stayed would keep the other futures of the wait from being collected")
    void aCancelledOrExpiredWaitTakesItsCallbacksBack(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> longLived = loop.createFuture();
        List<WeakReference<Future<?>>> companions = new ArrayList<>();
        tck.run(() -> {
            Task<?> cancelled = loop.createTask((CoroutineAction) () -> {
                Future<String> companion = loop.createFuture();
                companions.add(new WeakReference<>(companion));
                Waiting.wait(List.of(longLived, companion));
            });
            Sleep.sleep(0);
            cancelled.cancel();
            assertThrows(CancelledError.class, cancelled::await);
            Task<?> expired = loop.createTask((CoroutineAction) () -> {
                Future<String> companion = loop.createFuture();
                companions.add(new WeakReference<>(companion));
                Waiting.wait(List.of(longLived, companion), ReturnWhen.ALL_COMPLETED, tck.scaled(0.001));
            });
            expired.await();
        });
        tck.waitForGarbage(
                "nothing on the long-lived future holds what was waited for beside it",
                () -> companions.stream().allMatch(each -> each.get() == null));
        assertFalse(longLived.done());
    }
}
