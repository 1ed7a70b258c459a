// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Gather;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Many futures as one. */
@VirtualTime
final class GatherRules {

    private static List<Future<String>> futures(AbstractEventLoop loop, int count) {
        List<Future<String>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(loop.createFuture());
        }
        return futures;
    }

    /** Long enough for everything that is queued to be told on. */
    private static void aFewIterations() {
        for (int i = 0; i < 3; i++) {
            Sleep.sleep(0);
        }
    }

    @Rule(id = "AGG-01", needs = Capability.TASKS)
    void gatheringNothingIsDoneAtOnceAndNeedsALoop(RuleContext tck) throws Exception {
        List<Future<String>> none = List.of();
        tck.step("outside any loop");
        tck.raises(IllegalStateException.class, "loop", () -> Gather.gather(none));
        tck.step("in a coroutine");
        tck.run(() -> {
            Future<List<String>> nothing = Gather.gather(none);
            assertTrue(nothing.done());
            assertSame(tck.loop(), nothing.loop());
            assertEquals(List.of(), nothing.await());
            assertEquals(List.of(), Gather.gatherReturningExceptions(none).await());
            assertEquals(List.of(), Gather.gatherCoroutines(List.<Coroutine<String>>of()).await());
        });
    }

    @Rule(id = "AGG-02", needs = Capability.TASKS)
    void resultsAreInTheOrderOfTheArguments(RuleContext tck) throws Exception {
        tck.run(() -> {
            List<Future<String>> children = futures(tck.loop(), 3);
            Future<List<String>> all = Gather.gather(children);
            all.addDoneCallback(done -> tck.log.add("gathered " + done.resultNow()));
            for (int last : new int[] {2, 0, 1}) {
                assertFalse(all.done());
                children.get(last).setResult("result " + last);
                tck.log.add("ended " + last);
                Sleep.sleep(0);
            }
            all.await();
        });
        tck.log.expect("ended 2", "ended 0", "ended 1", "gathered [result 0, result 1, result 2]");
    }

    @Rule(id = "AGG-03", needs = Capability.TASKS)
    void whatIsGivenTwiceRunsOnceAndFillsBothPlaces(RuleContext tck) throws Exception {
        tck.run(() -> {
            Future<String> future = tck.loop().createFuture();
            Future<String> other = tck.loop().createFuture();
            Future<List<String>> ofFutures = Gather.gather(List.of(future, other, future));
            future.setResult("a");
            other.setResult("b");
            assertEquals(List.of("a", "b", "a"), ofFutures.await());
            assertEquals(List.of("a", "a"), Gather.gather(List.of(future, future)).await());
            Coroutine<String> body = () -> {
                tck.log.add("body");
                Sleep.sleep(0);
                return "c";
            };
            assertEquals(List.of("c", "d", "c"), Gather.gatherCoroutines(List.of(body, () -> "d", body)).await());
            CoroutineAction action = () -> tck.log.add("action");
            assertEquals(Arrays.asList(null, null), Gather.gatherActions(List.of(action, action)).await());
        });
        tck.log.expect("body", "action");
    }

    @Rule(id = "AGG-04", needs = Capability.TASKS)
    void futuresOfTwoLoopsAreRefused(RuleContext tck) throws Exception {
        AbstractEventLoop other = tck.newLoop();
        tck.run(() -> {
            List<Future<String>> mixed = List.of(tck.loop().createFuture(), other.createFuture());
            tck.raises(IllegalArgumentException.class, "gather", () -> Gather.gather(mixed));
            mixed.get(0).setResult("nobody watches");
            aFewIterations();
        });
    }

    @Rule(id = "AGG-05", needs = Capability.TASKS,
            note = "that a later failure counts as seen shows when the collector has found an unseen one beside it")
    void firstFailureIsThatOfTheWholeAndTheOthersGoOn(RuleContext tck) throws Exception {
        IOException first = new IOException("first");
        tck.run(() -> {
            Future<String> fails = tck.loop().createFuture();
            Task<String> goesOn = tck.loop().createTask(() -> {
                aFewIterations();
                tck.log.add("the other goes on");
                return "late";
            });
            Future<List<String>> all = Gather.gather(List.of(goesOn, fails));
            fails.setException(first);
            assertFalse(all.done(), "the outcome must come by a callback");
            assertSame(first, assertThrows(IOException.class, all::await));
            tck.log.add("failed");
            assertFalse(goesOn.done());
            assertEquals("late", goesOn.await());
        });
        tck.log.expect("failed", "the other goes on");
        tck.step("a second failure nobody asks for, and one that no gather has seen");
        tck.run(() -> {
            List<Future<String>> children = futures(tck.loop(), 2);
            Future<List<String>> all = Gather.gather(children);
            children.get(0).setException(first);
            assertSame(first, assertThrows(IOException.class, all::await));
            children.get(1).setException(new IOException("second"));
            aFewIterations();
            tck.loop().createFuture().setException(new IOException("unseen"));
        });
        tck.waitForGarbage("the unseen failure is reported", () -> {
            tck.runOnce();
            return !tck.reports().isEmpty();
        });
        tck.block(0.01);
        tck.runTimes(2);
        assertEquals("unseen", tck.expectReport().exception().getMessage());
    }

    @Rule(id = "AGG-06", needs = Capability.TASKS)
    void aCancelledChildFailsTheWholeAndTouchesNobodyElse(RuleContext tck) throws Exception {
        tck.run(() -> {
            List<Future<String>> children = futures(tck.loop(), 3);
            Future<List<String>> all = Gather.gather(children);
            children.get(1).cancel("why");
            CancelledError error = assertThrows(CancelledError.class, all::await);
            assertEquals("why", error.message());
            assertFalse(all.cancelled());
            assertTrue(all.exception() instanceof CancelledError, "exception(): " + all.exception());
            assertFalse(children.get(0).done());
            assertFalse(children.get(2).done());
        });
    }

    @Rule(id = "AGG-07", needs = Capability.TASKS)
    void failuresAndCancellationsAreResultsIfAskedFor(RuleContext tck) throws Exception {
        IOException failure = new IOException("fails");
        tck.run(() -> {
            List<Future<String>> children = futures(tck.loop(), 3);
            Future<List<Object>> all = Gather.gatherReturningExceptions(children);
            children.get(2).setException(failure);
            children.get(1).cancel("why");
            aFewIterations();
            assertFalse(all.done());
            children.get(0).setResult("fine");
            List<Object> outcomes = all.await();
            assertEquals(List.of("fine", failure), List.of(outcomes.get(0), outcomes.get(2)));
            assertEquals("why", ((CancelledError) outcomes.get(1)).message());
            assertEquals(
                    List.of("fine", failure),
                    Gather.gatherCoroutinesReturningExceptions(List.of(() -> "fine", () -> {
                        throw failure;
                    }))
                            .await());
        });
    }

    @Rule(id = "AGG-08", needs = Capability.TASKS)
    void cancellingTheWholeAsksTheChildrenAndItEndsWhenTheyHave(RuleContext tck) throws Exception {
        tck.run(() -> {
            tck.step("failures are failures: the first child to report ends it");
            List<Future<String>> children = futures(tck.loop(), 2);
            children.get(1).setResult("done before");
            Task<String> stubborn = stubborn(tck);
            Future<List<String>> all = Gather.gather(List.of(children.get(0), children.get(1), stubborn));
            Sleep.sleep(0);
            assertTrue(all.cancel("stop"));
            assertTrue(children.get(0).cancelled());
            assertFalse(all.done(), "it must end later, by the callback of a child");
            assertEquals("stop", assertThrows(CancelledError.class, all::await).message());
            tck.log.add("ended");
            assertFalse(stubborn.done());
            assertEquals("in spite of stop", stubborn.await());
            tck.log.take("asked", "ended", "stubborn ends");

            tck.step("failures are results: it ends with the last child");
            Future<String> quick = tck.loop().createFuture();
            Task<String> again = stubborn(tck);
            Future<List<Object>> outcomes = Gather.gatherReturningExceptions(List.of(quick, again));
            Sleep.sleep(0);
            assertTrue(outcomes.cancel());
            assertThrows(CancelledError.class, outcomes::await);
            tck.log.add("ended");
            assertTrue(again.done());
            tck.log.take("asked", "stubborn ends", "ended");

            tck.step("nobody accepts: all have ended, only the whole does not know yet");
            Future<String> last = tck.loop().createFuture();
            Future<List<String>> almost = Gather.gather(List.of(last));
            last.setResult("arrived");
            assertFalse(almost.cancel());
            assertEquals(List.of("arrived"), almost.await());
        });
    }

    private static Task<String> stubborn(RuleContext tck) {
        return tck.loop().createTask(() -> {
            try {
                Sleep.sleep(3600);
                return "never";
            } catch (CancelledError asked) {
                tck.log.add("asked");
                aFewIterations();
                aFewIterations();
                tck.log.add("stubborn ends");
                return "in spite of " + asked.message();
            }
        });
    }

    @Rule(id = "AGG-09", needs = Capability.TASKS)
    void cancellingAWholeThatIsDoneIsRefusedAndReachesNoChild(RuleContext tck) throws Exception {
        tck.run(() -> {
            List<Future<String>> children = futures(tck.loop(), 2);
            Future<List<String>> all = Gather.gather(children);
            children.get(0).setException(new IOException("fails"));
            assertThrows(IOException.class, all::await);
            assertFalse(all.cancel());
            assertFalse(children.get(1).done());
            children.get(1).setResult("undisturbed");
            assertFalse(all.cancel());
        });
    }

    @Rule(id = "AGG-10", needs = Capability.TASKS, note = "what cannot be awaited does not compile; null does")
    void aBadArgumentIsTheCallersErrorAndStartsNothing(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<String> fine = loop.createFuture();
            tck.raises(NullPointerException.class, "gather", () -> Gather.gather(Arrays.asList(fine, null)));
            tck.raises(NullPointerException.class, "gather", () -> Gather.gather(null));
            Coroutine<String> body = () -> {
                tck.log.add("started");
                return "never";
            };
            tck.raises(NullPointerException.class, "gather", () -> Gather.gatherCoroutines(Arrays.asList(body, null)));
            assertEquals(Set.of(Task.current()), Task.all(loop));
            fine.setException(new IOException("nobody's but the caller's"));
            aFewIterations();
            assertTrue(fine.exception() instanceof IOException);
        });
        assertNull(Task.current(loop));
        tck.log.expect();
    }
}
