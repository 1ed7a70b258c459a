// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Awaiters;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallGraphTest {

    private static TaskOptions named(String name) {
        return TaskOptions.DEFAULTS.withName(name);
    }

    private static void waits() {
        Asyncio.sleep(60);
    }

    private static List<String> names(List<Future<?>> futures) {
        return futures.stream()
                .map(future -> future instanceof Task<?> task ? task.name() : "future")
                .toList();
    }

    /** Starts {@code awaiting} on a sleeping task, and tells who awaits that. */
    private static List<String> awaitersOf(Awaiting awaiting) throws Exception {
        Task<?> sleeper = Asyncio.createTask(CallGraphTest::waits, named("sleeper"));
        Task<?> awaiter = Asyncio.createTask(() -> awaiting.await(sleeper), named("awaiter"));
        Asyncio.sleep(0);
        Asyncio.sleep(0);
        List<String> all = new ArrayList<>();
        for (List<Future<?>> level = Awaiters.of(sleeper); !level.isEmpty(); level = Awaiters.of(level.get(0))) {
            all.addAll(names(level));
        }
        awaiter.cancel();
        sleeper.cancel();
        Asyncio.wait(List.of(awaiter, sleeper));
        assertEquals(List.of(), Awaiters.of(sleeper));
        return all;
    }

    private interface Awaiting {
        void await(Task<?> task) throws Exception;
    }

    @Test
    void everyWayToAwaitIsSeen() {
        run(() -> {
            assertEquals(List.of("awaiter"), awaitersOf(Future::await));
            assertEquals(List.of("awaiter"), awaitersOf(task -> Asyncio.wait(List.of(task))));
            assertEquals(List.of("awaiter"), awaitersOf(task -> Asyncio.waitFor(task, 5)));
            assertEquals(List.of("future", "awaiter"), awaitersOf(task -> Asyncio.shield(task).await()));
            assertEquals(
                    List.of("future", "awaiter"),
                    awaitersOf(task -> Asyncio.gather(List.of(task)).await()));
        });
    }

    @Test
    void childrenOfAGroupAreAwaitedByItsParent() {
        run(() -> {
            List<Task<?>> children = new ArrayList<>();
            Task<?> parent = Asyncio.createTask(
                    () -> Asyncio.taskGroup(group -> {
                        children.add(group.createTask(CallGraphTest::waits, named("child")));
                    }),
                    named("parent"));
            Asyncio.sleep(0);
            assertEquals(List.of("parent"), names(Awaiters.of(children.get(0))));
            parent.cancel();
        });
    }

    @Test
    void customPrimitivesSayItThemselves() {
        run(() -> {
            Future<String> future = Asyncio.getRunningLoop().createFuture();
            Task<?> self = Asyncio.currentTask();
            Awaiters.futureAddToAwaitedBy(future, self);
            assertEquals(List.of(self), Awaiters.of(future));
            Awaiters.futureDiscardFromAwaitedBy(future, self);
            assertEquals(List.of(), Awaiters.of(future));
            Awaiters.futureAddToAwaitedBy(future, self);
            future.setResult("done");
            assertEquals("done", future.await());
            Awaiters.futureAddToAwaitedBy(future, self);
            assertEquals(List.of(), Awaiters.of(future));
        });
    }

    @Test
    void graphHasTheFramesOfTheProgramAndThoseWhoAwait() {
        run(() -> {
            Task<?> inner = Asyncio.createTask(CallGraphTest::waits, named("inner"));
            Task<?> outer = Asyncio.createTask(() -> inner.await(), named("outer"));
            Asyncio.sleep(0);
            Asyncio.sleep(0);
            FutureCallGraph graph = CallGraph.captureCallGraph(inner);
            assertSame(inner, graph.future());
            assertEquals(
                    List.of("sleep", "sleep", "waits"),
                    graph.callStack().stream()
                            .map(entry -> entry.frame().getMethodName())
                            .toList());
            FutureCallGraph awaiter = graph.awaitedBy().get(0);
            assertSame(outer, awaiter.future());
            assertEquals("await", awaiter.callStack().get(0).frame().getMethodName());
            assertEquals(List.of(), awaiter.awaitedBy());
            String text = CallGraph.formatCallGraph(inner)
                    .replaceAll("0x[0-9a-f]{8}", "ID")
                    .replaceAll("[(]([A-Za-z]+)[.]java:[0-9]+[)]", "($1)")
                    .replaceAll("lambda[$][a-zA-Z0-9$]+", "lambda")
                    .replaceAll("io.asyncio4j[.a-z]*[.]", "");
            assertEquals(
                    """
                    * Task(name='inner', id=ID)
                      + Call stack:
                      |   at Sleep.sleep(Sleep)
                      |   at Asyncio.sleep(Asyncio)
                      |   at CallGraphTest.waits(CallGraphTest)
                      + Awaited by:
                         * Task(name='outer', id=ID)
                           + Call stack:
                           |   at Future.await(Future)
                           |   at CallGraphTest.lambda(CallGraphTest)""",
                    text.replaceAll("MODULE", "").replaceAll("at [a-z.0-9]+/", "at "));
            outer.cancel();
        });
    }

    @Test
    void callersOwnGraphBeginsWhereItIs() {
        run(() -> {
            FutureCallGraph own = here();
            assertSame(Asyncio.currentTask(), own.future());
            assertEquals("here", own.callStack().get(0).frame().getMethodName());
            FutureCallGraph without = CallGraph.captureCallGraph(null, 1, null);
            assertEquals(own.callStack().size() - 2, without.callStack().size());
            assertEquals(1, CallGraph.captureCallGraph(null, 0, 1).callStack().size());
            assertEquals(
                    own.callStack().getLast().frame().getMethodName(),
                    CallGraph.captureCallGraph(null, 0, -1)
                            .callStack()
                            .get(0)
                            .frame()
                            .getMethodName());
            assertEquals(0, CallGraph.captureCallGraph(null, 0, 0).callStack().size());
        });
    }

    private static FutureCallGraph here() {
        return CallGraph.captureCallGraph();
    }

    @Test
    void withoutATaskThereIsNone() {
        assertThrows(IllegalStateException.class, CallGraph::captureCallGraph);
        run(() -> {
            Future<String> seen = Asyncio.getRunningLoop().createFuture();
            Asyncio.getRunningLoop().callSoon(() -> {
                assertNull(CallGraph.captureCallGraph());
                seen.setResult(CallGraph.formatCallGraph());
            });
            assertEquals("", seen.await());
            assertThrows(IllegalArgumentException.class, () -> CallGraph.captureCallGraph(null, -1, null));
        });
    }

    @Test
    void circleIsDrawnOnce() {
        run(() -> {
            Future<Object> first = Asyncio.getRunningLoop().createFuture();
            Future<Object> second = Asyncio.getRunningLoop().createFuture();
            Awaiters.futureAddToAwaitedBy(first, second);
            Awaiters.futureAddToAwaitedBy(second, first);
            assertEquals(2, CallGraph.formatCallGraph(first).lines().filter(line -> line.contains("* Future")).count());
        });
    }

    @Test
    void stackOfAFailedTaskShowsWhereItFailed() {
        run(() -> {
            Task<?> fails = Asyncio.createTask(CallGraphTest::fails);
            Task<?> cancelled = Asyncio.createTask(CallGraphTest::waits);
            assertEquals(List.of(), fails.stack());
            Asyncio.sleep(0);
            cancelled.cancel();
            Asyncio.wait(List.of(fails, cancelled));
            assertEquals("fails", fails.stack().get(0).getMethodName());
            assertEquals(List.of(), cancelled.stack());
            assertThrows(IllegalArgumentException.class, fails::result);
        });
    }

    private static void fails() {
        throw new IllegalArgumentException("broken");
    }
}
