// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Completions;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Futures in the order in which they end. */
@VirtualTime
final class AsCompletedRules {

    private static List<Future<String>> futures(AbstractEventLoop loop, int count) {
        List<Future<String>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(loop.createFuture());
        }
        return futures;
    }

    /** Ends the futures from the last to the first, one an iteration. */
    private static Task<?> endBackwards(AbstractEventLoop loop, List<Future<String>> futures) {
        return loop.createTask(() -> {
            for (int i = futures.size() - 1; i >= 0; i--) {
                Sleep.sleep(0);
                futures.get(i).setResult("result " + i);
            }
        });
    }

    @Rule(id = "AGG-40", needs = Capability.TASKS)
    void eachComesOnceInTheOrderOfTheEnds(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            List<Future<String>> futures = futures(loop, 3);
            List<Future<String>> twice = new ArrayList<>(futures);
            twice.addAll(futures);
            endBackwards(loop, futures);
            for (Future<String> done : Completions.of(twice)) {
                tck.log.add(done.result());
            }
            tck.log.take("result 2", "result 1", "result 0");

            tck.step("done already, and given twice");
            for (Future<String> done : Completions.of(twice)) {
                tck.log.add(done.result());
            }
            tck.log.take("result 0", "result 1", "result 2");

            tck.step("the same coroutine twice");
            Coroutine<String> body = () -> {
                tck.log.add("body");
                return "its result";
            };
            for (Future<String> done : Completions.ofCoroutines(List.of(body, body))) {
                tck.log.add(done.result());
            }
            tck.log.take("body", "its result");
            assertFalse(Completions.of(List.<Future<String>>of()).hasNext());
        });
    }

    @Rule(id = "AGG-41", needs = Capability.TASKS)
    void theAsyncFormYieldsTheOriginalsAndThePlainOneAwaitables(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            List<Future<String>> futures = futures(loop, 2);
            endBackwards(loop, futures);
            int at = 1;
            for (Future<String> done : Completions.of(futures)) {
                assertSame(futures.get(at--), done);
                assertTrue(done.done());
            }

            tck.step("plain: taken in one order, awaited in another");
            futures = futures(loop, 3);
            List<Coroutine<String>> awaitables = new ArrayList<>();
            Completions.of(futures).awaitables().forEach(awaitables::add);
            assertEquals(3, awaitables.size());
            endBackwards(loop, futures);
            for (Coroutine<String> next : List.of(awaitables.get(2), awaitables.get(0), awaitables.get(1))) {
                tck.log.add(next.run());
            }
            tck.log.take("result 2", "result 1", "result 0");
        });
    }

    @Rule(id = "AGG-42", needs = Capability.TASKS)
    void whenTheTimeIsOverEachRemainingItemIsATimeout(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            List<Future<String>> futures = futures(loop, 3);
            futures.get(1).setResult("in time");
            for (Coroutine<String> next : Completions.of(futures, tck.scaled(0.005)).awaitables()) {
                outcome(tck, next);
            }
            tck.log.take("in time", "TimeoutException", "TimeoutException");
            assertFalse(futures.get(0).done());
            assertFalse(futures.get(2).done());

            tck.step("the same by async iteration");
            Completions<String> completions = Completions.of(futures, tck.scaled(0.005));
            while (completions.hasNext()) {
                outcome(tck, () -> completions.next().result());
            }
            tck.log.take("in time", "TimeoutException", "TimeoutException");
            assertFalse(futures.get(0).done());

            tck.step("all in time: the timer goes");
            futures.get(0).setResult("0");
            futures.get(2).setResult("2");
            for (Future<String> done : Completions.of(futures, 3600)) {
                tck.log.add(done.result());
            }
            tck.log.take("0", "in time", "2");
            assertEquals(0, tck.subject().liveTimers(loop), "timers that nobody needs");
        });
    }

    private static void outcome(RuleContext tck, Coroutine<String> next) throws Exception {
        try {
            tck.log.add(next.run());
        } catch (TimeoutException over) {
            tck.log.add("TimeoutException");
        }
    }

    @Rule(id = "AGG-43", needs = Capability.TASKS)
    void anIterationThatWasBrokenOffCanBeResumed(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            List<Future<String>> futures = futures(loop, 4);
            endBackwards(loop, futures);
            Completions<String> completions = Completions.of(futures);
            for (Future<String> done : completions) {
                tck.log.add(done.result());
                break;
            }
            Iterator<Coroutine<String>> plain = completions.awaitables().iterator();
            tck.log.add(plain.next().run());
            for (Future<String> done : completions) {
                tck.log.add(done.result());
            }
            assertFalse(plain.hasNext());
            assertFalse(completions.hasNext());
        });
        tck.log.expect("result 3", "result 2", "result 1", "result 0");
    }

    @Rule(id = "AGG-44", needs = Capability.TASKS,
            note = "one future in place of several does not compile; null does, alone and among others")
    void somethingElseThanFuturesIsRefused(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            tck.raises(NullPointerException.class, "asCompleted", () -> Completions.of(null));
            List<Future<String>> withNull = futures(loop, 1);
            withNull.add(null);
            tck.raises(NullPointerException.class, "asCompleted", () -> Completions.of(withNull, 3600));
            assertEquals(0, tck.subject().liveTimers(loop), "timers of a call that was refused");
            List<Future<String>> fine = futures(loop, 1);
            tck.raises(IllegalArgumentException.class, "NaN", () -> Completions.of(fine, Double.NaN));
            assertThrows(IllegalArgumentException.class, () -> Completions.of(futures(tck.newLoop(), 1)));
        });
    }
}
