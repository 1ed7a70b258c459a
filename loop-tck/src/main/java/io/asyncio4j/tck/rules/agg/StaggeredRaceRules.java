// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.RaceResult;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.StaggeredRace;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Coroutines that start one after the other until one succeeds. */
@VirtualTime
final class StaggeredRaceRules {

    private static final IOException FIRST_FAILURE = new IOException("first");
    private static final IOException SECOND_FAILURE = new IOException("second");

    private static Coroutine<String> wins(RuleContext tck, String name) {
        return () -> {
            tck.log.add(name + " starts");
            return name;
        };
    }

    private static Coroutine<String> fails(RuleContext tck, String name, Exception failure) {
        return () -> {
            tck.log.add(name + " starts");
            Sleep.sleep(0);
            throw failure;
        };
    }

    private static Coroutine<String> waits(RuleContext tck, String name) {
        return () -> {
            tck.log.add(name + " starts");
            try {
                Sleep.sleep(3600);
                return "never";
            } finally {
                tck.log.add(name + " ends");
            }
        };
    }

    private static RaceResult<String> race(Duration delay, List<Coroutine<String>> functions) {
        return StaggeredRace.run(functions, delay);
    }

    @Rule(id = "AGG-60", needs = Capability.TASKS)
    void theNextStartsAfterTheDelayOrAFailureAndTheFirstSuccessWins(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            tck.step("nobody runs");
            assertEquals(new RaceResult<>(null, null, List.of()), race(null, List.of()));

            tck.step("the first succeeds: no other starts");
            RaceResult<String> result = race(null, List.of(wins(tck, "a"), wins(tck, "b")));
            assertEquals("a", result.value());
            assertEquals(0, result.index());
            assertEquals(1, result.exceptions().size());
            assertNull(result.exceptions().get(0));
            tck.log.take("a starts");

            tck.step("a failure starts the next at once, whatever the delay");
            result = StaggeredRace.run(
                    List.of(fails(tck, "a", FIRST_FAILURE), fails(tck, "b", SECOND_FAILURE), wins(tck, "c")), 3600);
            assertEquals("c", result.value());
            assertEquals(2, result.index());
            assertEquals(3, result.exceptions().size());
            assertSame(FIRST_FAILURE, result.exceptions().get(0));
            assertSame(SECOND_FAILURE, result.exceptions().get(1));
            assertNull(result.exceptions().get(2));
            tck.log.take("a starts", "b starts", "c starts");
            assertEquals(0, tck.subject().liveTimers(loop));

            tck.step("the delay starts the next, and the winner cancels the one that still runs");
            result = StaggeredRace.run(
                    List.of(waits(tck, "a"), wins(tck, "b"), wins(tck, "c")), tck.scaled(0.005));
            tck.log.add("over");
            assertEquals("b", result.value());
            assertEquals(1, result.index());
            assertEquals(2, result.exceptions().size());
            assertTrue(result.exceptions().get(0) instanceof CancelledError, "entries: " + result.exceptions());
            assertNull(result.exceptions().get(1));
            tck.log.take("a starts", "b starts", "a ends", "over");

            tck.step("nobody succeeds");
            result = race(null, List.of(fails(tck, "a", FIRST_FAILURE), fails(tck, "b", SECOND_FAILURE)));
            assertEquals(new RaceResult<>(null, null, List.of(FIRST_FAILURE, SECOND_FAILURE)), result);
            tck.log.take("a starts", "b starts");
            assertEquals(Set.of(Task.current()), Task.all(loop), "tasks that were left running");
        });
        cancelledFromOutside(tck);
    }

    private static void cancelledFromOutside(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.step("cancelled from outside: nobody is left running");
        tck.run(() -> {
            Future<String> second = loop.createFuture();
            Task<RaceResult<String>> task = loop.createTask(() -> StaggeredRace.run(
                    List.of(waits(tck, "a"), () -> {
                        tck.log.add("b starts");
                        return second.await();
                    }),
                    tck.scaled(0.005)));
            tck.await("both run", () -> tck.log.count("b starts") == 1);
            task.cancel("stop");
            assertEquals("stop", assertThrows(CancelledError.class, task::await).message());
            tck.log.add("over");
            assertTrue(second.cancelled());
            assertEquals(Set.of(Task.current()), Task.all(loop), "tasks that were left running");
        });
        tck.log.take("a starts", "b starts", "a ends", "over");
    }

    @Rule(id = "EAGER-12", needs = Capability.TASKS)
    void aRaceWorksWithEagerTasks(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setTaskFactory(Task::eager);
        tck.run(() -> {
            for (Duration delay : new Duration[] {null, Duration.ofHours(1)}) {
                RaceResult<String> result = race(delay, List.of(wins(tck, "a"), wins(tck, "b")));
                assertEquals(0, result.index());
                tck.log.take("a starts");

                Coroutine<String> failsAtOnce = () -> {
                    throw FIRST_FAILURE;
                };
                result = race(delay, List.of(failsAtOnce, fails(tck, "b", SECOND_FAILURE), wins(tck, "c")));
                assertEquals("c", result.value());
                assertEquals(2, result.index());
                assertEquals(List.of(FIRST_FAILURE, SECOND_FAILURE), result.exceptions().subList(0, 2));
                tck.log.take("b starts", "c starts");

                result = race(delay, List.of(failsAtOnce, failsAtOnce));
                assertEquals(new RaceResult<>(null, null, List.of(FIRST_FAILURE, FIRST_FAILURE)), result);
            }
            RaceResult<String> result =
                    StaggeredRace.run(List.of(waits(tck, "a"), wins(tck, "b")), tck.scaled(0.005));
            assertEquals(1, result.index());
            tck.log.take("a starts", "b starts", "a ends");
            assertEquals(Set.of(Task.current()), Task.all(loop), "tasks that were left running");
            assertEquals(0, tck.subject().liveTimers(loop));
        });
    }
}
