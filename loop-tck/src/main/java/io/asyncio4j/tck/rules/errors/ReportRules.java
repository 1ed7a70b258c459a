// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

final class ReportRules {

    private static final RuntimeException ERROR = new IllegalArgumentException("reported");

    @Rule(id = "EXC-03")
    void reportHasAMessageAndPassesUnknownKeysThrough(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            throw ERROR;
        });
        tck.runOnce();
        assertFalse(Objects.requireNonNullElse(tck.expectReport().message(), "").isEmpty());
        Future<Object> future = loop.createFuture();
        Handle handle = loop.callSoon(() -> {});
        Object custom = new Object();
        loop.callExceptionHandler(ExceptionContext.of("made by a program")
                .withException(ERROR)
                .withFuture(future)
                .withHandle(handle)
                .with("custom", custom));
        ExceptionContext report = tck.expectReport();
        assertEquals("made by a program", report.message());
        assertSame(ERROR, report.exception());
        assertSame(future, report.future());
        assertSame(handle, report.handle());
        assertSame(custom, report.get("custom"));
        assertNull(report.task());
        assertNull(report.transport());
        assertNull(report.get("missing"));
        assertEquals(Set.of("message", "exception", "future", "handle", "custom"), report.keys());
    }

    @Rule(id = "EXC-04")
    void failingCallbackIsReportedWithMessageExceptionAndHandle(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        for (boolean debug : new boolean[] {false, true}) {
            loop.setDebug(debug);
            Handle handle = loop.callSoon(new Runnable() {
                @Override
                public void run() {
                    throw ERROR;
                }

                @Override
                public String toString() {
                    return "named callback";
                }
            });
            tck.runOnce();
            ExceptionContext report = tck.expectReport();
            String message = String.valueOf(report.message());
            assertTrue(message.startsWith("Exception in callback") && message.contains("named callback"), message);
            assertSame(ERROR, report.exception());
            assertSame(handle, report.handle());
            Set<String> keys = new TreeSet<>(Set.of("message", "exception", "handle"));
            if (debug) {
                keys.add("source_traceback");
            }
            assertEquals(keys, new TreeSet<>(report.keys()));
        }
    }

    @Rule(id = "EXC-11", note = "when the collector finds it; the report names a likeness of the future")
    void failureThatNobodyAskedForIsReportedOnce(RuleContext tck) throws Exception {
        tck.step("a future and a task that fail unseen, and others whose failure is seen");
        List<Exception> unseen = List.of(new Exception("unseen future"), new Exception("unseen task"));
        failUnseen(tck, unseen.get(0), unseen.get(1));
        failSeen(tck);
        tck.waitForGarbage("both are reported", () -> {
            tck.runOnce();
            return tck.reports().size() >= 2;
        });
        System.gc();
        tck.block(0.01);
        tck.runTimes(2);
        List<ExceptionContext> reports = tck.expectReports(2);
        Set<String> messages = new TreeSet<>();
        for (ExceptionContext report : reports) {
            assertTrue(unseen.contains(report.exception()), "reported: " + report.exception());
            messages.add(String.valueOf(report.message()));
            Future<?> likeness = Objects.requireNonNull(report.future(), "no future in the report");
            assertTrue(likeness.done());
            assertSame(report.exception(), likeness.exception());
        }
        assertEquals(
                Set.of("Future exception was never retrieved", "Task exception was never retrieved"), messages);
    }

    private static void failUnseen(RuleContext tck, Exception ofFuture, Exception ofTask) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<Object> future = loop.createFuture();
        future.setException(ofFuture);
        Task<Object> task = loop.createTask(() -> {
            throw ofTask;
        });
        tck.runUntil("the task has ended", task::done);
    }

    private static void failSeen(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<Object> asked = failed(loop);
        assertNotNull(asked.exception());
        Future<Object> result = failed(loop);
        tck.raises(Exception.class, "seen", result::result);
        Future<Object> awaited = failed(loop);
        tck.run(() -> tck.raises(Exception.class, "seen", awaited::await));
        Future<Object> cancelled = failed(loop);
        cancelled.cancel();
    }

    private static Future<Object> failed(AbstractEventLoop loop) {
        Future<Object> future = loop.createFuture();
        future.setException(new Exception("seen"));
        return future;
    }

    @Rule(id = "EXC-13", needs = Capability.TCP)
    void ioErrorOfATransportGoesToConnectionLostOnly(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol reading = rig.protocol("reading ");
            rig.client(reading).peer().reset();
            rig.untilLost(reading);
            tck.step("a broken connection that is written to");
            RecordingProtocol writing = rig.protocol("writing ");
            TcpRig.Link link = rig.client(writing);
            rig.act(() -> {
                link.transport().pauseReading();
                link.transport().write(TcpRig.tooMuch());
            });
            link.peer().reset();
            rig.untilLost(writing);
            assertTrue(reading.lostWith() instanceof IOException, "lost with " + reading.lostWith());
            assertTrue(writing.lostWith() instanceof IOException, "lost with " + writing.lostWith());
            assertEquals(List.of(), tck.reports());
        }
    }

    @Rule(id = "EXC-14", needs = Capability.TCP)
    void otherErrorOfATransportIsReportedWithTransportAndProtocol(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol().onData((transport, data) -> {
                throw ERROR;
            });
            TcpRig.Link link = rig.client(protocol);
            link.peer().send("x");
            rig.untilLost(protocol);
            ExceptionContext report = tck.expectReport();
            assertFalse(String.valueOf(report.message()).isEmpty());
            assertSame(ERROR, report.exception());
            assertSame(link.transport(), report.transport());
            assertSame(protocol, report.protocol());
            assertSame(ERROR, protocol.lostWith());
        }
    }

    @Rule(
            id = "EXC-15",
            needs = {Capability.TCP, Capability.DEBUG_MODE},
            note = "silence without debug mode is CPython's surprise, not required: one report is allowed then, too")
    void errorWhileAcceptingIsReportedInDebugMode(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        for (boolean debug : new boolean[] {false, true}) {
            try (TcpRig rig = new TcpRig(tck)) {
                loop.setDebug(debug);
                int[] calls = new int[1];
                var server = rig.serve(() -> {
                    calls[0]++;
                    throw ERROR;
                });
                RawPeer peer = rig.peer(TcpRig.address(server));
                tck.runUntil("the factory was called", () -> calls[0] == 1);
                rig.await(peer.readingToAnyEnd());
                rig.settle();
                if (debug || !tck.reports().isEmpty()) {
                    ExceptionContext report = tck.expectReport();
                    assertSame(ERROR, report.exception());
                    assertFalse(String.valueOf(report.message()).isEmpty());
                }
            }
        }
    }
}
