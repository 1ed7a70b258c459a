// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.Waiting;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Cancelling tasks: at once for what they await, at the next step for the coroutine. */
@VirtualTime
final class CancellationRules {

    @Rule(id = "TASK-04")
    void cancelAsksAndDoesNotComplete(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<?> task = loop.createTask((CoroutineAction) () -> Sleep.sleep(3600));
        tck.runOnce();
        assertTrue(task.cancel());
        assertFalse(task.done());
        assertFalse(task.cancelled());
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        assertFalse(task.cancel());
        Task<Integer> finished = loop.createTask(() -> 1);
        loop.runUntilComplete(finished);
        assertFalse(finished.cancel());
        assertEquals(1, finished.result());
    }

    @Rule(id = "TASK-05")
    void cancelCancelsTheAwaitedFutureAtOnceAndTheTaskLearnsLater(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> awaited = loop.createFuture();
        Task<?> task = loop.createTask((CoroutineAction) () -> {
            try {
                awaited.await();
            } finally {
                tck.log.add("cleanup");
            }
        });
        tck.runOnce();
        task.cancel();
        assertTrue(awaited.cancelled());
        tck.log.take();
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        tck.log.take("cleanup");
    }

    @Rule(id = "TASK-06")
    void aTaskCancelledBeforeItsFirstStepNeverEntersItsBody(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<?> fresh = loop.createTask(() -> tck.log.add("entered"));
        assertTrue(fresh.cancel("early"));
        assertFalse(fresh.done());
        CancelledError error = assertThrows(CancelledError.class, () -> loop.runUntilComplete(fresh));
        assertEquals("early", error.message());
        tck.log.take();
        // Runnable, between two steps: the next step begins with the error.
        Task<?> runnable = loop.createTask((CoroutineAction) () -> {
            try {
                Sleep.sleep(0);
                tck.log.add("went on");
            } catch (CancelledError cancelled) {
                tck.log.add("cancelled");
                throw cancelled;
            }
        });
        tck.runOnce();
        assertTrue(runnable.cancel());
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(runnable));
        tck.log.take("cancelled");
    }

    @Rule(id = "TASK-07")
    void cancellingItselfActsAtTheNextSuspensionOrAtTheEnd(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Task<?> suspends = loop.createTask((CoroutineAction) () -> {
            assertTrue(Task.current().cancel());
            tck.log.add("still running");
            try {
                loop.createFuture().await();
            } finally {
                tck.log.add("at the await");
            }
        });
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(suspends));
        tck.log.take("still running", "at the await");
        Task<String> returns = loop.createTask(() -> {
            Task.current().cancel();
            return "discarded";
        });
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(returns));
        assertTrue(returns.cancelled());
    }

    @Rule(id = "TASK-08")
    void aTaskThatCatchesTheErrorGoesOn(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<String> task = loop.createTask(() -> {
            assertThrows(CancelledError.class, () -> Sleep.sleep(3600));
            Sleep.sleep(0);
            return "survived";
        });
        tck.runOnce();
        task.cancel();
        assertEquals("survived", loop.runUntilComplete(task));
        assertFalse(task.cancelled());
    }

    @Rule(id = "TASK-09")
    void repeatedCancelsCountAndDeliverOneError(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<?> task = loop.createTask((CoroutineAction) () -> {
            CancelledError error = assertThrows(CancelledError.class, () -> Sleep.sleep(3600));
            assertEquals("first", error.message());
            Sleep.sleep(0);
            Sleep.sleep(0);
            tck.log.add("one error only");
        });
        tck.runOnce();
        assertTrue(task.cancel("first"));
        assertTrue(task.cancel("second"));
        assertEquals(2, task.cancelling());
        loop.runUntilComplete(task);
        assertEquals(2, task.cancelling());
        tck.log.take("one error only");
    }

    @Rule(id = "TASK-10")
    void cancellingCountsRequestsAndCatchingDoesNotReset(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<Integer> task = loop.createTask(() -> {
            assertThrows(CancelledError.class, () -> Sleep.sleep(3600));
            return Task.current().cancelling();
        });
        tck.runOnce();
        assertEquals(0, task.cancelling());
        assertEquals(0, task.uncancel());
        assertEquals(0, task.cancelling());
        task.cancel();
        assertEquals(1, task.cancelling());
        assertEquals(1, loop.runUntilComplete(task));
        assertEquals(1, task.cancelling());
    }

    @Rule(id = "TASK-11")
    void uncancelTakesOneRequestBackAndStopsAtZero(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<?> task = loop.createTask((CoroutineAction) () -> {
            assertThrows(CancelledError.class, () -> Sleep.sleep(3600));
            Task<?> self = Task.current();
            self.cancel();
            assertEquals(1, self.uncancel());
            assertEquals(0, self.uncancel());
            assertEquals(0, self.uncancel());
        });
        tck.runOnce();
        task.cancel();
        loop.runUntilComplete(task);
        assertEquals(0, task.cancelling());
    }

    @Rule(id = "TASK-12")
    void uncancellingToZeroBeforeDeliveryWithdrawsTheCancellation(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<String> task = loop.createTask(() -> {
            Task<?> self = Task.current();
            self.cancel();
            self.cancel();
            self.uncancel();
            self.uncancel();
            Sleep.sleep(0);
            return "not cancelled";
        });
        assertEquals("not cancelled", loop.runUntilComplete(task));
    }

    @Rule(id = "TASK-13")
    void cancellingATaskCancelsTheTaskItAwaitsNotThatOnesSiblings(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<?> inner = loop.createTask((CoroutineAction) () -> Sleep.sleep(3600));
        Task<?> sibling = loop.createTask((CoroutineAction) () -> Sleep.sleep(0.005));
        Task<?> outer = loop.createTask(inner::await);
        tck.runOnce();
        outer.cancel();
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(outer));
        assertTrue(inner.cancelled());
        loop.runUntilComplete(sibling);
        assertFalse(sibling.cancelled());
    }

    @Rule(id = "TASK-14")
    void cancellingAWaitLeavesWhatItWaitsFor(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<String> waited = loop.createTask(() -> {
            Sleep.sleep(0.01);
            return "finished";
        });
        Task<?> waiter = loop.createTask(() -> Waiting.wait(Set.of(waited)));
        tck.runOnce();
        waiter.cancel();
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(waiter));
        assertFalse(waited.cancelled());
        assertEquals("finished", loop.runUntilComplete(waited));
    }

    @Rule(id = "TASK-15")
    void aCancelThatTheAwaitedFutureRefusesIsDeliveredAtTheNextStep(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> awaited = loop.createFuture();
        Task<String> task = loop.createTask(awaited::await);
        tck.runOnce();
        // Done, but the task has not been resumed yet: the future refuses the cancel.
        awaited.setResult("just in time");
        assertTrue(task.cancel("all the same"));
        CancelledError error = assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        assertEquals("all the same", error.message());
        assertFalse(awaited.cancelled());
    }

    @Rule(id = "TASK-16")
    void theMessageReachesTheBodyAndWhoeverAwaitsTheTask(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Object message = new Object();
        AtomicReference<Object> seenByBody = new AtomicReference<>();
        Task<?> task = loop.createTask((CoroutineAction) () -> {
            try {
                Sleep.sleep(3600);
            } catch (CancelledError error) {
                seenByBody.set(error.message());
                throw error;
            }
        });
        Task<Object> awaiting = loop.createTask(
                () -> assertThrows(CancelledError.class, task::await).message());
        tck.runOnce();
        task.cancel(message);
        assertSame(message, loop.runUntilComplete(awaiting));
        assertSame(message, seenByBody.get());
        Task<?> without = loop.createTask((CoroutineAction) () -> Sleep.sleep(3600));
        tck.runOnce();
        without.cancel();
        assertNull(assertThrows(CancelledError.class, () -> loop.runUntilComplete(without))
                .message());
    }

    @Rule(id = "TASK-17")
    void theErrorThatIsFirstRetrievedIsTheOneThatLeftTheBody(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CancelledError own = new CancelledError("own");
        Task<?> task = loop.createTask((CoroutineAction) () -> {
            throw own;
        });
        Task<Boolean> awaiting =
                loop.createTask(() -> assertThrows(CancelledError.class, task::await) == own);
        assertTrue(loop.runUntilComplete(awaiting));
    }

    @Rule(id = "TASK-31")
    void cancellingADoneTaskLeavesItsCount(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Task<Integer> task = loop.createTask(() -> 1);
        loop.runUntilComplete(task);
        assertFalse(task.cancel());
        assertEquals(0, task.cancelling());
    }
}
