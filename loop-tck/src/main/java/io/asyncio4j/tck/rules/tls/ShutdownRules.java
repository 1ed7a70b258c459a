// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tls;

import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.FaultProxy;
import io.asyncio4j.tck.harness.net.FaultProxy.Way;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.TlsPeer;
import io.asyncio4j.tck.harness.net.TlsPeer.Ending;
import io.asyncio4j.tck.harness.net.TlsRig;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** How TLS ends. */
final class ShutdownRules {

    private static final int PLENTY = 1 << 30;

    @Rule(id = "TLS-11", needs = Capability.TLS)
    void closeFlushesThenSaysSoThenWaits(RuleContext tck) throws Exception {
        Expect.same("the default limit", 30.0, TlsSettings.DEFAULT_SHUTDOWN_TIMEOUT_SECONDS);
        byte[] much = TcpRig.tooMuch();
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                for (byte[] data : List.of(new byte[0], TcpRig.bytes("small"), much)) {
                    tck.step(end + ", " + data.length + " bytes");
                    tck.log.clear();
                    RecordingProtocol protocol = rig.tcp.protocol();
                    TlsRig.Link link = rig.link(end, protocol);
                    rig.tcp.act(() -> {
                        link.transport().setWriteBufferLimits(PLENTY, null);
                        link.transport().write(data);
                        link.transport().close();
                        Expect.same("isClosing", true, link.transport().isClosing());
                    });
                    TlsPeer.Rest rest = rig.tcp.await(link.peer().readingToEnd());
                    Expect.bytes("the peer", data, rest.data());
                    Expect.same("the end", Ending.CLOSE_NOTIFY, rest.ending());
                    rig.tcp.settle();
                    tck.log.expect("made");
                    link.peer().closeNotify();
                    rig.tcp.untilLost(protocol);
                    rig.tcp.settle();
                    Expect.same("the last event", "lost:null", tck.log.events().getLast());
                    Expect.same("what comes behind close_notify", "", rig.tcp.readToEnd(link.peer().raw()));
                }
            }
        }
    }

    @Rule(id = "TLS-12", needs = Capability.TLS)
    void unansweredEndTimesOut(RuleContext tck) throws Exception {
        double limit = tck.scaled(0.1);
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.linkWithShutdown(end, protocol, limit);
                rig.tcp.act(link.transport()::close);
                rig.tcp.untilLost(protocol);
                Expect.that(
                        "the error is a TimeoutException, not " + protocol.lostWith(),
                        protocol.lostWith() instanceof TimeoutException);
                Expect.same("events", 2, tck.log.events().size());
            }
        }
    }

    @Rule(id = "TLS-13", needs = Capability.TLS)
    void shutdownTimerEndsWithTheShutdown(RuleContext tck) throws Exception {
        double limit = tck.scaled(0.5);
        try (TlsRig rig = new TlsRig(tck)) {
            int before = tck.subject().liveTimers(tck.loop());
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.linkWithShutdown(end, protocol, limit);
                Expect.same("timers before the end", before, tck.subject().liveTimers(tck.loop()));
                rig.tcp.act(link.transport()::close);
                rig.tcp.await(link.peer().readingToEnd());
                link.peer().closeNotify();
                rig.tcp.untilLost(protocol);
                Expect.same("timers after the end", before, tck.subject().liveTimers(tck.loop()));
            }
            tck.runFor(limit * 1.2);
            Expect.same("the last event", "lost:null", tck.log.events().getLast());
        }
    }

    @Rule(
            id = "TLS-14",
            needs = Capability.TLS,
            note = "What comes behind our close_notify may be an error of connectionLost, or be dropped.")
    void nothingIsDeliveredAfterClose(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                rig.tcp.act(link.transport()::close);
                link.peer().send("too late");
                rig.tcp.settle();
                rig.tcp.await(link.peer().readingToEnd());
                link.peer().closeNotify();
                rig.tcp.untilLost(protocol);
                Expect.same("bytes delivered", 0, protocol.count());
                Throwable lostWith = protocol.lostWith();
                Expect.that("the connection is lost by null or an error of TLS, not by " + lostWith,
                        lostWith == null || lostWith instanceof IOException);
                tck.outcomes.saw(lostWith != null, "what comes late is an error of connectionLost",
                        "what comes late is dropped");
            }
        }
    }

    @Rule(id = "TLS-15", needs = Capability.TLS)
    void answerToOurEndIsAnEndOfFile(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                rig.tcp.act(link.transport()::close);
                rig.tcp.await(link.peer().readingToEnd());
                link.peer().closeNotify();
                rig.tcp.untilLost(protocol);
                tck.log.expect("made", "eof", "lost:null");
            }
        }
    }

    @Rule(id = "TLS-16", needs = Capability.TLS)
    void peersEndEndsBothWays(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                for (boolean keepOpen : new boolean[] {false, true}) {
                    tck.step(end + ", eofReceived returns " + keepOpen);
                    tck.log.clear();
                    RecordingProtocol protocol = rig.tcp.protocol().onEof(transport -> keepOpen);
                    TlsRig.Link link = rig.link(end, protocol);
                    link.peer().send("last words");
                    link.peer().closeNotify();
                    rig.tcp.untilLost(protocol);
                    tck.log.expect("made", "data:last words", "eof", "lost:null");
                    TlsPeer.Rest rest = rig.tcp.await(link.peer().readingToEnd());
                    Expect.same("our end", Ending.CLOSE_NOTIFY, rest.ending());
                }
            }
        }
    }

    @Rule(id = "TLS-17", needs = Capability.TLS)
    void endWithoutCloseNotifyIsAnEndOfFileToo(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                link.peer().send("last words");
                link.peer().socket().shutdownOutput();
                rig.tcp.untilLost(protocol);
                tck.log.expect("made", "data:last words", "eof", "lost:null");
            }
            tck.step("in the middle of a record, by a proxy");
            tck.log.clear();
            RecordingProtocol protocol = rig.tcp.protocol();
            var server = rig.tcp.serve(() -> protocol, TlsRig.serving());
            FaultProxy proxy = rig.proxy(TcpRig.address(server));
            RawPeer raw = rig.tcp.peer(proxy.address());
            TlsPeer peer = rig.tcp.await(TlsPeer.client(raw, TlsRig.PLAIN).handshaking());
            peer.send("whole");
            rig.tcp.untilReceived(protocol, 5);
            byte[] record = peer.encrypt("cut");
            raw.send(Arrays.copyOf(record, record.length / 2));
            rig.tcp.settle();
            proxy.halfClose(Way.TO_TARGET);
            rig.tcp.untilLost(protocol);
            tck.log.expect("made", "data:whole", "eof", "lost:null");
        }
    }

    @Rule(id = "TLS-18", needs = Capability.TLS)
    void whatWasWrittenBeforeThePeersEndIsStillSent(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                rig.tcp.act(() -> {
                    link.transport().setWriteBufferLimits(PLENTY, null);
                    link.transport().write(much);
                });
                rig.tcp.settle();
                link.peer().closeNotify();
                rig.tcp.settle();
                CompletableFuture<TlsPeer.Rest> reading = link.peer().readingToEnd();
                Expect.bytes("the peer", much, rig.tcp.await(reading).data());
                rig.tcp.untilLost(protocol);
            }
        }
    }

    @Rule(id = "TLS-19", needs = Capability.TLS)
    void pausedProtocolLearnsOfTheEndLater(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                for (boolean clean : new boolean[] {true, false}) {
                    tck.step(end + (clean ? ", close_notify" : ", end of file"));
                    tck.log.clear();
                    RecordingProtocol protocol = rig.tcp.protocol();
                    TlsRig.Link link = rig.link(end, protocol);
                    rig.tcp.act(link.transport()::pauseReading);
                    link.peer().send("while paused");
                    if (clean) {
                        link.peer().closeNotify();
                    } else {
                        link.peer().socket().shutdownOutput();
                    }
                    rig.tcp.settle();
                    tck.log.expect("made");
                    rig.tcp.act(link.transport()::resumeReading);
                    rig.tcp.untilLost(protocol);
                    tck.log.expect("made", "data:while paused", "eof", "lost:null");
                }
            }
        }
    }

    @Rule(id = "TLS-26", needs = Capability.TLS)
    void abortSaysNothing(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                for (byte[] data : List.of(new byte[0], much)) {
                    tck.step(end + ", " + data.length + " bytes");
                    tck.log.clear();
                    RecordingProtocol protocol = rig.tcp.protocol();
                    TlsRig.Link link = rig.link(end, protocol);
                    rig.tcp.act(() -> {
                        link.transport().setWriteBufferLimits(PLENTY, null);
                        link.transport().write(data);
                        link.transport().abort();
                        Expect.same("isClosing", true, link.transport().isClosing());
                    });
                    rig.tcp.untilLost(protocol);
                    TlsPeer.Rest rest = rig.tcp.await(link.peer().readingToEnd());
                    Expect.same("the end", Ending.TRUNCATED, rest.ending());
                    tck.log.expect("made", "lost:null");
                }
            }
        }
    }

    @Rule(id = "TLS-38", needs = Capability.TLS)
    void connectionLostIsALaterCallback(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                rig.tcp.act(() -> {
                    link.transport().abort();
                    tck.log.add("returned");
                    tck.loop().callSoon(tck.log.adding("queued"));
                });
                rig.tcp.untilLost(protocol);
                rig.tcp.settle();
                List<String> events = tck.log.events();
                Expect.that("lost comes after abort has returned: " + events,
                        events.indexOf("lost:null") > events.indexOf("returned"));
            }
        }
    }
}
