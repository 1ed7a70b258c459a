// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.BadLink;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.transports.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The end of one direction. */
final class EofRules {

    private static final int PLENTY = 1 << 30;

    @Rule(id = "TR-40", needs = {Capability.TCP, Capability.HALF_CLOSE})
    void endOfThePeerClosesAfterTheOutputIsSent(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.step(end + ": nothing to send");
                tck.log.clear();
                RecordingProtocol silent = rig.protocol();
                TcpRig.Link quiet = rig.link(end, silent);
                quiet.peer().send("bye");
                quiet.peer().shutdownOutput();
                Expect.same("what the peer reads", "", rig.readToEnd(quiet.peer()));
                rig.untilLost(silent);
                tck.log.expect("made", "data:bye", "eof", "lost:null");
                tck.step(end + ": cut off on the way");
                tck.log.clear();
                RecordingProtocol robbed = rig.protocol();
                BadLink cut = BadLink.open(tck, rig, end, robbed);
                cut.network().truncate(cut.fromPeer(), 4);
                cut.peer().send("half of this");
                rig.untilLost(robbed);
                tck.log.expect("made", "data:half", "eof", "lost:null");
                tck.step(end + ": much to send, written before and in eofReceived");
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol().onEof(transport -> {
                    transport.write(much);
                    tck.loop().callSoon(() -> tck.log.add("isClosing " + transport.isClosing()));
                    return false;
                });
                TcpRig.Link link = rig.link(end, protocol);
                rig.act(() -> {
                    link.transport().setWriteBufferLimits(PLENTY, null);
                    link.transport().write(TcpRig.bytes("first"));
                });
                link.peer().shutdownOutput();
                tck.runUntil("eofReceived was called", () -> tck.log.count("isClosing true") == 1);
                rig.settle();
                tck.log.expect("made", "eof", "isClosing true");
                CompletableFuture<byte[]> reading = link.peer().readingToEnd();
                Expect.same("bytes that the peer reads", much.length + 5, rig.await(reading).length);
                rig.untilLost(protocol);
                tck.log.expect("made", "eof", "isClosing true", "lost:null");
            }
        }
    }

    @Rule(id = "TR-41", needs = {Capability.TCP, Capability.HALF_CLOSE})
    void connectionStaysOpenForWritingWhenEofReceivedSaysSo(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol().onEof(transport -> true);
                TcpRig.Link link = rig.link(end, protocol);
                link.peer().shutdownOutput();
                tck.runUntil("eofReceived was called", () -> tck.log.count("eof") == 1);
                rig.settle();
                Expect.same("isClosing", false, link.transport().isClosing());
                for (Where where : Where.values()) {
                    rig.act(where, () -> link.transport().write(TcpRig.bytes("still here")));
                    Expect.same("what the peer reads", "still here", rig.read(link.peer(), 10));
                }
                rig.act(() -> {
                    link.transport().setWriteBufferLimits(PLENTY, null);
                    link.transport().write(much);
                });
                Expect.bytes("the peer", much, rig.await(link.peer().reading(much.length)));
                rig.settle();
                tck.log.expect("made", "eof");
                rig.act(link.transport()::close);
                Expect.same("what the peer reads", "", rig.readToEnd(link.peer()));
                rig.untilLost(protocol);
                tck.log.expect("made", "eof", "lost:null");
            }
        }
    }

    @Rule(
            id = "TR-42",
            needs = {Capability.TCP, Capability.HALF_CLOSE},
            note = "CPython itself calls again after pauseReading and resumeReading; that alone may be.")
    void eofReceivedIsCalledOnce(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol().onEof(transport -> true);
                TcpRig.Link link = rig.link(end, protocol);
                link.peer().shutdownOutput();
                tck.runUntil("eofReceived was called", () -> tck.log.count("eof") == 1);
                rig.settle();
                tck.log.expect("made", "eof");
                for (int i = 0; i < 2; i++) {
                    rig.act(link.transport()::pauseReading);
                    rig.settle();
                    rig.act(() -> {
                        link.transport().resumeReading();
                        link.transport().write(TcpRig.bytes("x"));
                    });
                    Expect.same("what the peer reads", "x", rig.read(link.peer(), 1));
                    rig.settle();
                }
                boolean again = tck.log.count("eof") > 1;
                tck.outcomes.saw(again, "eofReceived is called again by each resumeReading",
                        "eofReceived is called once");
                rig.act(link.transport()::close);
                rig.untilLost(protocol);
                if (again) {
                    tck.log.expect("made", "eof", "eof", "eof", "lost:null");
                } else {
                    tck.log.expect("made", "eof", "lost:null");
                }
            }
        }
    }

    @Rule(id = "TR-43", needs = Capability.TCP)
    void errorInEofReceivedEndsTheConnectionWithIt(RuleContext tck) throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol().onEof(transport -> {
                    throw boom;
                });
                TcpRig.Link link = rig.link(end, protocol);
                link.peer().shutdownOutput();
                rig.untilLost(protocol);
                ExceptionContext report = tck.expectReport();
                Expect.same("the exception of the report", boom, report.exception());
                Expect.same("the transport of the report", link.transport(), report.transport());
                Expect.same("the protocol of the report", protocol, report.protocol());
                Expect.same("the argument of connectionLost", boom, protocol.lostWith());
                tck.log.expect("made", "eof", "lost:IllegalStateException(boom)");
                Expect.same("what the peer reads", "", rig.readToEnd(link.peer()));
            }
        }
    }

    @Rule(id = "TR-44", needs = {Capability.TCP, Capability.HALF_CLOSE})
    void writeEofSendsTheRestThenEndsTheSendingSide(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    for (byte[] data : List.of(new byte[0], TcpRig.bytes("small"), much)) {
                        tck.step(end + ", " + where + ", " + data.length + " bytes");
                        tck.log.clear();
                        RecordingProtocol protocol = rig.protocol();
                        TcpRig.Link link = rig.link(end, protocol);
                        Transport transport = link.transport();
                        rig.act(where, () -> {
                            transport.setWriteBufferLimits(PLENTY, null);
                            transport.write(data);
                            transport.writeEof();
                            transport.writeEof();
                        });
                        CompletableFuture<byte[]> reading = link.peer().readingToEnd();
                        Expect.bytes("the peer", data, rig.await(reading));
                        Expect.same("isClosing", false, transport.isClosing());
                        rig.act(where, transport::writeEof);
                        link.peer().send("hello");
                        rig.untilReceived(protocol, 5);
                        rig.act(where, () -> {
                            transport.close();
                            transport.writeEof();
                        });
                        rig.untilLost(protocol);
                        tck.log.expect("made", "data:hello", "lost:null");
                    }
                }
                tck.log.clear();
                RecordingProtocol closing = rig.protocol();
                TcpRig.Link link = rig.link(end, closing);
                rig.act(() -> {
                    link.transport().setWriteBufferLimits(PLENTY, null);
                    link.transport().write(much);
                    link.transport().close();
                    link.transport().writeEof();
                    tck.step(
                            "a write is not refused then, as it is after an end of writing; TR-17 says what comes of it");
                    link.transport().write(TcpRig.bytes("late"));
                });
                byte[] seen = rig.await(link.peer().readingToEnd());
                Expect.bytes("the peer of a closing transport", much, Arrays.copyOf(seen, much.length));
                rig.untilLost(closing);
                tck.log.expect("made", "lost:null");
            }
        }
    }

    @Rule(id = "TR-45", needs = Capability.TCP, note = "Looked at for TCP; other transports have rules of their own.")
    void sendingSideOfTcpCanBeEnded(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                Transport transport = rig.link(end, rig.protocol()).transport();
                Expect.same("canWriteEof", true, rig.call(transport::canWriteEof));
                rig.act(transport::close);
                Expect.same("canWriteEof while closing", true, rig.call(transport::canWriteEof));
            }
        }
    }

    @Rule(id = "TR-46", needs = Capability.TCP)
    void closeAfterWriteEofSendsTheRest(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    tck.log.clear();
                    RecordingProtocol protocol = rig.protocol();
                    TcpRig.Link link = rig.link(end, protocol);
                    rig.act(where, () -> {
                        link.transport().write(much);
                        link.transport().writeEof();
                        link.transport().close();
                    });
                    CompletableFuture<byte[]> reading = link.peer().readingToEnd();
                    Expect.bytes("the peer", much, rig.await(reading));
                    rig.untilLost(protocol);
                    tck.log.expect("made", "pause", "resume", "lost:null");
                }
            }
        }
    }
}
