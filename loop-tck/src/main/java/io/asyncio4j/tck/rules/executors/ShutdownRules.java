// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.executors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

final class ShutdownRules {

    /** A job that runs until it is released. */
    private static final class Job {
        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        final Future<String> future;

        Job(RuleContext tck) {
            future = tck.loop().runInExecutor(null, () -> {
                began.countDown();
                release.await();
                ended.countDown();
                return "job";
            });
            tck.waitFor("the job runs", () -> began.getCount() == 0);
        }

        void end(RuleContext tck) {
            release.countDown();
            tck.waitFor("the job has ended", () -> ended.getCount() == 0);
        }
    }

    private static void expectRefused(RuleContext tck) {
        tck.raises(
                IllegalStateException.class,
                "shutdown",
                () -> tck.loop().runInExecutor(null, tck.log.adding("ran after the shutdown")));
    }

    @Rule(id = "EXEC-07")
    void shutdownWaitsForTheJobsWhileTheLoopGoesOn(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Job job = new Job(tck);
        loop.callLater(0.005, () -> {
            tck.log.add("timer, job ended: " + (job.ended.getCount() == 0));
            job.release.countDown();
        });
        loop.runUntilComplete(loop.shutdownDefaultExecutor());
        assertEquals(0, job.ended.getCount(), "the shutdown did not wait");
        expectRefused(tck);
        assertEquals("job", loop.runUntilComplete(job.future));
        tck.log.expect("timer, job ended: false");
    }

    @Rule(id = "EXEC-08")
    void shutdownWithoutAnExecutorIsDoneAtOnceAndForbidsItsUse(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.runUntilComplete(loop.shutdownDefaultExecutor());
        expectRefused(tck);
        loop.runUntilComplete(loop.shutdownDefaultExecutor());
        expectRefused(tck);
        tck.log.expect();
    }

    @Rule(id = "EXEC-09")
    void shutdownThatTakesTooLongWarnsAndGoesOn(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Job job = new Job(tck);
        try {
            loop.runUntilComplete(loop.shutdownDefaultExecutor(0.02));
            assertEquals(1, job.ended.getCount(), "it waited for the job");
            assertEquals(1, tck.logs().at(Level.WARNING).stream()
                    .filter(line -> line.message().contains("executor"))
                    .count());
            expectRefused(tck);
        } finally {
            job.end(tck);
        }
        tck.runUntil("the job's outcome came", job.future::done);
    }

    @Rule(id = "EXEC-10", needs = Capability.TASKS)
    void cancellingTheShutdownEndsTheWaitOnly(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Job job = new Job(tck);
        try {
            tck.run(() -> {
                CoroutineAction body = () -> loop.shutdownDefaultExecutor().await();
                Task<@Nullable Void> shutdown = loop.createTask(body);
                Sleep.sleep(0.005);
                assertFalse(shutdown.done());
                shutdown.cancel();
                tck.raises(CancelledError.class, "", shutdown::await);
            });
            assertEquals(1, job.ended.getCount(), "it waited for the job");
            expectRefused(tck);
        } finally {
            job.end(tck);
        }
        tck.runUntil("the job's outcome came", job.future::done);
        assertTrue(job.future.done());
    }
}
