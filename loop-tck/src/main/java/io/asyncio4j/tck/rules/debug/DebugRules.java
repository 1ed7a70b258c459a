// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.LoopDiagnostics;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.LogCapture;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class DebugRules {

    private static final String PROPERTY = LoopDiagnostics.DEBUG_PROPERTY;

    @Rule(id = "DBG-01", needs = Capability.DEBUG_MODE, note = "the switch is the system property io.asyncio4j.debug")
    void debugModeComesFromTheSwitchAndCanBeSetAtAnyTime(RuleContext tck) throws Exception {
        String before = System.getProperty(PROPERTY);
        try {
            for (String value : new String[] {"false", "true"}) {
                System.setProperty(PROPERTY, value);
                AbstractEventLoop made = tck.subject().newLoop();
                assertEquals(Boolean.valueOf(value), made.getDebug(), PROPERTY + "=" + value);
                made.close();
            }
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            for (boolean on : new boolean[] {true, false, true}) {
                loop.setDebug(on);
                assertEquals(on, loop.getDebug());
                Sleep.sleep(0);
            }
        });
    }

    @Rule(id = "DBG-02", needs = Capability.DEBUG_MODE)
    void slowCallbackIsLoggedOnceWithItsSeconds(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        assertEquals(0.1, loop.getSlowCallbackDuration());
        loop.setDebug(true);
        loop.setSlowCallbackDuration(tck.scaled(0.02));
        LogCapture logs = tck.logs();
        loop.callSoon(() -> {});
        loop.callSoon(new Runnable() {
            @Override
            public void run() {
                tck.block(0.03);
            }

            @Override
            public String toString() {
                return "the slow one";
            }
        });
        tck.runTimes(2);
        List<LogCapture.Line> warnings = logs.at(Level.WARNING);
        assertEquals(1, warnings.stream().filter(line -> line.message().contains("the slow one")).count(),
                warnings::toString);
        String text =
                warnings.stream().filter(line -> line.message().contains("the slow one")).findFirst().orElseThrow()
                        .message();
        assertTrue(text.matches("(?s).*took \\d+\\.\\d{3} seconds.*"), text);
        tck.step("a threshold of 0 includes everything: the comparison is inclusive");
        int already = logs.at(Level.WARNING).size();
        loop.setSlowCallbackDuration(0);
        loop.callSoon(() -> {});
        loop.callSoon(() -> {});
        tck.runOnce();
        assertEquals(already + 2, logs.at(Level.WARNING).size());
        tck.step("nothing is logged without debug mode");
        loop.setDebug(false);
        loop.callSoon(() -> {});
        tck.runOnce();
        assertEquals(already + 2, logs.at(Level.WARNING).size());
    }

    @Rule(id = "DBG-03", needs = {Capability.DEBUG_MODE, Capability.TASKS})
    void slowTaskStepIsLoggedByTheNameOfTheTask(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        loop.setSlowCallbackDuration(tck.scaled(10));
        CoroutineAction body = () -> {
            Sleep.sleep(0);
            loop.setSlowCallbackDuration(tck.scaled(0.01));
            tck.block(0.02);
            Sleep.sleep(0);
            loop.setSlowCallbackDuration(tck.scaled(10));
        };
        Task<?> task = loop.createTask(body, TaskOptions.named("slow-task"));
        loop.runUntilComplete(task);
        List<LogCapture.Line> warnings = tck.logs().at(Level.WARNING);
        assertEquals(1, warnings.stream().filter(line -> line.message().contains("slow-task")).count(),
                warnings::toString);
    }

    @Rule(id = "DBG-04", needs = Capability.DEBUG_MODE)
    void schedulingFromAnotherThreadIsRefusedWhileTheLoopRuns(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        tck.run(() -> tck.thread("stranger", () -> {
            refused(tck, () -> loop.callSoon(tck.log.adding("callSoon")));
            refused(tck, () -> loop.callLater(0, tck.log.adding("callLater")));
            refused(tck, () -> loop.callAt(0, tck.log.adding("callAt")));
        })
                .join());
        tck.runOnce();
        tck.log.expect();
        tck.step("while the loop does not run, no check is made");
        tck.thread("owner for the moment", () -> {
            loop.callSoon(tck.log.adding("callSoon"));
            loop.callLater(0, tck.log.adding("callLater"));
            loop.callAt(loop.time(), tck.log.adding("callAt"));
        })
                .join();
        tck.runOnce();
        tck.log.expect("callSoon", "callLater", "callAt");
        tck.step("in callbacks and coroutines of the loop it is no wrong thread");
        tck.run(() -> loop.callSoon(() -> loop.callSoon(tck.log.adding("nested"))));
        tck.runTimes(2);
        assertEquals(1, tck.log.count("nested"));
    }

    private static void refused(RuleContext tck, RuleThread.Body action) {
        tck.raises(IllegalStateException.class, "thread", action);
    }

    @Rule(id = "DBG-05", needs = Capability.DEBUG_MODE)
    void whatAnyThreadMayCallIsNotChecked(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        Future<?>[] job = new Future<?>[1];
        tck.run(() -> {
            RuleThread other = tck.thread("other", () -> {
                loop.callSoonThreadsafe(tck.log.adding("callSoonThreadsafe"));
                assertNotNull(loop.createFuture());
                job[0] = loop.runInExecutor(null, () -> {});
                refused(tck, () -> loop.createTask(() -> tck.log.add("task of another thread")));
            });
            tck.await("the other thread has ended", other::hasEnded);
            other.join();
        });
        tck.runUntil("the job is done", () -> job[0].done());
        tck.step("stop() from another thread is not checked; that it wakes a loop that waits is not asked for");
        RuleThread stops = tck.thread("stops", () -> {
            tck.waitFor("the loop runs", loop::isRunning);
            loop.stop();
            loop.callSoonThreadsafe(() -> {});
        });
        loop.runForever();
        stops.join();
        tck.log.expect("callSoonThreadsafe");
    }

    @Rule(id = "DBG-06", needs = Capability.DEBUG_MODE,
            note = "a typed API leaves null; NullPointerException in any mode")
    void whatIsNoCallbackIsRefusedAtOnce(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        tck.raises(NullPointerException.class, "", () -> loop.callSoon(DebugRules.<Runnable>none()));
        tck.raises(
                NullPointerException.class,
                "",
                () -> loop.callSoonThreadsafe(DebugRules.<Runnable>none()));
        tck.raises(NullPointerException.class, "", () -> loop.callLater(0, DebugRules.<Runnable>none()));
        tck.raises(NullPointerException.class, "", () -> loop.callAt(0, DebugRules.<Runnable>none()));
        tck.raises(
                NullPointerException.class, "", () -> loop.createTask(DebugRules.<CoroutineAction>none()));
        tck.runOnce();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T none() {
        return null;
    }

    @Rule(id = "DBG-07", needs = {Capability.DEBUG_MODE, Capability.SOCKET_CALLS})
    void blockingChannelIsRefusedBySocketCalls(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        try (SocketChannel blocking = SocketChannel.open()) {
            tck.raises(IllegalArgumentException.class, "blocking", () -> loop.sockRecv(blocking, 1));
            tck.raises(IllegalArgumentException.class, "blocking", () -> loop.sockSendall(blocking, new byte[1]));
        }
    }

    @Rule(id = "DBG-08", needs = Capability.DEBUG_MODE)
    void reportsOfDebugModeSayWhereThingsWereMade(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        loop.callSoon(() -> {
            throw new IllegalStateException("reported");
        });
        tck.runOnce();
        ExceptionContext report = tck.expectReport();
        Throwable site = (Throwable) report.get("source_traceback");
        assertTrue(names(site, "reportsOfDebugModeSayWhereThingsWereMade"), "source_traceback of a handle: " + site);
        Future<Object> future = loop.createFuture();
        assertTrue(names(future.sourceTraceback(), "reportsOfDebugModeSayWhereThingsWereMade"), "of a future");

        tck.step("the default handler adds where the running callback was made");
        loop.setExceptionHandler(null);
        loop.callSoon(() -> loop.callExceptionHandler(ExceptionContext.of("without a source")));
        tck.runOnce();
        List<LogCapture.Line> lines = tck.logs().containing("without a source");
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).message().contains("handle_traceback"), lines.get(0).message());
        assertTrue(
                lines.get(0).message().contains("reportsOfDebugModeSayWhereThingsWereMade"), lines.get(0).message());
    }

    private static boolean names(@Nullable Throwable site, String method) {
        return site != null
                && List.of(site.getStackTrace()).stream().anyMatch(frame -> frame.getMethodName().equals(method));
    }

    @Rule(id = "DBG-09", needs = {Capability.DEBUG_MODE, Capability.NAME_LOOKUP})
    void slowNameLookupIsLoggedAtInfo(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        loop.setSlowCallbackDuration(0);
        loop.runUntilComplete(loop.getAddrInfo("localhost", 80));
        List<LogCapture.Line> lookups = tck.logs().at(Level.INFO).stream()
                .filter(line -> line.message().contains("localhost"))
                .toList();
        assertEquals(1, lookups.size(), () -> tck.logs().lines().toString());
    }

    @Rule(id = "DBG-10", needs = Capability.DEBUG_MODE)
    void debugModeChangesNeitherOrderNorResults(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(false);
        scenario(tck);
        List<String> plain = tck.log.events();
        tck.log.clear();
        loop.setDebug(true);
        scenario(tck);
        tck.log.expect(plain.toArray(String[]::new));
        assertFalse(plain.isEmpty());
    }

    private static void scenario(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        CoroutineAction first = () -> {
            tck.log.add("first begins");
            loop.callSoon(tck.log.adding("callback of first"));
            tck.log.add("first got " + future.await());
            Sleep.sleep(0);
            tck.log.add("first ends");
        };
        CoroutineAction second = () -> {
            try {
                tck.log.add("second begins");
                Sleep.sleep(1000);
            } finally {
                tck.log.add("second is cancelled");
            }
        };
        Task<?> one = loop.createTask(first);
        Task<?> two = loop.createTask(second);
        one.addDoneCallback(done -> tck.log.add("first is done"));
        two.addDoneCallback(done -> tck.log.add("second is done, cancelled " + done.cancelled()));
        loop.callLater(0, () -> {
            tck.log.add("timer");
            future.setResult("a result");
            two.cancel();
        });
        loop.callSoonThreadsafe(tck.log.adding("threadsafe"));
        String result = loop.runUntilComplete(() -> {
            one.await();
            tck.raises(io.asyncio4j.tasks.CancelledError.class, "", two::await);
            return "all done";
        });
        tck.log.add(result);
        tck.runOnce();
        assertSame(loop, one.loop());
    }
}
