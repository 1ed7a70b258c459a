// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.ArrayList;
import java.util.List;

/** Waiting for a future in a coroutine. */
final class AwaitRules {

    @Rule(id = "FUT-16")
    void awaitingADoneFutureDoesNotGiveUpControl(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> done = loop.createFuture();
        done.setResult("value");
        loop.runUntilComplete((CoroutineAction) () -> {
            loop.callSoon(() -> tck.log.add("callback"));
            tck.log.add(done.await());
            tck.log.add(done.await());
        });
        tck.log.take("value", "value", "callback");
    }

    @Rule(id = "FUT-17")
    void awaitingAPendingFutureResumesLaterInOrderWithOtherCallbacks(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            tck.log.add("awaits");
            String value = future.await();
            tck.log.add("resumed with " + value);
            return value;
        });
        loop.callSoon(() -> {
            loop.callSoon(() -> tck.log.add("queued before"));
            future.setResult("value");
            tck.log.add("set");
            loop.callSoon(() -> tck.log.add("queued after"));
        });
        assertEquals("value", loop.runUntilComplete(task));
        tck.log.take("awaits", "set", "queued before", "resumed with value", "queued after");
    }

    @Rule(id = "FUT-18")
    void severalTasksResumeInTheOrderInWhichTheyBeganToAwait(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<Integer> future = loop.createFuture();
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            tasks.add(loop.createTask((CoroutineAction) () -> {
                future.await();
                tck.log.add("task " + number);
            }));
        }
        loop.callSoon(() -> loop.callSoon(() -> future.setResult(1)));
        for (Task<?> task : tasks) {
            loop.runUntilComplete(task);
        }
        tck.log.take("task 0", "task 1", "task 2", "task 3", "task 4");
    }

    @Rule(id = "FUT-19")
    void cancellingAFutureThrowsIntoEachTaskThatAwaitsIt(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<Integer> future = loop.createFuture();
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            tasks.add(loop.createTask((CoroutineAction) () -> {
                CancelledError error = assertThrows(CancelledError.class, future::await);
                tck.log.add("task " + number + " " + error.message());
            }));
        }
        Task<?> careless = loop.createTask(future::await);
        loop.callSoon(() -> loop.callSoon(() -> future.cancel("why")));
        for (Task<?> task : tasks) {
            loop.runUntilComplete(task);
            assertFalse(task.cancelled());
        }
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(careless));
        assertTrue(careless.cancelled());
        tck.log.take("task 0 why", "task 1 why", "task 2 why");
    }
}
