// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskFactory;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Current task, all tasks, names, bodies, contexts and the factory. */
final class IntrospectionRules {

    @Rule(id = "TASK-21")
    void currentTaskIsTheOneWhoseStepRuns(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        assertThrows(IllegalStateException.class, () -> Task.current());
        loop.callSoon(() -> tck.log.add("in a callback: " + Task.current() + " " + Task.current(loop)));
        List<Task<?>> tasks = new ArrayList<>();
        for (String name : new String[] {"a", "b"}) {
            tasks.add(loop.createTask(
                    (CoroutineAction) () -> {
                        for (int i = 0; i < 2; i++) {
                            Task<?> current = Task.current();
                            assertSame(current, Task.current(loop));
                            tck.log.add(name + " is " + current.name());
                            Sleep.sleep(0);
                        }
                    },
                    TaskOptions.named("task " + name)));
        }
        for (Task<?> task : tasks) {
            loop.runUntilComplete(task);
        }
        assertNull(Task.current(loop));
        tck.log.take("in a callback: null null", "a is task a", "b is task b", "a is task a", "b is task b");
    }

    @Rule(id = "TASK-22")
    void allTasksAreTheUnfinishedOnesOfTheLoopInASnapshot(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        AbstractEventLoop other = tck.newLoop();
        AtomicBoolean stop = new AtomicBoolean();
        // Another thread makes and ends tasks on its own loop meanwhile.
        RuleThread busy = tck.thread("busy", () -> {
            while (!stop.get()) {
                other.runUntilComplete(() -> 1);
            }
        });
        for (int round = 0; round < 50; round++) {
            Task<Integer> quick = loop.createTask(() -> 1);
            Task<?> slow = loop.createTask((CoroutineAction) () -> Sleep.sleep(3600));
            Set<Task<?>> before = Task.all(loop);
            assertEquals(Set.of(quick, slow), before);
            loop.runUntilComplete(quick);
            assertEquals(Set.of(slow), Task.all(loop));
            assertEquals(2, before.size(), "the snapshot changed");
            slow.cancel();
            tck.runTimes(2);
            assertEquals(Set.of(), Task.all(loop));
        }
        stop.set(true);
        busy.join();
    }

    @Rule(id = "TASK-24")
    void aTaskHasAUniqueNameOrTheOneGivenAndCanBeRenamed(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<Integer> first = loop.createTask(() -> 1);
        Task<Integer> second = loop.createTask(() -> 1);
        assertTrue(first.name().matches("Task-\\d+"), first.name());
        assertNotEquals(first.name(), second.name());
        Task<Integer> named = loop.createTask(() -> 1, TaskOptions.named("worker"));
        assertEquals("worker", named.name());
        assertTrue(named.toString().contains("worker"), named.toString());
        named.setName("renamed");
        assertEquals("renamed", named.name());
        for (Task<?> task : List.of(first, second, named)) {
            loop.runUntilComplete(task);
        }
        named.setName("after the end");
        assertEquals("after the end", named.name());
    }

    @Rule(id = "TASK-25")
    void aTaskShowsItsBodyAndItsContext(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Context context = new Context();
        Coroutine<Context> body = Context::current;
        Task<Context> task = loop.createTask(body, TaskOptions.DEFAULTS.withContext(context));
        assertSame(body, task.coroutine());
        assertSame(context, task.context());
        assertSame(context, loop.runUntilComplete(task));
        assertSame(body, task.coroutine());
        loop.runUntilComplete(() -> {
            Task<Integer> eager = loop.createTask(() -> 1, TaskOptions.DEFAULTS.withEagerStart(true));
            assertTrue(eager.done());
            assertNull(eager.coroutine());
            Coroutine<Integer> suspends = () -> {
                Sleep.sleep(0);
                return 2;
            };
            Task<Integer> suspended = loop.createTask(suspends, TaskOptions.DEFAULTS.withEagerStart(true));
            assertSame(suspends, suspended.coroutine());
            assertEquals(2, suspended.await());
            assertSame(suspends, suspended.coroutine());
            return null;
        });
    }

    @Rule(id = "TASK-27")
    void theTaskFactoryMakesTheTasksAndGetsAllThatWasGiven(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        assertNull(loop.getTaskFactory());
        final class Recording implements TaskFactory {
            @Override
            public <T> Task<T> newTask(AbstractEventLoop where, Coroutine<T> body, TaskOptions options) {
                assertSame(loop, where);
                tck.log.add(options.name() + " " + (options.context() != null) + " " + options.eagerStart());
                return new Task<>(where, body, options.withName("made by the factory"));
            }
        }
        TaskFactory factory = new Recording();
        loop.setTaskFactory(factory);
        assertSame(factory, loop.getTaskFactory());
        Task<Integer> plain = loop.createTask(() -> 1);
        Task<Integer> full = loop.createTask(() -> 2, new TaskOptions("name", new Context(), false));
        assertEquals("made by the factory", plain.name());
        assertEquals(1, loop.runUntilComplete(plain));
        assertEquals(2, loop.runUntilComplete(full));
        tck.log.take("null false null", "name true false");
        loop.setTaskFactory(null);
        assertNull(loop.getTaskFactory());
        assertEquals(3, loop.runUntilComplete(loop.createTask(() -> 3)));
        tck.log.take();
    }
}
