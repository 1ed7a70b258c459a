// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.base.BaseEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancels what combines futures before, at and after everything that happens to it: nothing is lost, nothing stays. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelAnywhereTest {

    private static final int QUARTERS = 14;
    private static final int HOPS = 8;

    /** A program to cancel, and what must be so when it has ended. */
    private interface Program {
        Task<?> start();

        default void check() throws Exception {}
    }

    private interface Maker {
        Program make();
    }

    /** Everything that the programs do happens at whole seconds; so a quarter and some hops reach every step. */
    private static void sweep(Maker maker) {
        Set<String> ends = new TreeSet<>();
        for (int quarter = 0; quarter <= QUARTERS; quarter++) {
            for (int hops = 0; hops < HOPS; hops++) {
                double seconds = quarter / 4.0;
                int more = hops;
                run(() -> {
                    Program program = maker.make();
                    Task<?> victim = program.start();
                    if (seconds > 0) {
                        Asyncio.sleep(seconds);
                    }
                    for (int i = 0; i < more; i++) {
                        Asyncio.sleep(0);
                    }
                    victim.cancel();
                    Asyncio.wait(List.of(victim));
                    ends.add(victim.cancelled() ? "cancelled" : victim.exception() == null ? "result" : "failure");
                    program.check();
                    // What its callbacks still do.
                    Asyncio.sleep(0);
                    Asyncio.sleep(0);
                    assertEquals(Set.of(Asyncio.currentTask()), Asyncio.allTasks());
                    assertEquals(0, ((BaseEventLoop) Asyncio.getRunningLoop()).liveTimers(), "timers");
                });
            }
        }
        assertTrue(ends.contains("cancelled") && ends.size() > 1, "the sweep must reach beyond the end: " + ends);
    }

    private static Task<String> after(double seconds) {
        return Asyncio.createTask(() -> Asyncio.sleep(seconds, "after " + seconds));
    }

    private static Future<String> pending() {
        return Asyncio.getRunningLoop().createFuture();
    }

    @Test
    void gather() {
        sweep(() -> () -> Asyncio.createTask(() -> Asyncio.gather(after(1), after(2), after(1)).await()));
        sweep(() -> () -> Asyncio.createTask(
                () -> Asyncio.gatherReturningExceptions(after(1), after(2), after(1)).await()));
    }

    @Test
    void waitFor() {
        sweep(() -> () -> Asyncio.createTask(() -> Asyncio.waitFor(after(1), 2)));
        sweep(() -> () -> Asyncio.createTask(() -> Asyncio.waitFor(after(2), 1)));
        sweep(() -> () -> Asyncio.createTask(() -> Asyncio.waitFor(() -> Asyncio.sleep(2, "late"), 1)));
        sweep(() -> () -> Asyncio.createTask(() -> Asyncio.waitFor(after(2), 0)));
    }

    @Test
    void waitForCleanup() {
        List<String> log = new ArrayList<>();
        sweep(() -> {
            log.clear();
            return new Program() {
                @Override
                public Task<?> start() {
                    return Asyncio.createTask(() -> Asyncio.waitFor(Asyncio.createTask(this::inner), 2));
                }

                private String inner() {
                    log.add("entered");
                    try {
                        return Asyncio.sleep(3, "never");
                    } finally {
                        log.add("left");
                    }
                }

                @Override
                public void check() {
                    assertEquals(log.isEmpty() ? List.of() : List.of("entered", "left"), log);
                }
            };
        });
    }

    @Test
    void waitTakesItsCallbacksBack() {
        sweep(() -> new Program() {
            private final Future<String> longLived = pending();

            @Override
            public Task<?> start() {
                return Asyncio.createTask(() -> Asyncio.wait(List.of(longLived), ReturnWhen.ALL_COMPLETED, 2));
            }

            @Override
            public void check() {
                assertEquals("Future[pending]", longLived.toString());
            }
        });
    }

    @Test
    void shieldedTaskGoesOn() {
        sweep(() -> new Program() {
            private Task<String> inner = after(2);

            @Override
            public Task<?> start() {
                return Asyncio.createTask(() -> Asyncio.shield(inner).await());
            }

            @Override
            public void check() throws Exception {
                assertEquals("after 2.0", inner.await());
            }
        });
    }

    @Test
    void asCompletedGivesTheRestToTheNextWhoAsks() {
        sweep(() -> new Program() {
            private final List<String> seen = new ArrayList<>();
            private final Completions<String> completions =
                    Asyncio.asCompleted(List.of(after(1), after(2), after(1)));

            @Override
            public Task<?> start() {
                return Asyncio.createTask(this::take);
            }

            private void take() throws Exception {
                for (Future<String> done : completions) {
                    seen.add(done.result());
                }
            }

            @Override
            public void check() throws Exception {
                take();
                assertEquals(List.of("after 1.0", "after 1.0", "after 2.0"), seen);
            }
        });
    }

    @Test
    void asCompletedWithALimit() {
        sweep(() -> new Program() {
            private final List<String> seen = new ArrayList<>();
            private final Future<String> never = pending();
            private final Completions<String> completions = Asyncio.asCompleted(List.of(after(1), never), 2);

            @Override
            public Task<?> start() {
                return Asyncio.createTask(this::take);
            }

            private void take() throws Exception {
                for (Coroutine<String> next : completions.awaitables()) {
                    while (true) {
                        try {
                            seen.add(next.run());
                        } catch (TimeoutException over) {
                            seen.add("timeout");
                        } catch (CancelledError again) {
                            // The item was not taken, so the same awaitable is good for another try.
                            continue;
                        }
                        break;
                    }
                }
            }

            @Override
            public void check() throws Exception {
                take();
                assertEquals(List.of("after 1.0", "timeout"), seen);
                assertEquals("Future[pending]", never.toString());
            }
        });
    }

    @Test
    void staggeredRace() {
        sweep(() -> () -> {
            List<Coroutine<String>> functions = List.of(
                    () -> Asyncio.sleep(3, "slow"),
                    () -> {
                        Asyncio.sleep(1);
                        throw new IllegalStateException("fails");
                    },
                    () -> Asyncio.sleep(1, "wins"));
            return Asyncio.createTask(() -> Asyncio.staggeredRace(functions, 1));
        });
    }
}
