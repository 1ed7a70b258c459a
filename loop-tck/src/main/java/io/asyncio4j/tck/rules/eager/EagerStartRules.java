// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.eager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Gather;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Tasks whose body runs up to its first suspension before createTask returns. */
@VirtualTime
final class EagerStartRules {

    private static final TaskOptions EAGER = TaskOptions.DEFAULTS.withEagerStart(true);

    @Rule(id = "EAGER-01")
    void theBodyRunsUpToItsFirstSuspensionInsideCreateTask(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        for (boolean byFactory : new boolean[] {true, false}) {
            loop.setTaskFactory(byFactory ? Task::eager : null);
            tck.run(() -> {
                tck.log.add("before");
                CoroutineAction body = () -> {
                    tck.log.add("first part");
                    Sleep.sleep(0);
                    tck.log.add("second part");
                };
                Task<?> task = byFactory ? loop.createTask(body) : loop.createTask(body, EAGER);
                tck.log.add("created, done: " + task.done());
                task.await();
            });
            tck.log.take("before", "first part", "created, done: false", "second part");
        }
    }

    @Rule(id = "EAGER-02")
    void aBodyThatDoesNotSuspendMakesADoneTaskThatIsNeverQueued(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setTaskFactory(Task::eager);
        loop.callSoon(() -> {
            Task<Integer> task = loop.createTask(() -> 42);
            tck.log.add("done: " + task.done() + " " + task.resultNow());
            assertEquals(Set.of(), Task.all(loop));
        });
        tck.runOnce();
        tck.log.take("done: true 42");
        tck.run(() -> {
            Task<Integer> task = loop.createTask(() -> 43);
            assertTrue(task.done());
            assertEquals(43, task.await());
        });
    }

    @Rule(id = "EAGER-03")
    void onALoopThatDoesNotRunItStartsNormally(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<?> task = loop.createTask(() -> tck.log.add("body"), EAGER);
        assertFalse(task.done());
        tck.log.take();
        loop.runUntilComplete(task);
        tck.log.take("body");
    }

    @Rule(id = "EAGER-04")
    void theFlagOfOneTaskWinsOverTheFactory(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setTaskFactory(Task::eager);
        tck.run(() -> {
            Task<?> lazy = loop.createTask(() -> tck.log.add("lazy"), TaskOptions.DEFAULTS.withEagerStart(false));
            tck.log.add("created");
            lazy.await();
        });
        tck.log.take("created", "lazy");
        loop.setTaskFactory(null);
        tck.run(() -> {
            Task<?> eager = loop.createTask(() -> tck.log.add("eager"), EAGER);
            tck.log.add("created");
            eager.await();
        });
        tck.log.take("eager", "created");
    }

    @Rule(id = "EAGER-05")
    void duringTheEagerStepTheNewTaskIsCurrentAndThenTheCreatorAgain(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Task<?> creator = Task.current();
            Task<Task<?>> suspends = loop.createTask(
                    () -> {
                        Task<?> current = Task.current();
                        assertSame(current, Task.current(loop));
                        Sleep.sleep(0);
                        assertSame(current, Task.current());
                        return current;
                    },
                    EAGER);
            assertSame(creator, Task.current());
            assertSame(creator, Task.current(loop));
            Task<?> fails = loop.createTask(
                    () -> {
                        throw new IOException("in the eager step");
                    },
                    EAGER);
            assertSame(creator, Task.current());
            assertSame(creator, Task.current(loop));
            assertTrue(fails.exception() instanceof IOException);
            assertSame(suspends, suspends.await());
        });
        loop.callSoon(() -> {
            Task<Task<?>> task = loop.createTask(() -> Task.current(), EAGER);
            tck.log.add("task sees itself: " + (task.resultNow() == task) + ", callback sees: " + Task.current());
        });
        tck.runOnce();
        tck.log.take("task sees itself: true, callback sees: null");
    }

    @Rule(id = "EAGER-06")
    void aSuspendedEagerTaskIsListedAndAFinishedOneIsNot(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Task<?> creator = Task.current();
            Task<Integer> during = loop.createTask(() -> Task.all(loop).size(), EAGER);
            assertEquals(2, during.await());
            assertEquals(Set.of(creator), Task.all(loop));
            Task<?> suspended = loop.createTask((CoroutineAction) () -> Sleep.sleep(0), EAGER);
            assertEquals(Set.of(creator, suspended), Task.all(loop));
            suspended.await();
            assertEquals(Set.of(creator), Task.all(loop));
        });
    }

    @Rule(id = "EAGER-07")
    void cancelAfterEagerCompletionIsRefusedAndWorksAfterASuspendedStep(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Task<Integer> finished = loop.createTask(() -> 1, EAGER);
            assertFalse(finished.cancel("too late"));
            assertEquals(1, finished.await());
            Task<?> suspended = loop.createTask((CoroutineAction) () -> Sleep.sleep(3600), EAGER);
            assertTrue(suspended.cancel("why"));
            CancelledError error = assertThrows(CancelledError.class, suspended::await);
            assertEquals("why", error.message());
            assertTrue(suspended.cancelled());
        });
    }

    @Rule(id = "EAGER-08")
    void anErrorOfTheEagerStepIsTheTasksAndOnlyALoopExitIsThrown(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        IOException failure = new IOException("in the eager step");
        tck.run(() -> {
            Task<?> task = loop.createTask(
                    () -> {
                        throw failure;
                    },
                    EAGER);
            assertTrue(task.done());
            assertSame(failure, task.exception());
        });
        SystemExit exit = new SystemExit(1);
        loop.callSoon(() -> {
            Task<?>[] self = new Task<?>[1];
            CoroutineAction body = () -> {
                self[0] = Task.current();
                throw exit;
            };
            assertSame(exit, assertThrows(SystemExit.class, () -> loop.createTask(body, EAGER)));
            // It is the task's exception all the same; unasked, it would be reported when the task is collected.
            assertSame(exit, self[0].exception());
            tck.log.add("thrown out of createTask");
        });
        tck.runOnce();
        tck.log.take("thrown out of createTask");
    }

    @Rule(id = "EAGER-09")
    void theNameIsSetBeforeTheEagerStep(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            Task<String> task = loop.createTask(
                    () -> Task.current().name(), EAGER.withName("given"));
            assertEquals("given", task.await());
        });
    }

    @Rule(id = "EAGER-10")
    void gatheringTasksThatAreDoneGivesADoneFuture(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setTaskFactory(Task::eager);
        tck.run(() -> {
            var gathered = Gather.gather(List.of(loop.createTask(() -> 1), loop.createTask(() -> 2)));
            assertTrue(gathered.done());
            assertEquals(List.of(1, 2), gathered.await());
        });
        assertNull(Task.current(loop));
    }
}
