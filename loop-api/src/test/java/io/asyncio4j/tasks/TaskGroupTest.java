// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.context.Context;
import io.asyncio4j.context.ContextVar;
import io.asyncio4j.testing.JumpingClock;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is not a rule of the TCK (AGG-45 to AGG-57): results, options, bad input, order, and the count in cleanup. */
@org.junit.jupiter.api.Timeout(
        value = 30,
        threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupTest {

    private static void fail(String what) throws IOException {
        throw new IOException(what);
    }

    private static int cancelling() {
        return Asyncio.currentTask().cancelling();
    }

    @Test
    void returnsTheBlocksResultWhenTheChildrenHaveEnded() {
        run(() -> {
            List<Task<Integer>> children = Asyncio.taskGroup(group -> {
                return List.of(group.createTask(() -> Asyncio.sleep(2, 1)),
                        group.createTask(() -> Asyncio.sleep(1, 2)));
            });
            assertEquals(List.of(1, 2), children.stream().map(Task::resultNow).toList());
            assertEquals(2.0, Asyncio.getRunningLoop().time());
        });
    }

    @Test
    void lambdasOfAllShapesCompile() {
        run(() -> {
            assertEquals(5, Asyncio.taskGroup(group -> group.createTask(() -> 5)).resultNow());
            Asyncio.taskGroup((TaskGroup group) -> noBlock(group));
            Asyncio.taskGroup(TaskGroupTest::noBlock);
            assertThrows(ExceptionGroup.class, () -> Asyncio.taskGroup(group -> {
                throw new IOException("neither returns nor ends");
            }));
        });
    }

    private static void noBlock(TaskGroup group) {
        assertNotNull(group.parent());
    }

    @Test
    void anEmptyBlockDoesNotSuspend() {
        run(() -> {
            Task<?> other = Asyncio.createTask(() -> 1);
            Asyncio.taskGroup(group -> {});
            assertFalse(other.done());
        });
    }

    @Test
    void childrenGetNameContextAndStartMode() {
        ContextVar<String> color = ContextVar.of("color");
        run(() -> Asyncio.taskGroup(group -> {
            Context red = Context.copyCurrent();
            red.run(() -> color.set("red"));
            TaskOptions options = TaskOptions.named("painter").withContext(red).withEagerStart(true);
            Task<String> painter = group.createTask(() -> Task.current().name() + " " + color.get(), options);
            assertTrue(painter.done());
            assertEquals("painter red", painter.resultNow());
            Task<?> action = group.createTask(() -> Asyncio.sleep(0), TaskOptions.named("action"));
            assertEquals("action", action.name());
        }));
    }

    @Test
    void nullIsRefusedAndNothingStarted() {
        run(() -> {
            assertThrows(NullPointerException.class, () -> Asyncio.taskGroup((TaskGroup.Action) null));
            assertThrows(NullPointerException.class, () -> Asyncio.taskGroup((TaskGroup.Body<String>) null));
            Asyncio.taskGroup(group -> {
                assertThrows(NullPointerException.class, () -> group.createTask((CoroutineAction) null));
                assertThrows(NullPointerException.class, () -> group.createTask((Coroutine<String>) null));
            });
            assertEquals(1, Asyncio.allTasks().size());
        });
    }

    @Test
    void failuresComeInTheirOrderAndTheBlocksLast() {
        run(() -> {
            ExceptionGroup failures = assertThrows(ExceptionGroup.class, () -> Asyncio.taskGroup(group -> {
                group.createTask(() -> {
                    try {
                        Asyncio.sleep(60);
                    } finally {
                        fail("cleanup");
                    }
                });
                group.createTask(() -> fail("first"));
                try {
                    Asyncio.sleep(60);
                } finally {
                    fail("block");
                }
            }));
            assertEquals("unhandled errors in a TaskGroup (3 sub-exceptions)", failures.getMessage());
            assertEquals(List.of("first", "cleanup", "block"),
                    failures.exceptions().stream().map(Throwable::getMessage).toList());
            assertEquals(0, cancelling());
        });
    }

    @Test
    void childrenAreCancelledInTheOrderOfTheirCreation() {
        run(() -> {
            List<Integer> ended = new ArrayList<>();
            assertThrows(ExceptionGroup.class, () -> Asyncio.taskGroup(group -> {
                for (int i = 0; i < 5; i++) {
                    int number = i;
                    group.createTask(() -> {
                        try {
                            Asyncio.sleep(60);
                        } finally {
                            ended.add(number);
                        }
                    });
                }
                Asyncio.sleep(1);
                fail("block");
            }));
            assertEquals(List.of(0, 1, 2, 3, 4), ended);
        });
    }

    @Test
    void aGroupThatFailsInTheCleanupOfACancelledTaskDoesNotCancelItAnew() {
        run(() -> {
            Task<String> task = Asyncio.createTask(() -> {
                try {
                    return Asyncio.sleep(60, "");
                } catch (CancelledError cancelled) {
                    assertThrows(ExceptionGroup.class, () -> Asyncio.taskGroup(group -> {
                        group.createTask(() -> fail("in cleanup"));
                        Asyncio.sleep(60);
                    }));
                    return Asyncio.sleep(1, "cleaned up, cancelling " + cancelling());
                }
            });
            Asyncio.sleep(1);
            task.cancel();
            assertEquals("cleaned up, cancelling 1", task.await());
        });
    }

    @Test
    void aTimeoutAroundAGroupEndsItsChildren() {
        run(() -> {
            List<Task<?>> children = new ArrayList<>();
            assertThrows(TimeoutException.class, () -> Asyncio.timeout(1, () -> Asyncio.taskGroup(group -> {
                children.add(group.createTask(() -> Asyncio.sleep(60)));
                children.add(group.createTask(() -> Asyncio.sleep(60)));
            })));
            assertEquals(List.of(true, true), children.stream().map(Future::cancelled).toList());
            assertEquals(1.0, Asyncio.getRunningLoop().time());
            assertEquals(0, cancelling());
        });
    }

    @Test
    void aLoopExitTellsWhatElseFailed() {
        SystemExit exit = new SystemExit(3);
        SystemExit thrown = assertThrows(SystemExit.class, () -> run(() -> Asyncio.taskGroup(group -> {
            group.createTask(() -> {
                try {
                    Asyncio.sleep(60);
                } finally {
                    fail("cleanup");
                }
            });
            Asyncio.sleep(1);
            throw exit;
        })));
        assertSame(exit, thrown);
        assertEquals("cleanup", thrown.getSuppressed()[0].getMessage());
    }

    @Test
    void closingTheLoopEndsAGroupAndItsChildren() throws Exception {
        ParkingLoop loop = new ParkingLoop(new JumpingClock());
        List<String> ended = new ArrayList<>();
        List<String> reports = new ArrayList<>();
        loop.setExceptionHandler((where, report) -> reports.add(report.message()));
        loop.createTask(() -> {
            try {
                Asyncio.taskGroup(group -> {
                    group.createTask(() -> {
                        try {
                            loop.createFuture().await();
                        } finally {
                            ended.add("child");
                        }
                    });
                    try {
                        loop.createFuture().await();
                    } finally {
                        ended.add("block");
                    }
                });
            } finally {
                ended.add("parent");
            }
        });
        loop.runUntilComplete(() -> Asyncio.sleep(1));
        loop.close();
        assertEquals(List.of("block", "parent", "child"), ended);
        assertEquals(2, reports.size(), reports.toString());
    }

    @Test
    void showsItsState() {
        run(() -> {
            TaskGroup group = new TaskGroup();
            assertEquals("TaskGroup[created, unfinished=0, errors=0]", group.toString());
            assertNull(group.parent());
            group.run(g -> {
                group.createTask(() -> Asyncio.sleep(1));
                assertEquals("TaskGroup[running, unfinished=1, errors=0]", group.toString());
            });
            assertEquals("TaskGroup[finished, unfinished=0, errors=0]", group.toString());
        });
    }
}
