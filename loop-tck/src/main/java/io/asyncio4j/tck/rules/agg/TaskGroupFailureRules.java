// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskGroup;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.util.List;

/** Task groups in which something fails, or which are cancelled: who is cancelled, and what is thrown. */
@VirtualTime
final class TaskGroupFailureRules {

    private static final String GROUP = "unhandled errors in a TaskGroup";

    /** Waits until it is cancelled, which it notes. */
    private static CoroutineAction waiting(RuleContext tck, String name) {
        return () -> {
            try {
                Sleep.sleep(3600);
            } finally {
                tck.log.add(name + " is cancelled");
            }
        };
    }

    /** Waits until it is cancelled, and fails then. */
    private static CoroutineAction failingInCleanup(RuleContext tck, String name) {
        return () -> {
            try {
                waiting(tck, name).run();
            } finally {
                throwing(name + " fails");
            }
        };
    }

    private static void throwing(String message) throws IOException {
        throw new IOException(message);
    }

    private static List<String> messages(ExceptionGroup failures) {
        assertEquals(GROUP, failures.message());
        return failures.exceptions().stream().map(Throwable::getMessage).toList();
    }

    @Rule(id = "AGG-46")
    void theFirstFailureCancelsTheRestAndAllFailuresAreThrownTogether(RuleContext tck) throws Exception {
        tck.run(() -> {
            ExceptionGroup failures = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                group.createTask(waiting(tck, "one"));
                group.createTask(failingInCleanup(tck, "two"));
                group.createTask(() -> {
                    Sleep.sleep(0.01);
                    tck.log.add("three fails");
                    throwing("three fails");
                });
                waiting(tck, "block").run();
            }));
            // Who of those that are cancelled together is first is left open.
            assertEquals("three fails", tck.log.events().get(0));
            assertEquals(List.of("block is cancelled", "one is cancelled", "two is cancelled"),
                    tck.log.events().stream().skip(1).sorted().toList());
            assertEquals(List.of("three fails", "two fails"), messages(failures));
        });
    }

    @Rule(id = "AGG-48")
    void aFailureOfTheBlockCancelsTheChildrenAndIsInTheGroup(RuleContext tck) throws Exception {
        IOException failure = new IOException("block fails");
        tck.run(() -> {
            ExceptionGroup failures = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                group.createTask(waiting(tck, "child"));
                Sleep.sleep(0);
                throw failure;
            }));
            tck.log.take("child is cancelled");
            assertSame(failure, failures.exceptions().get(0));
            assertEquals(List.of("block fails"), messages(failures));
            ExceptionGroup childless = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                throw failure;
            }));
            assertEquals(List.of("block fails"), messages(childless));
        });
    }

    @Rule(id = "AGG-49")
    void aCancellationFromOutsideCancelsTheChildrenAndFailuresGoFirst(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        for (boolean inBlock : new boolean[] {true, false}) {
            for (boolean failing : new boolean[] {false, true}) {
                tck.step("cancelled " + (inBlock ? "in the block" : "while the group exits")
                        + (failing ? ", a child fails in its cleanup" : ""));
                tck.run(() -> {
                    Task<?> parent = loop.createTask((CoroutineAction) () -> new TaskGroup().run(group -> {
                        group.createTask(failing ? failingInCleanup(tck, "child") : waiting(tck, "child"));
                        if (inBlock) {
                            waiting(tck, "block").run();
                        }
                    }));
                    Sleep.sleep(0.005);
                    parent.cancel("from outside");
                    if (failing) {
                        assertEquals(List.of("child fails"),
                                messages(assertThrows(ExceptionGroup.class, parent::await)));
                    } else {
                        assertEquals("from outside",
                                assertThrows(CancelledError.class, parent::await).message());
                    }
                    assertEquals(!failing, parent.cancelled());
                    assertEquals(1, parent.cancelling());
                    assertEquals(1, Task.all(loop).size());
                });
                if (inBlock) {
                    tck.log.take("block is cancelled", "child is cancelled");
                } else {
                    tck.log.take("child is cancelled");
                }
            }
        }
    }

    @Rule(id = "AGG-50")
    void aGroupTakesItsOwnCancellationBack(RuleContext tck) throws Exception {
        tck.run(() -> {
            for (boolean inBlock : new boolean[] {true, false}) {
                assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                    group.createTask(() -> throwing("child fails"));
                    if (inBlock) {
                        waiting(tck, "block, cancelling " + Task.current().cancelling()).run();
                    }
                }));
                assertEquals(0, Task.current().cancelling());
                Sleep.sleep(0);
                Sleep.sleep(0.001);
            }
        });
        tck.log.take("block, cancelling 0 is cancelled");
    }

    @Rule(id = "AGG-51")
    void aCancellationThatCameWithAFailureIsNotLost(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Future<?> aboutToFail = loop.createFuture();
            Task<?> inner = loop.createTask((CoroutineAction) () -> {
                assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                    group.createTask(() -> {
                        aboutToFail.setResult(null);
                        Sleep.sleep(0);
                        throwing("child fails");
                    });
                    waiting(tck, "block").run();
                }));
                tck.log.add("failure is handled, cancelling " + Task.current().cancelling());
                waiting(tck, "what comes next").run();
            });
            aboutToFail.await();
            inner.cancel();
            assertThrows(CancelledError.class, inner::await);
            assertTrue(inner.cancelled());
        });
        tck.log.take("block is cancelled", "failure is handled, cancelling 1", "what comes next is cancelled");
        tck.run(() -> {
            assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(outer -> {
                assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(inner -> {
                    inner.createTask(() -> throwing("child of the inner one fails"));
                    outer.createTask(() -> throwing("child of the outer one fails"));
                }));
                tck.log.add("inner failure is handled, cancelling " + Task.current().cancelling());
            }));
            tck.log.add("outer failure is handled, cancelling " + Task.current().cancelling());
            Sleep.sleep(0);
        });
        tck.log.take("inner failure is handled, cancelling 1", "outer failure is handled, cancelling 0");
    }

    @Rule(id = "AGG-52")
    void nestedGroupsFailOnce(RuleContext tck) throws Exception {
        tck.run(() -> {
            tck.step("an inner child fails");
            ExceptionGroup outer = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                group.createTask(waiting(tck, "outer child"));
                new TaskGroup().run(inner -> {
                    inner.createTask(() -> throwing("inner child fails"));
                    waiting(tck, "inner block").run();
                });
            }));
            tck.log.take("inner block is cancelled", "outer child is cancelled");
            assertEquals(1, outer.exceptions().size());
            ExceptionGroup nested = (ExceptionGroup) outer.exceptions().get(0);
            assertEquals(List.of("inner child fails"), messages(nested));

            tck.step("an outer child fails");
            outer = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                group.createTask(() -> {
                    Sleep.sleep(0.005);
                    throwing("outer child fails");
                });
                new TaskGroup().run(inner -> {
                    inner.createTask(waiting(tck, "inner child"));
                    waiting(tck, "inner block").run();
                });
            }));
            tck.log.take("inner block is cancelled", "inner child is cancelled");
            assertEquals(List.of("outer child fails"), messages(outer));

            tck.step("an outer child fails, then an inner one in its cleanup");
            outer = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                group.createTask(() -> {
                    Sleep.sleep(0.005);
                    throwing("outer child fails");
                });
                new TaskGroup().run(inner -> {
                    inner.createTask(failingInCleanup(tck, "inner child"));
                });
            }));
            tck.log.take("inner child is cancelled");
            assertEquals(List.of("outer child fails", "inner child fails"),
                    outer.leaves().stream().map(Throwable::getMessage).toList());
            assertEquals(0, Task.current().cancelling());
        });
    }

    @Rule(id = "AGG-53")
    void whatEndsTheProgramIsThrownBare(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.step("the block throws it, after a child has failed");
        SystemExit ofBlock = new SystemExit(3);
        assertSame(ofBlock, assertThrows(SystemExit.class, () -> tck.run(() -> new TaskGroup().run(group -> {
            group.createTask(() -> throwing("child fails"));
            try {
                waiting(tck, "block").run();
            } finally {
                exit(ofBlock);
            }
        }))));
        tck.log.take("block is cancelled");

        tck.step("a child throws it, which ends the run; the next one ends the group");
        SystemExit ofChild = new SystemExit(4);
        Task<?> parent = loop.createTask((CoroutineAction) () -> new TaskGroup().run(group -> {
            group.createTask(waiting(tck, "sibling"));
            group.createTask(() -> exit(ofChild));
        }));
        assertSame(ofChild, assertThrows(SystemExit.class, () -> loop.runUntilComplete(parent)));
        assertFalse(parent.done());
        assertSame(ofChild, assertThrows(SystemExit.class, () -> loop.runUntilComplete(parent)));
        assertSame(ofChild, parent.exception());
        tck.log.take("sibling is cancelled");
    }

    private static void exit(SystemExit exit) {
        throw exit;
    }

    @Rule(id = "AGG-57")
    void aTaskThatAChildStartsMeetsItsEndAlsoWhenTheGroupAborts(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        for (boolean eager : new boolean[] {false, true}) {
            loop.setTaskFactory(eager ? Task::eager : null);
            tck.run(() -> {
                ExceptionGroup failures = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                    group.createTask(() -> {
                        group.createTask(() -> throwing("third fails"));
                        group.createTask(waiting(tck, "fourth"));
                        // An eager failure is seen at the first of them, any other at the second.
                        assertThrows(CancelledError.class, () -> {
                            Sleep.sleep(0);
                            Sleep.sleep(0);
                        });
                        tck.log.add("second is cancelled");
                    });
                }));
                assertEquals(List.of("third fails"), messages(failures));
                assertEquals(1, Task.all(loop).size());
            });
            assertEquals(List.of("fourth is cancelled", "second is cancelled"),
                    tck.log.events().stream().sorted().toList());
            tck.log.clear();
        }
    }
}
