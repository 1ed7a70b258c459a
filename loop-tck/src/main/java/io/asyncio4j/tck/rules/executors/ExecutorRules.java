// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.executors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

final class ExecutorRules {

    @Rule(id = "EXEC-01")
    void functionRunsOnAnotherThreadAndAtOnce(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Thread[] threads = new Thread[2];
        CountDownLatch began = new CountDownLatch(1);
        Future<String> future = loop.runInExecutor(null, () -> {
            threads[0] = Thread.currentThread();
            assertTrue(RunningLoop.get() == null, "the job sees a running loop");
            began.countDown();
            return "result";
        });
        assertSame(loop, future.loop());
        tck.waitFor("the job has begun although nobody awaits it and the loop does not run",
                () -> began.getCount() == 0);
        assertFalse(future.done(), "the outcome came without the loop");
        loop.callSoon(() -> threads[1] = Thread.currentThread());
        assertEquals("result", loop.runUntilComplete(future));
        assertNotSame(threads[1], threads[0], "the job ran on the loop's thread");
    }

    @Rule(id = "EXEC-02")
    void outcomeIsDeliveredOnTheLoop(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Thread[] workers = new Thread[1];
        Future<String> future = loop.runInExecutor(null, () -> {
            workers[0] = Thread.currentThread();
            return "result";
        });
        future.addDoneCallback(done -> {
            assertSame(loop, RunningLoop.get(), "the done-callback is off the loop");
            assertNotSame(workers[0], Thread.currentThread());
            tck.log.add("called back");
        });
        loop.runUntilComplete(future);
        Exception error = new Exception("thrown by the job");
        Callable<String> fails = () -> {
            throw error;
        };
        Future<String> failed = loop.runInExecutor(null, fails);
        assertSame(error, assertThrows(Exception.class, () -> loop.runUntilComplete(failed)));
        tck.step("errors that are no exceptions come as well");
        Error serious = new StackOverflowError();
        Callable<String> failsSeriously = () -> {
            throw serious;
        };
        Future<String> failedSeriously = loop.runInExecutor(null, failsSeriously);
        assertSame(serious, assertThrows(Error.class, () -> loop.runUntilComplete(failedSeriously)));
        tck.log.expect("called back");
    }

    @Rule(id = "EXEC-03")
    void jobCanBeCancelledBeforeItBegins(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            Future<String> busy = loop.runInExecutor(one, () -> {
                running.countDown();
                release.await();
                tck.log.add("the busy job ended");
                return "dropped";
            });
            Future<@Nullable Void> waiting = loop.runInExecutor(one, tck.log.adding("the waiting job ran"));
            tck.waitFor("the first job runs", () -> running.getCount() == 0);
            assertTrue(waiting.cancel());
            assertTrue(busy.cancel());
            tck.runTimes(2);
            release.countDown();
            one.shutdown();
            assertTrue(one.awaitTermination(8, TimeUnit.SECONDS));
            tck.runTimes(2);
            assertTrue(busy.cancelled());
            assertTrue(waiting.cancelled());
        } finally {
            release.countDown();
            one.shutdown();
        }
        tck.log.expect("the busy job ended");
    }

    @Rule(id = "EXEC-04")
    void jobsRunConcurrently(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<Integer> meets = () -> both.await(8, TimeUnit.SECONDS);
        Future<Integer> one = loop.runInExecutor(null, meets);
        Future<Integer> two = loop.runInExecutor(null, meets);
        assertEquals(1, loop.runUntilComplete(one) + loop.runUntilComplete(two));
    }

    @Rule(id = "EXEC-05", note = "the type is ExecutorService; null gives a NullPointerException and keeps the old one")
    void defaultExecutorMustBeOne(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ExecutorService own = Executors.newSingleThreadExecutor(job -> {
            Thread thread = new Thread(job, "tck-own-executor");
            thread.setDaemon(true);
            return thread;
        });
        loop.setDefaultExecutor(own);
        tck.raises(NullPointerException.class, "", () -> loop.setDefaultExecutor(none()));
        assertEquals(
                "tck-own-executor",
                loop.runUntilComplete(loop.runInExecutor(null, () -> Thread.currentThread().getName())));
        loop.runUntilComplete(loop.shutdownDefaultExecutor());
        assertTrue(own.isTerminated());
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T none() {
        return null;
    }

    @Rule(id = "EXEC-06")
    void explicitExecutorIsUsedAsItIsAndNeverShutDown(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Executor direct = job -> {
            tck.log.add("submitted");
            job.run();
        };
        ExecutorService own = Executors.newSingleThreadExecutor();
        try {
            assertEquals("direct", loop.runUntilComplete(loop.runInExecutor(direct, () -> "direct")));
            assertEquals("own", loop.runUntilComplete(loop.runInExecutor(own, () -> "own")));
            loop.runUntilComplete(loop.shutdownDefaultExecutor());
            assertEquals("afterwards", loop.runUntilComplete(loop.runInExecutor(own, () -> "afterwards")));
            loop.close();
            assertFalse(own.isShutdown());
        } finally {
            own.shutdown();
        }
        tck.log.expect("submitted");
    }

    @Rule(id = "EXEC-11", needs = Capability.DEBUG_MODE, note = "a typed API leaves null; NullPointerException at once")
    void whatIsNoFunctionIsRefusedAtOnce(RuleContext tck) {
        tck.loop().setDebug(true);
        tck.raises(
                NullPointerException.class,
                "",
                () -> tck.loop().runInExecutor(null, ExecutorRules.<Runnable>none()));
        tck.raises(
                NullPointerException.class,
                "",
                () -> tck.loop().runInExecutor(null, ExecutorRules.<Callable<String>>none()));
    }
}
