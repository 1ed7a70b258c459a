// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tls;

import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingBufferedProtocol;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.tck.harness.net.TlsRig;
import io.asyncio4j.transports.CipherInfo;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import io.asyncio4j.transports.WriteLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What a TLS transport is like while it is open. */
final class TransportRules {

    private static final int PLENTY = 1 << 30;

    @Rule(id = "TLS-20", needs = Capability.TLS)
    void pauseHoldsDecryptedDataBack(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol().onData((transport, data) -> transport.pauseReading());
                TlsRig.Link link = rig.link(end, protocol);
                link.peer().send("one");
                rig.tcp.untilReceived(protocol, 3);
                link.peer().send("two");
                link.peer().send("three");
                rig.tcp.settle();
                tck.log.expect("made", "data:one");
                protocol.onData((transport, data) -> {});
                rig.tcp.act(link.transport()::resumeReading);
                rig.tcp.untilReceived(protocol, 11);
                Expect.same("all that came", "onetwothree", protocol.text());
            }
        }
    }

    @Rule(id = "TLS-21", needs = Capability.TLS)
    void outputCannotEndAlone(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                rig.tcp.act(() -> {
                    Expect.same("canWriteEof", false, link.transport().canWriteEof());
                    Expect.failure(UnsupportedOperationException.class, link.transport()::writeEof);
                    link.transport().write(TcpRig.bytes("goes on"));
                });
                Expect.same("the peer", "goes on", rig.read(link.peer(), 7));
            }
        }
    }

    @Rule(id = "TLS-22", needs = Capability.TLS)
    @SuppressWarnings("NullAway") // What the types forbid is asked for on purpose.
    void writeAfterCloseIsDropped(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                rig.tcp.act(() -> {
                    Expect.failure(NullPointerException.class, () -> link.transport().write((byte[]) null));
                    link.transport().abort();
                    link.transport().write(TcpRig.bytes("dropped"));
                });
                rig.tcp.untilLost(protocol);
                rig.tcp.act(() -> link.transport().write(TcpRig.bytes("dropped")));
                Expect.same("what the peer reads", 0, rig.tcp.await(link.peer().readingToEnd()).data().length);
            }
        }
    }

    @Rule(id = "TLS-23", needs = Capability.TLS)
    void writeLimitsAreLarger(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                Transport transport = rig.link(end, rig.tcp.protocol()).transport();
                rig.tcp.act(() -> {
                    Expect.same("limits", new WriteLimits(131_072, 524_288), transport.getWriteBufferLimits());
                    transport.setWriteBufferLimits(1000, null);
                    Expect.same("set ones", new WriteLimits(250, 1000), transport.getWriteBufferLimits());
                    transport.setWriteBufferLimits(null, null);
                    Expect.same("again", new WriteLimits(131_072, 524_288), transport.getWriteBufferLimits());
                });
            }
        }
    }

    @Rule(
            id = "TLS-24",
            needs = Capability.TLS,
            note = "CPython's at-or-above shows when the mark is 0: it pauses a protocol that has written nothing.")
    void protocolIsPausedAboveTheHighMark(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                rig.tcp.act(() -> {
                    for (int i = 0; i < 4; i++) {
                        link.transport().write(TcpRig.tooMuch());
                    }
                });
                tck.runUntil("the protocol was paused", () -> tck.log.count("pause") == 1);
                rig.tcp.await(link.peer().reading(4 * TcpRig.tooMuch().length));
                tck.runUntil("the protocol was resumed", () -> tck.log.count("resume") == 1);
                tck.log.expect("made", "pause", "resume");
                tck.log.clear();
                rig.tcp.act(() -> link.transport().setWriteBufferLimits(0, null));
                rig.tcp.settle();
                tck.outcomes.saw(tck.log.count("pause") > 0, "paused at the mark", "paused above the mark only");
                rig.tcp.act(() -> link.transport().write(TcpRig.bytes("x")));
                Expect.same("what the peer reads", "x", rig.read(link.peer(), 1));
                rig.tcp.settle();
                if (tck.log.count("pause") > 0) {
                    tck.log.expect("pause", "resume");
                } else {
                    tck.log.expect();
                }
            }
        }
    }

    @Rule(
            id = "TLS-25",
            needs = Capability.TLS,
            note = "What the transport below TLS holds may be counted, as it is for plain connections, or not.")
    void bufferSizeFallsToNothing(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                TlsRig.Link link = rig.link(end, rig.tcp.protocol());
                byte[] much = TcpRig.tooMuch();
                rig.tcp.act(() -> {
                    link.transport().setWriteBufferLimits(PLENTY, null);
                    link.transport().write(much);
                    long size = link.transport().getWriteBufferSize();
                    Expect.that("size " + size + " is within what was written", size >= 0 && size <= much.length);
                    tck.outcomes.saw(size == 0, "what the transport below holds is not counted",
                            "all that is unsent is counted");
                });
                Expect.bytes("the peer", much, rig.tcp.await(link.peer().reading(much.length)));
                rig.tcp.settle();
                Expect.same("size at last", 0L, rig.tcp.call(link.transport()::getWriteBufferSize));
            }
        }
    }

    @Rule(id = "TLS-27", needs = Capability.TLS)
    void extraInfoTellsOfTheSession(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                Transport transport = link.transport();
                rig.tcp.act(() -> {
                    Expect.that("sslcontext", transport.getExtraInfo(ExtraInfo.SSLCONTEXT) instanceof TlsContext);
                    CipherInfo cipher = Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.CIPHER));
                    Expect.same("suite", link.peer().engine().getSession().getCipherSuite(), cipher.name());
                    Expect.same("version", link.peer().engine().getSession().getProtocol(), cipher.protocol());
                    Expect.that("bits of " + cipher, cipher.secretBits() >= 128);
                    Expect.that("ssl_object", transport.getExtraInfo(ExtraInfo.SSL_OBJECT) != null);
                    Expect.same("compression", null, transport.getExtraInfo(ExtraInfo.COMPRESSION));
                    Expect.same("peercert", end == End.CLIENT,
                            transport.getExtraInfo(ExtraInfo.PEERCERT) != null);
                    Expect.that("peername", transport.getExtraInfo(ExtraInfo.PEERNAME) != null);
                    Expect.that("socket", transport.getExtraInfo(ExtraInfo.SOCKET) != null);
                    Expect.same("an unknown key", null, transport.getExtraInfo("no such key"));
                    transport.abort();
                });
                rig.tcp.untilLost(protocol);
                rig.tcp.act(() -> {
                    transport.getExtraInfo(ExtraInfo.SSL_OBJECT);
                    transport.getExtraInfo(ExtraInfo.SOCKET);
                });
            }
        }
    }

    @Rule(id = "TLS-28", needs = Capability.TLS,
            note = "In CPython getExtraInfo fails after the second close; nothing else may.")
    void closedTwiceItStillAnswers(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                TlsRig.Link link = rig.link(end, rig.tcp.protocol());
                rig.tcp.act(() -> {
                    link.transport().close();
                    link.transport().close();
                    link.transport().close();
                    Expect.same("isClosing", true, link.transport().isClosing());
                    boolean answers = true;
                    try {
                        link.transport().getExtraInfo(ExtraInfo.CIPHER);
                    } catch (RuntimeException error) {
                        answers = false;
                    }
                    tck.outcomes.saw(!answers, "getExtraInfo throws", "getExtraInfo answers");
                });
            }
        }
    }

    @Rule(id = "TLS-29", needs = Capability.TLS)
    void protocolCanBeReplaced(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                TlsRig.Link link = rig.link(end, rig.tcp.protocol("first "));
                RecordingBufferedProtocol second =
                        new RecordingBufferedProtocol(tck.log, "second ").quiet().use(link.transport());
                rig.tcp.act(() -> {
                    link.transport().setProtocol(second);
                    Expect.same("getProtocol", second, link.transport().getProtocol());
                });
                link.peer().send("hello");
                rig.tcp.untilReceived(second, 5);
                link.peer().closeNotify();
                rig.tcp.untilLost(second);
                tck.log.expect("first made", "second data:hello", "second eof", "second lost:null");
            }
        }
    }

    @Rule(id = "TLS-41", needs = Capability.TLS)
    void nameAndProtocolsAreNegotiated(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (String name : List.of("localhost", "")) {
                tck.step("server name \"" + name + '"');
                List<SSLEngine> engine = new ArrayList<>();
                TlsRig.Link link = rig.client(
                        rig.tcp.protocol(),
                        options -> options.tls(TestIdentity.AUTHORITY.trusting().alpnProtocols("two", "one"))
                                .serverHostname(name),
                        own -> {
                            offer(own, "one", "three");
                            engine.add(own);
                        });
                List<?> asked = ((ExtendedSSLSession) engine.getFirst().getSession()).getRequestedServerNames();
                Expect.same("the names asked for", name.isEmpty() ? List.of() : List.of(new SNIHostName(name)), asked);
                Expect.same("alpn", "one", rig.tcp.call(
                        () -> String.valueOf(link.transport().getExtraInfo(ExtraInfo.ALPN))));
            }
            tck.step("as a server");
            RecordingProtocol protocol = rig.tcp.protocol();
            UnaryOperator<ListenOptions> both = options -> options.tls(
                    Objects.requireNonNull(options.tls().context()).alpnProtocols("two", "one"));
            TlsRig.Link link = rig.accepted(protocol, both, own -> offer(own, "one"));
            Expect.same("alpn", "one", rig.tcp.call(
                    () -> String.valueOf(link.transport().getExtraInfo(ExtraInfo.ALPN))));
        }
    }

    private static void offer(SSLEngine engine, String... protocols) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
    }
}
