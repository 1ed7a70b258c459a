// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.tasks.KeyboardInterrupt;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.LogCapture;
import io.asyncio4j.tck.harness.RuleContext;
import java.lang.System.Logger.Level;
import java.util.List;

final class HandlerRules {

    private static final RuntimeException ERROR = new IllegalArgumentException("reported");

    @Rule(id = "EXC-01", note = "what is no handler does not compile")
    void customHandlerGetsEachReportAndNullRestoresTheDefault(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.setExceptionHandler((source, report) -> {
            assertSame(loop, source);
            tck.log.add("custom: " + report.message());
        });
        loop.callExceptionHandler(ExceptionContext.of("first"));
        loop.callSoon(() -> loop.callExceptionHandler(ExceptionContext.of("second")));
        tck.runOnce();
        loop.setExceptionHandler(null);
        loop.callExceptionHandler(ExceptionContext.of("third"));
        tck.log.expect("custom: first", "custom: second");
        assertEquals(1, tck.logs().at(Level.ERROR).size());
        assertTrue(tck.logs().at(Level.ERROR).get(0).message().startsWith("third"));
    }

    @Rule(id = "EXC-02")
    void handlerCanBeAskedFor(RuleContext tck) {
        AbstractEventLoop loop = tck.subject().newLoop();
        try {
            assertNull(loop.getExceptionHandler(), "a fresh loop has a custom handler");
            ExceptionHandler handler = (source, report) -> {};
            loop.setExceptionHandler(handler);
            assertSame(handler, loop.getExceptionHandler());
            loop.setExceptionHandler(null);
            assertNull(loop.getExceptionHandler());
        } finally {
            loop.close();
        }
    }

    @Rule(id = "EXC-05")
    void defaultHandlerLogsMessageThenKeysSortedAndTheException(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        LogCapture logs = tck.logs();
        loop.defaultExceptionHandler(ExceptionContext.of("it happened")
                .with("zebra", "last")
                .withException(ERROR)
                .with("apple", "first"));
        loop.defaultExceptionHandler(ExceptionContext.ofException(ERROR).with("only", "key"));
        List<LogCapture.Line> lines = logs.at(Level.ERROR);
        assertEquals(2, lines.size());
        assertEquals("it happened\napple: first\nzebra: last", lines.get(0).message());
        assertSame(ERROR, lines.get(0).thrown());
        assertEquals("Unhandled exception in event loop\nonly: key", lines.get(1).message());
    }

    @Rule(id = "EXC-06")
    void handlerThatFailsIsReportedToTheDefaultHandlerOnce(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        RuntimeException broken = new IllegalStateException("the handler is broken");
        loop.setExceptionHandler((source, report) -> {
            tck.log.add("custom: " + report.message());
            throw broken;
        });
        loop.callSoon(() -> {
            throw ERROR;
        });
        loop.callSoon(tck.log.adding("goes on"));
        tck.runOnce();
        assertEquals(2, tck.log.events().size(), "the handler is called once: " + tck.log);
        List<LogCapture.Line> lines = tck.logs().at(Level.ERROR);
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).message().startsWith("Unhandled error in exception handler"), lines.get(0).message());
        assertSame(broken, lines.get(0).thrown());
        assertTrue(lines.get(0).message().contains("\ncontext: "), lines.get(0).message());
        assertTrue(lines.get(0).message().contains("reported"), "the original report: " + lines.get(0).message());
    }

    /** Makes the default handler fail, which has to write it. */
    private static final class Unprintable {
        @Override
        public String toString() {
            throw new IllegalStateException("cannot be printed");
        }
    }

    @Rule(id = "EXC-07", note = "the default handler fails at a value that cannot be printed")
    void defaultHandlerThatFailsIsOnlyLogged(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        LogCapture logs = tck.logs();
        ExceptionContext unprintable = ExceptionContext.of("original").with("odd", new Unprintable());
        loop.setExceptionHandler(null);
        loop.callSoon(() -> loop.callExceptionHandler(unprintable));
        loop.callSoon(tck.log.adding("goes on"));
        tck.runOnce();
        assertEquals(1, logs.at(Level.ERROR).size());
        tck.step("the same when the default handler stands in for a custom one that failed");
        loop.setExceptionHandler((source, report) -> {
            throw new IllegalStateException("the handler is broken");
        });
        loop.callExceptionHandler(unprintable);
        assertEquals(2, logs.at(Level.ERROR).size());
        for (LogCapture.Line line : logs.at(Level.ERROR)) {
            assertTrue(line.message().startsWith("Exception in default exception handler"), line.message());
            assertTrue(line.thrown() instanceof IllegalStateException, String.valueOf(line.thrown()));
        }
        tck.log.expect("goes on");
    }

    @Rule(id = "EXC-08")
    void loopExitOfAHandlerLeavesTheRun(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        for (LoopExit exit : List.of(new SystemExit(4), new KeyboardInterrupt())) {
            loop.setExceptionHandler((source, report) -> {
                throw exit;
            });
            loop.callSoon(() -> {
                throw ERROR;
            });
            assertSame(exit, assertThrows(LoopExit.class, loop::runForever));
        }
    }

    @Rule(id = "EXC-09")
    void handlerRunsInTheCallOnTheCallingThread(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setExceptionHandler((source, report) -> tck.log
                .add(report.message() + " on " + (Thread.currentThread() == report.get("caller"))));
        Runnable report = () -> {
            loop.callExceptionHandler(ExceptionContext.of("report").with("caller", Thread.currentThread()));
            tck.log.add("returned");
        };
        report.run();
        loop.callSoon(report);
        tck.runOnce();
        tck.thread("other", report::run).join();
        tck.log.expect("report on true", "returned", "report on true", "returned", "report on true", "returned");
    }

    @Rule(id = "EXC-10")
    void customHandlerMayDelegateToTheDefaultOne(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.setExceptionHandler((source, report) -> {
            tck.log.add("custom");
            source.defaultExceptionHandler(report);
            tck.log.add("logged " + tck.logs().at(Level.ERROR).size());
        });
        loop.callSoon(() -> {
            throw ERROR;
        });
        tck.runOnce();
        tck.log.expect("custom", "logged 1");
        assertSame(ERROR, tck.logs().at(Level.ERROR).get(0).thrown());
    }
}
