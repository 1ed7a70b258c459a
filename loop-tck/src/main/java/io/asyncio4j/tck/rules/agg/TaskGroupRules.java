// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.agg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskGroup;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Task groups: how long they live, whom they take, and what they forget. */
@VirtualTime
final class TaskGroupRules {

    @Rule(id = "AGG-45")
    void theExitWaitsForAllChildrenAndForTheirs(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<?> gate = loop.createFuture();
        tck.run(() -> {
            new TaskGroup().run(group -> {
                group.createTask(() -> {
                    gate.await();
                    tck.log.add("child");
                    group.createTask(() -> {
                        Sleep.sleep(0.01);
                        tck.log.add("grandchild");
                        group.createTask(() -> {
                            Sleep.sleep(0);
                            tck.log.add("its child");
                        });
                    });
                });
                loop.callLater(0.01, () -> gate.setResult(null));
                tck.log.add("block ends");
            });
            tck.log.add("group ends");
        });
        tck.log.take("block ends", "child", "grandchild", "its child", "group ends");
    }

    @Rule(id = "AGG-47")
    void aCancelledChildDoesNotDisturbTheOthers(RuleContext tck) throws Exception {
        Future<String> gate = tck.loop().createFuture();
        tck.run(() -> {
            new TaskGroup().run(group -> {
                Task<?> byItself = group.createTask((CoroutineAction) () -> {
                    throw new CancelledError();
                });
                Task<?> byOthers = group.createTask(() -> Sleep.sleep(3600));
                group.createTask(() -> {
                    gate.await();
                    tck.log.add("sibling");
                });
                Sleep.sleep(0);
                byOthers.cancel();
                Sleep.sleep(0.001);
                assertTrue(byItself.cancelled());
                assertTrue(byOthers.cancelled());
                group.createTask(() -> {
                    tck.log.add("new child");
                    gate.setResult("open");
                });
                tck.log.add("block");
            });
            assertEquals(0, Task.current().cancelling());
        });
        tck.log.take("block", "new child", "sibling");
    }

    @Rule(id = "AGG-54")
    void childrenAreRefusedBeforeAfterAndDuringTheEnd(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CoroutineAction refused = tck.log.adding("started")::run;
        TaskGroup early = new TaskGroup();
        tck.raises(IllegalStateException.class, "not been entered", () -> early.createTask(refused));
        tck.run(() -> {
            TaskGroup ended = new TaskGroup();
            ended.run(group -> {});
            tck.raises(IllegalStateException.class, "finished", () -> ended.createTask(refused));

            TaskGroup failing = new TaskGroup();
            ExceptionGroup failures = assertThrows(ExceptionGroup.class, () -> failing.run(group -> {
                group.createTask(() -> {
                    throw new IOException("first");
                });
                try {
                    Sleep.sleep(3600);
                } finally {
                    tck.raises(IllegalStateException.class, "shutting down", () -> group.createTask(refused));
                }
            }));
            assertEquals(1, failures.exceptions().size());
            Sleep.sleep(0);
            assertEquals(1, Task.all(loop).size());
        });
        tck.log.take();
    }

    @Rule(id = "AGG-55")
    void aGroupIsEnteredOnceAndInATask(RuleContext tck) throws Exception {
        TaskGroup.Action again = group -> tck.log.add("entered again");
        tck.run(() -> {
            TaskGroup group = new TaskGroup();
            group.run(
                    entered -> tck.raises(IllegalStateException.class, "already been entered", () -> group.run(again)));
            tck.raises(IllegalStateException.class, "already been entered", () -> group.run(again));
        });
        tck.loop().callSoon(
                () -> tck.raises(IllegalStateException.class, "coroutine", () -> new TaskGroup().run(again)));
        tck.runOnce();
        tck.log.take();
    }

    @Rule(id = "AGG-56")
    void childrenThatHaveEndedAreForgotten(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        int children = 20;
        List<WeakReference<Task<?>>> ended = new ArrayList<>();
        Future<?> end = loop.createFuture();
        Task<?> parent = loop.createTask((CoroutineAction) () -> new TaskGroup().run(group -> {
            for (int i = 0; i < children; i++) {
                ended.add(new WeakReference<>(group.createTask(() -> Sleep.sleep(0))));
            }
            end.await();
        }));
        tck.runUntil("all children have ended",
                () -> ended.size() == children && Task.all(loop).size() == 1);
        // Their done-callbacks may still be queued.
        tck.runTimes(2);
        // The last one may still be held by whatever ran it.
        tck.waitForGarbage("ended children are collected while the group goes on",
                () -> ended.stream().filter(task -> task.get() != null).count() <= 1);
        assertFalse(parent.done());
        end.setResult(null);
        loop.runUntilComplete(parent);
    }

    @Rule(id = "EAGER-11")
    void aChildThatFailsEagerlyAbortsTheGroupInALaterIteration(RuleContext tck) throws Exception {
        TaskOptions eager = TaskOptions.DEFAULTS.withEagerStart(true);
        tck.run(() -> {
            ExceptionGroup failures = assertThrows(ExceptionGroup.class, () -> new TaskGroup().run(group -> {
                Task<?> failed = group.createTask(
                        () -> {
                            throw new IOException("at once");
                        },
                        eager);
                tck.log.add("failed " + failed.done() + ", cancelling " + Task.current().cancelling());
                Task<?> sibling = group.createTask(() -> Sleep.sleep(3600), eager);
                tck.log.add("sibling is taken, done " + sibling.done());
                try {
                    Sleep.sleep(0);
                } finally {
                    tck.log.add("block ends, cancelling " + Task.current().cancelling());
                }
            }));
            assertEquals(1, failures.exceptions().size());
            tck.log.take("failed true, cancelling 0", "sibling is taken, done false", "block ends, cancelling 1");
            assertEquals(0, Task.current().cancelling());

            new TaskGroup().run(group -> {
                assertTrue(group.createTask(tck.log.adding("child that ends at once")::run, eager).done());
                tck.log.add("block");
            });
            tck.log.take("child that ends at once", "block");
        });
    }
}
