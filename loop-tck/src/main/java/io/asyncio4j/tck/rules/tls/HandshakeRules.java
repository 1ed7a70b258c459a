// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tls;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.tck.harness.net.TlsPeer;
import io.asyncio4j.tck.harness.net.TlsRig;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** How TLS begins, or does not. */
final class HandshakeRules {

    private static final double SHORT_SECONDS = 0.1;

    @Rule(id = "TLS-01", needs = Capability.TLS)
    void connectionMadeComesAfterTheHandshake(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol()
                        .onMade(transport -> Expect.that(
                                "the session is known in connectionMade",
                                transport.getExtraInfo(ExtraInfo.CIPHER) != null));
                TlsRig.Link link = rig.link(end, protocol);
                Expect.same("the transport", protocol.transport(), link.transport());
                link.peer().send("hello");
                rig.tcp.untilReceived(protocol, 5);
                rig.tcp.act(() -> link.transport().write(TcpRig.bytes("answer")));
                Expect.same("the peer", "answer", rig.read(link.peer(), 6));
                tck.log.expect("made", "data:hello");
            }
        }
    }

    @Rule(id = "TLS-02", needs = Capability.TLS)
    void protocolNeverKnowsOfAFailedHandshake(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            int[] made = {0};
            RawListener listener = rig.tcp.listener();
            CompletableFuture<?> peer = rig.tcp.beside(() -> TlsPeer.server(
                    rig.tcp.closing(listener.accept()), TestIdentity.selfSigned("localhost"), TlsRig.PLAIN)
                    .handshaking()
                    .handle((done, error) -> true)
                    .join());
            rig.tcp.failure(SSLException.class, () -> tck.loop().createConnection(() -> {
                made[0]++;
                return rig.tcp.protocol();
            }, TlsRig.to(listener.address())));
            rig.tcp.await(peer);
            Server server = rig.tcp.serve(() -> {
                made[0]++;
                return rig.tcp.protocol();
            }, TlsRig.serving());
            RawPeer nonsense = rig.tcp.peer(TcpRig.address(server));
            nonsense.send("this is no TLS at all, but long enough to be looked at as a record of TLS");
            rig.tcp.await(nonsense.readingToAnyEnd());
            rig.tcp.settle();
            Expect.same("protocols made", 2, made[0]);
            tck.log.expect();
            dropDebugReports(tck);
        }
    }

    private static void dropDebugReports(RuleContext tck) {
        if (tck.loop().getDebug()) {
            tck.expectReports(1);
        }
    }

    @Rule(id = "TLS-03", needs = Capability.TLS)
    void connectFailsWithTheHandshakesError(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            tck.step("a certificate that nobody vouches for");
            RawListener selfSigned = rig.tcp.listener();
            CompletableFuture<?> first = rig.tcp.beside(() -> TlsPeer.server(
                    rig.tcp.closing(selfSigned.accept()), TestIdentity.selfSigned("localhost"), TlsRig.PLAIN)
                    .handshaking()
                    .handle((done, error) -> true)
                    .join());
            failure(rig, tck, SSLPeerUnverifiedException.class, selfSigned);
            rig.tcp.await(first);
            tck.step("no TLS");
            RawListener garbage = rig.tcp.listener();
            CompletableFuture<?> second = rig.tcp.beside(() -> {
                RawPeer raw = rig.tcp.closing(garbage.accept());
                raw.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                return true;
            });
            failure(rig, tck, SSLException.class, garbage);
            rig.tcp.await(second);
            tck.step("the peer leaves");
            RawListener gone = rig.tcp.listener();
            CompletableFuture<?> third = rig.tcp.beside(() -> {
                gone.accept().close();
                return true;
            });
            failure(rig, tck, SocketException.class, gone);
            rig.tcp.await(third);
            tck.log.expect();
        }
    }

    private static <E extends IOException> E failure(
            TlsRig rig, RuleContext tck, Class<E> type, RawListener listener) throws Exception {
        return rig.tcp.failure(type, () -> tck.loop()
                .createConnection(rig.tcp::protocol, TlsRig.to(listener.address())));
    }

    @Rule(id = "TLS-04", needs = Capability.TLS)
    void serverTellsOfFailedHandshakesInDebugModeOnly(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            boolean before = tck.loop().getDebug();
            for (boolean debug : new boolean[] {false, true}) {
                tck.step(debug ? "debug mode" : "usual mode");
                tck.loop().setDebug(debug);
                Server server = rig.tcp.serve(rig.tcp::protocol, TlsRig.serving());
                RawPeer nonsense = rig.tcp.peer(TcpRig.address(server));
                nonsense.send("this is no TLS at all, but long enough to be looked at as a record of TLS");
                rig.tcp.await(nonsense.readingToAnyEnd());
                rig.tcp.settle();
                if (debug) {
                    ExceptionContext report = tck.expectReport();
                    Expect.that("it has the protocol", report.protocol() != null);
                    Expect.that("it has the transport", report.transport() != null);
                    Expect.that("it has the error", report.exception() instanceof IOException);
                } else {
                    Expect.same("reports", 0, tck.reports().size());
                }
            }
            tck.loop().setDebug(before);
            tck.log.expect();
        }
    }

    @Rule(id = "TLS-05", needs = Capability.TLS)
    void handshakeHasALimit(RuleContext tck) throws Exception {
        Expect.same("the default", 60.0, TlsSettings.DEFAULT_HANDSHAKE_TIMEOUT_SECONDS);
        double limit = tck.scaled(SHORT_SECONDS);
        try (TlsRig rig = new TlsRig(tck)) {
            RawListener silent = rig.tcp.listener();
            double begun = tck.now();
            SocketException error = rig.tcp.failure(SocketException.class, () -> tck.loop()
                    .createConnection(
                            rig.tcp::protocol, TlsRig.to(silent.address()).tlsHandshakeTimeout(limit)));
            Expect.text(error, String.valueOf(limit), "longer");
            Expect.that("it took the limit", tck.now() - begun >= limit * 0.9);
            Server server = rig.tcp.serve(rig.tcp::protocol, TlsRig.serving().tlsHandshakeTimeout(limit));
            RawPeer peer = rig.tcp.peer(TcpRig.address(server));
            Expect.same("what a silent client gets", "", rig.tcp.readToEnd(peer));
            rig.tcp.settle();
            tck.log.expect();
            dropDebugReports(tck);
        }
    }

    @Rule(id = "TLS-06", needs = Capability.TLS)
    void limitsArePositive(RuleContext tck) {
        TlsContext context = TlsContext.forClient();
        for (double wrong : new double[] {0, -1, Double.NaN}) {
            Expect.failure(IllegalArgumentException.class, () -> tck.loop().createConnection(
                    () -> new RecordingProtocol(tck.log, ""),
                    ConnectOptions.to("127.0.0.1", 1).tls(context).tlsHandshakeTimeout(wrong)));
            Expect.failure(IllegalArgumentException.class, () -> tck.loop().createServer(
                    () -> new RecordingProtocol(tck.log, ""),
                    ListenOptions.at("127.0.0.1", 0).tls(context).tlsShutdownTimeout(wrong)));
            Expect.failure(
                    IllegalArgumentException.class, () -> TlsUpgradeOptions.CLIENT.tlsHandshakeTimeout(wrong));
        }
    }

    @Rule(id = "TLS-07", needs = Capability.TLS)
    void handshakeTimerEndsWithTheHandshake(RuleContext tck) throws Exception {
        double limit = tck.scaled(0.5);
        try (TlsRig rig = new TlsRig(tck)) {
            int before = tck.subject().liveTimers(tck.loop());
            RecordingProtocol protocol = rig.tcp.protocol();
            TlsRig.Link link = rig.client(protocol, options -> options.tlsHandshakeTimeout(limit));
            Expect.same("timers after the handshake", before, tck.subject().liveTimers(tck.loop()));
            RawListener gone = rig.tcp.listener();
            CompletableFuture<?> peer = rig.tcp.beside(() -> {
                gone.accept().close();
                return true;
            });
            failure(rig, tck, SocketException.class, gone);
            rig.tcp.await(peer);
            Expect.same("timers after a loss", before, tck.subject().liveTimers(tck.loop()));
            tck.runFor(limit * 1.2);
            link.peer().send("still there");
            rig.tcp.untilReceived(protocol, 11);
            tck.log.expect("made", "data:still there");
        }
    }

    @Rule(id = "TLS-08", needs = Capability.TLS)
    void closeDuringTheHandshakeAborts(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TcpRig.Link link = rig.plain(end, protocol);
                Future<?> upgrade = rig.tcp.call(() -> tck.loop().startTls(
                        link.transport(), protocol, UpgradeRules.context(end), UpgradeRules.options(end)));
                rig.tcp.settle();
                rig.tcp.act(() -> link.transport().close());
                rig.tcp.await(link.peer().readingToAnyEnd());
                tck.runUntil("the upgrade is over", upgrade::done);
                if (!upgrade.cancelled()) {
                    upgrade.exception();
                }
                rig.tcp.settle();
                // CPython does not tell the protocol; who does says that the end was wanted.
                List<String> events = tck.log.events();
                Expect.that("no error in " + events, events.equals(List.of("made"))
                        || events.equals(List.of("made", "lost:null")));
            }
        }
    }

    @Rule(id = "TLS-09", needs = Capability.TLS)
    void clientVerifiesByDefault(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            Server server = rig.tcp.serve(rig.tcp::protocol, TlsRig.serving());
            rig.tcp.failure(SSLPeerUnverifiedException.class, () -> tck.loop().createConnection(
                    rig.tcp::protocol,
                    TlsRig.to(address(server)).tls(TlsContext.forClient())));
            tck.step("an empty name takes nothing but the check of the name away");
            Server other = rig.tcp.serve(
                    rig.tcp::protocol,
                    ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.of("other.test").server()));
            rig.tcp.run(tck.loop().createConnection(
                    rig.tcp::protocol, TlsRig.to(address(other)).serverHostname("")));
            Server selfSigned = rig.tcp.serve(
                    rig.tcp::protocol,
                    ListenOptions.at("127.0.0.1", 0)
                            .tls(TestIdentity.selfSigned("localhost").server()));
            rig.tcp.failure(SSLPeerUnverifiedException.class, () -> tck.loop().createConnection(
                    rig.tcp::protocol, TlsRig.to(address(selfSigned)).serverHostname("")));
            rig.tcp.settle();
            UpgradeRules.dropReports(tck);
        }
    }

    @Rule(id = "TLS-10", needs = Capability.TLS)
    void certificateMustBeForTheServersName(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            Server both = rig.tcp.serve(rig.tcp::protocol, TlsRig.serving());
            Server nameOnly = rig.tcp.serve(
                    rig.tcp::protocol,
                    ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.of("localhost").server()));
            UnaryOperator<ConnectOptions> byHost = options -> ConnectOptions.to("127.0.0.1", options.port())
                    .tls(TestIdentity.AUTHORITY.trusting());
            tck.step("the host stands for the name, and an address is looked for as an address");
            rig.tcp.run(tck.loop().createConnection(rig.tcp::protocol, byHost.apply(TlsRig.to(address(both)))));
            rig.tcp.failure(SSLPeerUnverifiedException.class, () -> tck.loop()
                    .createConnection(rig.tcp::protocol, byHost.apply(TlsRig.to(address(nameOnly)))));
            tck.step("a name that is given");
            rig.tcp.run(tck.loop().createConnection(rig.tcp::protocol, TlsRig.to(address(nameOnly))));
            Throwable wrong = rig.tcp.failure(SSLPeerUnverifiedException.class, () -> tck.loop().createConnection(
                    rig.tcp::protocol, TlsRig.to(address(both)).serverHostname("wrong.test")));
            Expect.text(wrong, "wrong.test");
            rig.tcp.settle();
            UpgradeRules.dropReports(tck);
        }
    }

    private static InetSocketAddress address(Server server) {
        try {
            return TcpRig.address(server);
        } catch (IOException e) {
            throw new UncheckedIOException("the server has no socket: " + e, e);
        }
    }

    @Rule(id = "CONN-06", needs = Capability.TLS)
    void aNameIsNeededOnlyWhereThereIsNoHost(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            TlsContext trusting = TestIdentity.AUTHORITY.trusting();
            RawListener listener = rig.tcp.listener();
            try (SocketChannel channel = SocketChannel.open(listener.address())) {
                Expect.text(
                        rig.tcp.failure(IllegalArgumentException.class, () -> tck.loop()
                                .createConnection(rig.tcp::protocol, ConnectOptions.on(channel).tls(trusting))),
                        "hostname");
                rig.tcp.failure(IllegalArgumentException.class, () -> tck.loop().createConnection(
                        rig.tcp::protocol, ConnectOptions.to(null, 80).tls(trusting)));
                Expect.that("the channel stays the caller's", channel.isOpen());
            }
            tck.step("the host is the name; an empty one means no check");
            Server server = rig.tcp.serve(rig.tcp::protocol, TlsRig.serving());
            ConnectOptions byHost = ConnectOptions.to("127.0.0.1", address(server).getPort()).tls(trusting);
            rig.tcp.run(tck.loop().createConnection(rig.tcp::protocol, byHost));
            rig.tcp.run(tck.loop().createConnection(rig.tcp::protocol, byHost.serverHostname("")));
            tck.step("a server of another name is refused by that check, and taken without it");
            Server other = rig.tcp.serve(rig.tcp::protocol,
                    ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.of("elsewhere.test").server()));
            ConnectOptions elsewhere = ConnectOptions.to("127.0.0.1", address(other).getPort()).tls(trusting);
            rig.tcp.failure(IOException.class,
                    () -> tck.loop().createConnection(rig.tcp::protocol, elsewhere));
            if (tck.loop().getDebug()) {
                // The server's side of it, which only debug mode tells.
                tck.runUntil("the server has noticed", () -> !tck.reports().isEmpty());
                tck.expectReports(1);
            }
            rig.tcp.run(tck.loop().createConnection(rig.tcp::protocol, elsewhere.serverHostname("")));
        }
    }
}
