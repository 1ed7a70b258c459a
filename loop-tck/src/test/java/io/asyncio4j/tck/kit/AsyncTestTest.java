// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.context.ContextVar;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tests get from the kit: a coroutine, a clock that jumps, parameters, options. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncTestTest {

    /** Every one of these passes. */
    static final class Passing {

        private static final ContextVar<String> VARIABLE = ContextVar.of("variable");

        private @Nullable AbstractEventLoop loopOfSetUp;

        @BeforeEach
        void setUp(AbstractEventLoop loop) {
            Asyncio.sleep(60);
            loopOfSetUp = loop;
            VARIABLE.set("set up");
        }

        @AsyncTest
        void anHourOfSleepCostsNothing(VirtualClock clock) {
            double before = clock.seconds();
            Asyncio.sleep(3600);
            assertEquals(before + 3600, clock.seconds(), 1e-6);
        }

        @AsyncTest
        void setUpTestAndTearDownShareLoopAndContext(AbstractEventLoop loop) {
            assertSame(loopOfSetUp, loop);
            assertSame(loop, Asyncio.getRunningLoop());
            assertEquals("set up", VARIABLE.get());
        }

        @AsyncTest
        void timersFireByDeadlineAndThenByOrder() {
            List<String> log = new ArrayList<>();
            AbstractEventLoop loop = Asyncio.getRunningLoop();
            loop.callLater(2, () -> log.add("late"));
            loop.callLater(1, () -> log.add("first"));
            loop.callLater(1, () -> log.add("second"));
            loop.callSoon(() -> log.add("now"));
            Asyncio.sleep(3);
            assertEquals(List.of("now", "first", "second", "late"), log);
        }

        @AsyncTest
        void limitsOfHoursAreTestedAtOnce() {
            assertThrows(
                    TimeoutException.class,
                    () -> Asyncio.timeout(7200, () -> Asyncio.getRunningLoop().createFuture().await()));
        }

        @AsyncTest
        void timeStandsStillWhileAThreadWorks(VirtualClock clock) throws Exception {
            double before = clock.seconds();
            String answer = Asyncio.timeout(1, () -> Asyncio.toThread(() -> {
                Thread.sleep(Duration.ofMillis(50));
                return "done";
            }));
            assertEquals("done", answer);
            assertEquals(before, clock.seconds());
        }

        @AsyncTest
        void aBlockingCallIsPlayedByAdvancing(VirtualClock clock) {
            List<String> log = new ArrayList<>();
            Asyncio.getRunningLoop().callLater(5, () -> log.add("overdue at " + (clock.seconds() - 60)));
            clock.advance(7);
            clock.advance(Duration.ofSeconds(1));
            Asyncio.sleep(1);
            assertEquals(List.of("overdue at 8.0"), log);
            assertThrows(IllegalArgumentException.class, () -> clock.advance(-1));
            assertThrows(IllegalArgumentException.class, () -> clock.advance(Double.NaN));
            assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofSeconds(-1)));
        }

        @AsyncTest
        void aTaskThatIsAboutToEndIsNotLeftBehind() {
            Task<?> task = Asyncio.createTask(() -> Asyncio.sleep(3600));
            Asyncio.sleep(0);
            task.cancel();
        }

        @AsyncTest
        void whatIsAwaitedMayFail() {
            Task<?> task = Asyncio.createTask(() -> {
                throw new IOException("expected");
            });
            assertThrows(IOException.class, task::await);
        }

        @AsyncTest
        void reportsThatAreTakenAreExpected(LoopReports reports) {
            Asyncio.getRunningLoop().callSoon(() -> {
                throw new IllegalArgumentException("in a callback");
            });
            Asyncio.sleep(0);
            assertEquals("in a callback", reports.take().get(0).exception().getMessage());
            assertEquals(List.of(), reports.all());
        }

        @AsyncTest
        @OnLoop(reports = 1)
        void reportsMayBeCounted() {
            Asyncio.getRunningLoop().callSoon(() -> {
                throw new IllegalArgumentException("in a callback");
            });
        }

        @AsyncTest
        @OnLoop(leaks = true)
        void leaksMayBeAllowed() {
            Asyncio.createTask(() -> Asyncio.sleep(1));
            Asyncio.getRunningLoop().callLater(1, () -> {});
        }

        @AsyncTest
        @OnLoop(debug = true)
        void debugModeIsAnOption(AbstractEventLoop loop) {
            assertTrue(loop.getDebug());
        }

        @ParameterizedTest
        @OnLoop
        @ValueSource(ints = {1, 2, 3})
        void parameterizedTestsAreCoroutinesToo(int hours, VirtualClock clock) {
            Asyncio.sleep(3600 * hours);
            assertEquals(60 + 3600 * hours, clock.seconds(), 1e-6);
        }

        @RepeatedTest(2)
        @OnLoop
        void repeatedTestsAreCoroutinesToo(VirtualClock clock) {
            Asyncio.sleep(3600);
            assertEquals(3660, clock.seconds(), 1e-6);
        }

        @AfterEach
        void tearDown(AbstractEventLoop loop) {
            Asyncio.sleep(60);
            assertSame(loopOfSetUp, loop);
        }
    }

    @Test
    void samplesPass() {
        assertEquals(17, KitRun.of(Passing.class).allPassed());
    }

    /** Options of the class, and a test with its own. */
    @OnLoop(realTime = true, debug = true)
    static final class OfTheClass {

        @AsyncTest
        void theClassHasTheOptions(AbstractEventLoop loop) {
            assertTrue(loop.getDebug());
            double before = loop.time();
            Asyncio.sleep(0.01);
            assertTrue(loop.time() - before < 5, "real time passed");
        }

        @AsyncTest
        @OnLoop
        void theMethodsOptionsWin(AbstractEventLoop loop, VirtualClock clock) {
            assertTrue(!loop.getDebug() || Boolean.getBoolean("io.asyncio4j.debug"));
            assertEquals(loop.time(), clock.seconds());
        }

        @AsyncTest
        void noVirtualClockInRealTime(VirtualClock clock) {}
    }

    @Test
    void optionsComeFromTheMethodOrTheClass() {
        KitRun run = KitRun.of(OfTheClass.class);
        run.passed("theClassHasTheOptions");
        run.passed("theMethodsOptionsWin");
        run.failed("noVirtualClockInRealTime", "VirtualClock: this test runs in real time");
    }

    private static final List<String> ORDER = new ArrayList<>();

    /** Several tasks that sleep at random. */
    static final class Random {
        @AsyncTest
        void race() throws Exception {
            java.util.Random random = new java.util.Random(7);
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                tasks.add(Asyncio.createTask(() -> {
                    for (int nap = 0; nap < 5; nap++) {
                        Asyncio.sleep(random.nextInt(3));
                        ORDER.add(number + "." + nap);
                    }
                }));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        }
    }

    @Test
    void everyRunHasTheSameOrder() {
        ORDER.clear();
        KitRun.of(Random.class).passed("race");
        List<String> first = List.copyOf(ORDER);
        ORDER.clear();
        KitRun.of(Random.class).passed("race");
        assertEquals(first, ORDER);
        assertEquals(100, first.size());
        assertNotSame(first, ORDER);
    }
}
