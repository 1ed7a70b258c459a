// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StaggeredRaceTest {

    private static double now() {
        return Asyncio.getRunningLoop().time();
    }

    @Test
    void startsAreADelayApart() {
        run(() -> {
            List<String> log = new ArrayList<>();
            List<Coroutine<String>> functions = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                functions.add(() -> {
                    log.add(name + " at " + now());
                    return Asyncio.sleep(5, name);
                });
            }
            RaceResult<String> result = Asyncio.staggeredRace(functions, Duration.ofSeconds(2));
            assertEquals(List.of("a at 0.0", "b at 2.0", "c at 4.0"), log);
            assertTrue(result.won());
            assertEquals("a", result.value());
            assertEquals(5.0, now());
            assertInstanceOf(CancelledError.class, result.exceptions().get(1));
            assertInstanceOf(CancelledError.class, result.exceptions().get(2));
        });
    }

    @Test
    void onlyTheFailureOfTheOneBeforeStartsTheNext() {
        run(() -> {
            List<String> log = new ArrayList<>();
            List<Coroutine<String>> functions = List.of(
                    () -> {
                        Asyncio.sleep(3);
                        throw new IOException("a");
                    },
                    () -> {
                        log.add("b at " + now());
                        return Asyncio.sleep(60, "b");
                    },
                    () -> {
                        log.add("c at " + now());
                        return "c";
                    });
            assertEquals("c", Asyncio.staggeredRace(functions, 2).value());
            assertEquals(List.of("b at 2.0", "c at 4.0"), log);
        });
    }

    @Test
    void withoutDelayAllStart() {
        run(() -> {
            List<String> log = new ArrayList<>();
            List<Coroutine<String>> functions = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                functions.add(() -> {
                    log.add(name);
                    return Asyncio.sleep(1, name);
                });
            }
            assertEquals(0, Asyncio.staggeredRace(functions, 0).index());
            assertEquals(List.of("a", "b", "c"), log);
        });
    }

    @Test
    void aLoserThatCannotBeStoppedIsWaitedForAndItsResultDropped() {
        run(() -> {
            List<Coroutine<String>> functions = List.of(
                    () -> {
                        try {
                            return Asyncio.sleep(60, "never");
                        } catch (CancelledError asked) {
                            return Asyncio.sleep(7, "too late");
                        }
                    },
                    () -> "winner");
            RaceResult<String> result = Asyncio.staggeredRace(functions, 1);
            assertEquals(new RaceResult<>("winner", 1, Arrays.asList(null, null)), result);
            assertEquals(8.0, now());
        });
    }

    /** Refuses the third task: the race itself is the first. */
    private static final class Sparing implements TaskFactory {
        private int left = 2;

        @Override
        public <T> Task<T> newTask(AbstractEventLoop loop, Coroutine<T> body, TaskOptions options) {
            if (left-- == 0) {
                throw new IllegalStateException("no more tasks");
            }
            return new Task<>(loop, body, options);
        }
    }

    @Test
    void aRunnerThatCannotBeMadeEndsTheRaceAndLeavesNobodyRunning() {
        run(() -> {
            AbstractEventLoop loop = Asyncio.getRunningLoop();
            Task<RaceResult<String>> race;
            loop.setTaskFactory(new Sparing());
            List<Coroutine<String>> functions =
                    List.of(() -> Asyncio.sleep(60, "a"), () -> Asyncio.sleep(60, "b"));
            race = loop.createTask(() -> Asyncio.staggeredRace(functions, 1));
            assertEquals("no more tasks", assertThrows(IllegalStateException.class, race::await).getMessage());
            loop.setTaskFactory(null);
            assertEquals(1, Asyncio.allTasks().size());
            assertEquals(1.0, now());
        });
    }

    @Test
    void badInputIsRefusedBeforeAnythingStarts() {
        run(() -> {
            List<Coroutine<String>> withNull = Arrays.asList(() -> "never", null);
            assertThrows(NullPointerException.class, () -> Asyncio.staggeredRace(withNull, 1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Asyncio.staggeredRace(List.<Coroutine<String>>of(() -> "never"), Double.NaN));
            assertEquals(1, Asyncio.allTasks().size());
            assertFalse(Asyncio.staggeredRace(List.<Coroutine<String>>of(), 1).won());
        });
        assertThrows(
                IllegalStateException.class, () -> Asyncio.staggeredRace(List.<Coroutine<String>>of(() -> "x"), 1));
    }

    @Test
    void eagerFactoriesOfOnesOwn() {
        run(() -> {
            AbstractEventLoop loop = Asyncio.getRunningLoop();
            loop.setTaskFactory(Asyncio.createEagerTaskFactory(MyTask::new));
            Task<String> task = Asyncio.createTask(() -> "at once");
            assertInstanceOf(MyTask.class, task);
            assertTrue(task.done());
            assertFalse(Asyncio.createTask(() -> "later", TaskOptions.DEFAULTS.withEagerStart(false))
                    .done());
            loop.setTaskFactory(Asyncio.eagerTaskFactory());
            assertTrue(Asyncio.createTask(() -> "at once").done());
            loop.setTaskFactory(null);
            assertThrows(NullPointerException.class, () -> Asyncio.createEagerTaskFactory(null));
            Asyncio.sleep(0);
        });
    }

    private static final class MyTask<T> extends Task<T> {
        MyTask(AbstractEventLoop loop, Coroutine<T> body, TaskOptions options) {
            super(loop, body, options);
        }
    }

    @Test
    void resultsKeepTheirOwnList() {
        List<Throwable> failures = new ArrayList<>();
        IOException failure = new IOException("a");
        failures.add(failure);
        RaceResult<String> result = new RaceResult<>(null, null, failures);
        failures.clear();
        assertSame(failure, result.exceptions().get(0));
        assertThrows(UnsupportedOperationException.class, () -> result.exceptions().clear());
    }

    @Test
    void closingTheLoopUnwindsEveryRunner() throws Exception {
        List<String> log = new ArrayList<>();
        try (ParkingLoop loop = new ParkingLoop()) {
            loop.setExceptionHandler((where, report) -> log.add(report.message()));
            Coroutine<String> waits = () -> {
                try {
                    return Asyncio.sleep(3600, "never");
                } finally {
                    log.add("unwound");
                }
            };
            Task<?> race = loop.createTask(() -> Asyncio.staggeredRace(List.of(waits, waits), 0));
            loop.createTask(() -> Asyncio.asCompleted(List.of(race)).next());
            loop.callLater(0.02, loop::stop);
            loop.runForever();
        }
        String destroyed = "Task was destroyed but it is pending!";
        assertEquals(List.of(destroyed, destroyed, destroyed, "unwound", destroyed, "unwound"), log);
    }
}
