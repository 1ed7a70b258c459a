// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.nio.channels.Pipe;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

final class CloseRules {

    @Rule(id = "LIFE-11", note = "readers and signals only where the loop has them")
    void closedLoopRefusesToRunAndToSchedule(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<@Nullable Object> pending = loop.createFuture();
        loop.close();
        refused(tck, loop::runForever);
        refused(tck, () -> loop.runUntilComplete(pending));
        refused(tck, () -> loop.runUntilComplete(() -> "never"));
        refused(tck, () -> loop.callSoon(tck.log.adding("callSoon")));
        refused(tck, () -> loop.callSoonThreadsafe(tck.log.adding("callSoonThreadsafe")));
        refused(tck, () -> loop.callLater(0, tck.log.adding("callLater")));
        refused(tck, () -> loop.callAt(0, tck.log.adding("callAt")));
        refused(tck, () -> loop.createTask(() -> tck.log.add("task")));
        refused(tck, () -> loop.runInExecutor(null, () -> tck.log.add("job")));
        refused(tck, () -> loop.runInExecutor(Runnable::run, () -> tck.log.add("job")));
        if (tck.can(Capability.READERS)) {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                source.configureBlocking(false);
                sink.configureBlocking(false);
                refused(tck, () -> loop.addReader(source, tck.log.adding("reader")));
                refused(tck, () -> loop.addWriter(sink, tck.log.adding("writer")));
            }
        }
        if (tck.can(Capability.SIGNALS)) {
            refused(tck, () -> loop.addSignalHandler("USR2", tck.log.adding("signal")));
        }
        tck.log.expect();
    }

    private static void refused(RuleContext tck, RuleThread.Body action) {
        tck.raises(IllegalStateException.class, "closed", action);
    }

    @Rule(id = "LIFE-12")
    void closedLoopStillAnswers(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> watched = loop.createFuture();
        watched.addDoneCallback(done -> tck.log.add("called back"));
        loop.close();
        loop.stop();
        assertTrue(loop.isClosed());
        assertFalse(loop.isRunning());
        assertTrue(loop.time() <= loop.time());
        loop.setDebug(!loop.getDebug());
        loop.setDebug(!loop.getDebug());
        Future<String> fresh = loop.createFuture();
        fresh.setResult("late");
        assertEquals("late", fresh.result());
        Future<String> failed = loop.createFuture();
        failed.setException(new Exception("late"));
        assertTrue(failed.exception() instanceof Exception);
        assertTrue(loop.createFuture().cancel());
        tck.raises(IllegalStateException.class, "closed", () -> watched.setResult("nobody can be called"));
        loop.callExceptionHandler(ExceptionContext.of("still reported"));
        assertEquals("still reported", tck.expectReport().message());
        if (tck.can(Capability.READERS)) {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                assertFalse(loop.removeReader(source));
                assertFalse(loop.removeWriter(sink));
            }
        }
        tck.log.expect();
    }

    @Rule(id = "LIFE-13")
    void runningLoopCannotBeClosed(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            tck.raises(IllegalStateException.class, "running", loop::close);
            tck.thread("other", () -> tck.raises(IllegalStateException.class, "running", loop::close))
                    .join();
        });
        loop.callSoon(() -> {
            tck.raises(IllegalStateException.class, "running", loop::close);
            loop.callSoon(tck.log.adding("goes on"));
        });
        tck.runTimes(2);
        assertFalse(loop.isClosed());
        tck.log.expect("goes on");
    }

    @Rule(id = "LIFE-14")
    void closingTwiceIsClosingOnce(RuleContext tck) {
        tck.loop().close();
        tck.loop().close();
        assertTrue(tck.loop().isClosed());
    }

    @Rule(id = "LIFE-15")
    void closeDropsCallbacksAndTimersWithoutCallingThem(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            loop.callSoon(tck.log.adding("callback"));
            loop.callSoonThreadsafe(tck.log.adding("threadsafe callback"));
            loop.callLater(0, tck.log.adding("due timer"));
            loop.callLater(0.005, tck.log.adding("timer"));
        });
        tck.runOnce();
        tck.thread("other", () -> loop.callSoonThreadsafe(tck.log.adding("callback of another thread")))
                .join();
        loop.close();
        tck.block(0.02);
        tck.log.expect();
    }

    @Rule(id = "LIFE-16")
    void closeShutsTheDefaultExecutorDownWithoutWaiting(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        ExecutorService own = Executors.newSingleThreadExecutor();
        try {
            loop.setDefaultExecutor(own);
            loop.runInExecutor(null, () -> {
                began.countDown();
                awaitQuietly(release);
                ended.countDown();
            });
            tck.waitFor("the job runs", () -> began.getCount() == 0);
            loop.close();
            assertEquals(1, ended.getCount(), "close() waited for the job");
            assertTrue(own.isShutdown(), "the executor is not shut down");
        } finally {
            release.countDown();
            tck.waitFor("the job has ended", () -> ended.getCount() == 0);
            own.shutdown();
        }
        tck.waitFor("the executor's thread has ended", own::isTerminated);
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Rule(id = "LIFE-17")
    void outcomeOfAJobThatEndsAfterCloseIsDropped(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CountDownLatch began = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        Future<String> result = loop.runInExecutor(null, () -> {
            began.countDown();
            awaitQuietly(release);
            ended.countDown();
            return "late";
        });
        Future<@Nullable Void> failure = loop.runInExecutor(null, () -> {
            began.countDown();
            awaitQuietly(release);
            ended.countDown();
            throw new IllegalStateException("late failure of a job");
        });
        result.addDoneCallback(done -> tck.log.add("called back with the result"));
        failure.addDoneCallback(done -> tck.log.add("called back with the failure"));
        tck.runOnce();
        tck.waitFor("both jobs run", () -> began.getCount() == 0);
        loop.close();
        release.countDown();
        tck.waitFor("both jobs have ended", () -> ended.getCount() == 0);
        tck.block(0.01);
        assertFalse(result.done());
        assertFalse(failure.done());
        tck.log.expect();
    }

    @Rule(id = "LIFE-18", needs = {Capability.TCP, Capability.MULTIPLE_RUNS})
    void closeDoesNotCallConnectionLost(RuleContext tck) throws Exception {
        TcpRig rig = new TcpRig(tck);
        RecordingProtocol protocol = rig.protocol();
        TcpRig.Link link = rig.client(protocol);
        try (RawPeer peer = link.peer()) {
            tck.loop().close();
            tck.log.expect("made");
            tck.step("the peer sees the end all the same: nothing stays open");
            byte[] rest = peer.readingToAnyEnd().get(8, TimeUnit.SECONDS);
            assertEquals(0, rest.length);
        }
        tck.log.expect("made");
    }
}
