// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.Context;
import io.asyncio4j.context.ContextVar;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunnerTest {

    private final List<ParkingLoop> made = new ArrayList<>();
    private final List<ExceptionContext> reports = new ArrayList<>();

    private ParkingLoop make() {
        ParkingLoop loop = new ParkingLoop();
        loop.setExceptionHandler((where, report) -> reports.add(report));
        made.add(loop);
        return loop;
    }

    private RunnerOptions options() {
        return RunnerOptions.on(this::make);
    }

    @Nested
    class OneRun {

        @Test
        void resultIsReturnedAndTheLoopClosed() {
            assertEquals("result", Asyncio.run(() -> "result", options()));
            assertEquals(1, made.size());
            assertTrue(made.get(0).isClosed());
        }

        @Test
        void checkedExceptionPassesAsItIs() {
            IOException broken = new IOException("broken");
            assertSame(broken, assertThrows(IOException.class, () -> Asyncio.run(
                    () -> {
                        throw broken;
                    },
                    options())));
            assertTrue(made.get(0).isClosed());
        }

        @Test
        void cancellationAndSystemExitPassToo() {
            assertThrows(CancelledError.class, () -> Asyncio.run(
                    () -> {
                        Asyncio.currentTask().cancel();
                        Asyncio.sleep(1);
                    },
                    options()));
            SystemExit exit = assertThrows(SystemExit.class, () -> Asyncio.run(
                    () -> {
                        throw new SystemExit(3);
                    },
                    options()));
            assertEquals(3, exit.code());
            assertTrue(made.stream().allMatch(ParkingLoop::isClosed));
        }

        @Test
        void leftoversAreCancelledAndWaitedFor() {
            List<String> log = new ArrayList<>();
            Asyncio.run(
                    () -> {
                        Asyncio.createTask(() -> {
                            try {
                                Asyncio.sleep(60);
                            } finally {
                                Asyncio.sleep(0.001);
                                log.add("cleaned up");
                            }
                        });
                        Asyncio.sleep(0);
                    },
                    options());
            assertEquals(List.of("cleaned up"), log);
            assertEquals(List.of(), reports);
        }

        @Test
        void failuresOfLeftoversAreReported() {
            IOException broken = new IOException("broken");
            Asyncio.run(
                    () -> {
                        Asyncio.createTask(() -> {
                            try {
                                Asyncio.sleep(60);
                            } catch (CancelledError error) {
                                throw broken;
                            }
                        });
                        Asyncio.sleep(0);
                    },
                    options());
            assertEquals(1, reports.size());
            assertEquals("unhandled exception during asyncio.run() shutdown", reports.get(0).message());
            assertSame(broken, reports.get(0).exception());
            assertTrue(reports.get(0).task().done());
        }

        @Test
        void defaultExecutorIsWaitedFor() {
            List<String> log = new ArrayList<>();
            CountDownLatch mainEnds = new CountDownLatch(1);
            Asyncio.run(
                    () -> {
                        Asyncio.getRunningLoop().runInExecutor(null, () -> {
                            mainEnds.await();
                            return log.add("thread ended");
                        });
                        mainEnds.countDown();
                    },
                    options());
            assertEquals(List.of("thread ended"), log);
        }

        @Test
        void debugIsSetOnlyIfGiven() {
            assertTrue(Asyncio.run(() -> Asyncio.getRunningLoop().getDebug(), options().withDebug(true)));
            assertFalse(Asyncio.run(() -> Asyncio.getRunningLoop().getDebug(), options().withDebug(false)));
            RunnerOptions debugByItself = RunnerOptions.on(() -> {
                ParkingLoop loop = make();
                loop.setDebug(true);
                return loop;
            });
            assertTrue(Asyncio.run(() -> Asyncio.getRunningLoop().getDebug(), debugByItself));
        }

        @Test
        void runInsideARunningLoopIsRefusedAndHarmsNothing() {
            assertEquals("unharmed", Asyncio.run(
                    () -> {
                        assertThrows(IllegalStateException.class, () -> Asyncio.run(() -> 1, options()));
                        return Asyncio.sleep(0, "unharmed");
                    },
                    options()));
            assertEquals(1, made.size());
        }

        @Test
        void nullIsRefusedBeforeALoopIsMade() {
            assertThrows(
                    NullPointerException.class,
                    () -> Asyncio.run((io.asyncio4j.tasks.CoroutineAction) null, options()));
            assertThrows(
                    NullPointerException.class,
                    () -> Asyncio.run((io.asyncio4j.tasks.Coroutine<Object>) null, options()));
            assertEquals(List.of(), made);
        }

        @Test
        void withoutAFactoryTheLoopIsThisThreadsUntilTheEnd() {
            AbstractEventLoop[] seen = new AbstractEventLoop[1];
            try (Runner runner = new Runner()) {
                seen[0] = runner.loop();
                assertSame(seen[0], EventLoops.getEventLoop());
                assertSame(seen[0], runner.run(() -> EventLoops.getEventLoop()));
            }
            assertThrows(IllegalStateException.class, EventLoops::getEventLoop);
            assertTrue(seen[0].isClosed());
        }

        @Test
        void withAFactoryItIsNot() {
            try (Runner runner = new Runner(options())) {
                runner.loop();
                assertThrows(IllegalStateException.class, EventLoops::getEventLoop);
            }
        }
    }

    @Nested
    class SeveralRuns {

        @Test
        void shareLoopAndContext() {
            ContextVar<String> var = ContextVar.of("var");
            try (Runner runner = new Runner(options())) {
                runner.run(() -> {
                    var.set("first run");
                });
                assertEquals("first run", runner.run(() -> var.get()));
                assertSame(runner.loop(), runner.run(() -> Asyncio.getRunningLoop()));
                assertEquals(1, made.size());
            }
            assertNull(Context.current().get(var));
        }

        @Test
        void mayHaveAContextOfTheirOwn() {
            ContextVar<String> var = ContextVar.of("var");
            Context own = new Context();
            try (Runner runner = new Runner(options())) {
                runner.run(
                        () -> {
                            var.set("own");
                            return null;
                        },
                        own);
                assertEquals("none", runner.run(() -> var.get("none")));
            }
            assertEquals("own", own.get(var));
        }

        @Test
        void goOnAfterAFailure() {
            try (Runner runner = new Runner(options())) {
                assertThrows(IOException.class, () -> runner.run(() -> {
                    throw new IOException("broken");
                }));
                assertEquals(1, runner.run(() -> 1));
            }
        }

        @Test
        void tasksLiveOnBetweenThem() {
            try (Runner runner = new Runner(options())) {
                List<String> log = new ArrayList<>();
                runner.run(() -> {
                    Asyncio.createTask(() -> {
                        Asyncio.sleep(0.001);
                        log.add("in the second run");
                    });
                });
                assertEquals(List.of(), log);
                runner.run(() -> Asyncio.sleep(0.01));
                assertEquals(List.of("in the second run"), log);
            }
        }
    }

    @Nested
    class Closing {

        @Test
        void isIdempotentAndFinal() {
            Runner runner = new Runner(options());
            runner.run(() -> 1);
            runner.close();
            runner.close();
            assertThrows(IllegalStateException.class, () -> runner.run(() -> 1));
            assertThrows(IllegalStateException.class, runner::loop);
        }

        @Test
        void beforeTheFirstUseDoesNothing() {
            Runner runner = new Runner(options());
            runner.close();
            assertEquals(1, runner.run(() -> 1));
            runner.close();
        }

        @Test
        void doesNotThrowAgainWhatLeftTheRun() {
            SystemExit exit = new SystemExit(3);
            SystemExit thrown = assertThrows(SystemExit.class, () -> {
                try (Runner runner = new Runner(options())) {
                    runner.run(() -> {
                        Asyncio.gather(
                                () -> {
                                    throw exit;
                                },
                                () -> Asyncio.sleep(60))
                                .await();
                    });
                }
            });
            assertSame(exit, thrown);
            assertTrue(made.get(0).isClosed());
        }

        @Test
        void closesTheLoopAlsoIfALeftoverEndsTheRun() {
            Runner runner = new Runner(options());
            runner.run(() -> {
                Asyncio.createTask(() -> {
                    try {
                        Asyncio.sleep(60);
                    } finally {
                        throw new SystemExit(1);
                    }
                });
                Asyncio.sleep(0);
            });
            assertThrows(SystemExit.class, runner::close);
            assertTrue(made.get(0).isClosed());
        }
    }
}
