// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.events.Server;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.Arrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is left of a connection when connectionLost is called, and afterwards. */
final class AfterCloseRules {

    private static final int PLENTY = 1 << 30;

    private static final List<Consumer<Transport>> ENDINGS = List.of(Transport::close, Transport::abort);

    @Rule(id = "TR-56", needs = Capability.TCP)
    void errorInConnectionLostIsReportedAndTheConnectionIsGone(RuleContext tck) throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol().onLost(transport -> {
                throw boom;
            });
            Server server = rig.serve(() -> protocol);
            RawPeer peer = rig.peer(TcpRig.address(server));
            tck.runUntil("the connection was made", protocol::isMade);
            rig.act(() -> {
                server.close();
                protocol.transport().close();
            });
            rig.finish(server::waitClosed);
            Expect.same("the exception of the report", boom, tck.expectReport().exception());
            Expect.same("what the peer reads", "", rig.readToEnd(peer));
            tck.log.expect("made", "lost:null");
        }
    }

    @Rule(id = "TR-57", needs = Capability.TCP)
    void socketIsClosedAfterConnectionLostReturned(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Consumer<Transport> ending : ENDINGS) {
                tck.log.clear();
                AtomicReference<@Nullable Future<?>> closed = new AtomicReference<>();
                AtomicReference<@Nullable RawPeer> other = new AtomicReference<>();
                RecordingProtocol protocol = rig.protocol().onLost(transport -> {
                    Future<?> waiting = Objects.requireNonNull(closed.get());
                    boolean sawEnd = Objects.requireNonNull(other.get()).sawEnd();
                    tck.log.add("server closed " + waiting.done() + ", peer saw the end " + sawEnd);
                });
                Server server = rig.serve(() -> protocol);
                RawPeer peer = rig.peer(TcpRig.address(server));
                other.set(peer);
                tck.runUntil("the connection was made", protocol::isMade);
                rig.act(() -> {
                    server.close();
                    closed.set(server.waitClosed());
                    ending.accept(protocol.transport());
                });
                rig.finish(server::waitClosed);
                Expect.same("what the peer reads", "", rig.readToEnd(peer));
                tck.log.expect("made", "lost:null", "server closed false, peer saw the end false");
            }
        }
    }

    @Rule(id = "TR-58", needs = Capability.TCP)
    void transportStillAnswersAfterTheEnd(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Consumer<Transport> ending : ENDINGS) {
                    RecordingProtocol protocol = rig.protocol();
                    TcpRig.Link link = rig.link(end, protocol);
                    Transport transport = link.transport();
                    Object sockname = Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKNAME));
                    Object peername = Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.PEERNAME));
                    rig.act(() -> {
                        transport.write(much);
                        ending.accept(transport);
                    });
                    rig.await(link.peer().readingToAnyEnd());
                    rig.untilLost(protocol);
                    rig.settle();
                    rig.act(() -> {
                        Expect.same("getProtocol", null, transport.getProtocol());
                        Expect.same("the buffered size", 0L, transport.getWriteBufferSize());
                        Expect.same("isClosing", true, transport.isClosing());
                        Expect.same("sockname", sockname, transport.getExtraInfo(ExtraInfo.SOCKNAME));
                        Expect.same("peername", peername, transport.getExtraInfo(ExtraInfo.PEERNAME));
                    });
                }
            }
        }
    }

    @Rule(
            id = "TR-66",
            needs = Capability.TCP,
            note = "After every kind of end. What is thrown and what is still sent may differ, nothing else.")
    void nothingHappensAfterConnectionLost(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (String how : List.of("close", "close with a rest", "abort", "reset", "end of file")) {
                    tck.step(end + ", " + how);
                    tck.log.clear();
                    RecordingProtocol protocol = rig.protocol().onLost(lost -> useInVain(tck, lost));
                    TcpRig.Link link = rig.link(end, protocol);
                    Transport transport = link.transport();
                    int sent = how.equals("close with a rest") ? much.length : 0;
                    rig.act(() -> {
                        transport.setWriteBufferLimits(PLENTY, null);
                        transport.write(much, 0, sent);
                        switch (how) {
                            case "abort" -> transport.abort();
                            case "reset" -> link.peer().reset();
                            case "end of file" -> link.peer().shutdownOutput();
                            default -> transport.close();
                        }
                    });
                    if (!how.equals("reset")) {
                        byte[] seen = rig.await(link.peer().readingToAnyEnd());
                        Expect.bytes("what was written before", Arrays.copyOf(much, sent), Arrays.copyOf(seen, sent));
                        if (sent > 0) {
                            tck.outcomes.saw(seen.length > sent, "a write in connectionLost is sent",
                                    "no write is sent");
                        }
                        String late = new String(seen, sent, seen.length - sent, StandardCharsets.ISO_8859_1);
                        Expect.that(how + ": the rest is late writes: " + late,
                                late.isEmpty() || sent > 0 && late.matches("(late){1,4}"));
                    }
                    rig.untilLost(protocol);
                    rig.act(() -> useInVain(tck, transport));
                    rig.settle();
                    int reports = tck.reports().size();
                    tck.outcomes.saw(reports > 0, "an abort in connectionLost is an error that is reported",
                            "an abort in connectionLost does nothing");
                    tck.expectReports(reports);
                    switch (how) {
                        case "reset" -> tck.log.expect("made", "lost:IOException");
                        case "end of file" -> tck.log.expect("made", "eof", "lost:null");
                        default -> tck.log.expect("made", "lost:null");
                    }
                }
            }
        }
    }

    private static void useInVain(RuleContext tck, Transport transport) {
        byte[] late = TcpRig.bytes("late");
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("write", () -> transport.write(late));
        calls.put("write of a buffer", () -> transport.write(ByteBuffer.wrap(late)));
        calls.put("writelines", () -> transport.writelines(List.of(late, late)));
        calls.put("writeEof", transport::writeEof);
        calls.put("pauseReading", transport::pauseReading);
        calls.put("resumeReading", transport::resumeReading);
        calls.put("close", transport::close);
        calls.put("abort", transport::abort);
        calls.forEach((name, call) -> {
            try {
                call.run();
            } catch (RuntimeException error) {
                Expect.that(name + " is silent, but it threw " + error,
                        name.startsWith("write") || name.equals("abort"));
                tck.outcomes.note("as CPython: " + name + " throws");
            }
        });
        Expect.same("the buffered size", 0L, transport.getWriteBufferSize());
    }
}
