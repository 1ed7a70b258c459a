// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tls;

import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.Recorder;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.tck.harness.net.TlsPeer;
import io.asyncio4j.tck.harness.net.TlsPeer.Ending;
import io.asyncio4j.tck.harness.net.TlsRig;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/** TLS on a connection that is in use. */
final class UpgradeRules {

    static TlsContext context(End end) {
        return end == End.CLIENT ? TestIdentity.AUTHORITY.trusting() : TestIdentity.LOCALHOST.server();
    }

    static TlsUpgradeOptions options(End end) {
        return end == End.CLIENT
                ? TlsUpgradeOptions.CLIENT.serverHostname("localhost")
                : TlsUpgradeOptions.SERVER;
    }

    /** In debug mode a server tells of each handshake that failed. */
    static void dropReports(RuleContext tck) {
        if (tck.loop().getDebug()) {
            tck.expectReports(tck.reports().size());
        }
    }

    private static Future<Transport> begin(
            RuleContext tck, TlsRig rig, End end, Where where, TcpRig.Link link, Recorder<?> protocol)
            throws Exception {
        Future<?>[] upgrade = new Future<?>[1];
        rig.tcp.act(where, () -> upgrade[0] =
                tck.loop().startTls(link.transport(), protocol, context(end), options(end)));
        @SuppressWarnings("unchecked")
        Future<Transport> begun = (Future<Transport>) upgrade[0];
        return begun;
    }

    @Rule(id = "TLS-30", needs = Capability.TLS)
    void upgradeKeepsTheProtocol(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    tck.step(end + ", " + where);
                    tck.log.clear();
                    RecordingProtocol protocol = rig.tcp.protocol();
                    TcpRig.Link link = rig.plain(end, protocol);
                    link.peer().send("in clear");
                    rig.tcp.untilReceived(protocol, 8);
                    rig.tcp.act(where, () -> link.transport().write(TcpRig.bytes("go ahead")));
                    Expect.same("the peer", "go ahead", rig.tcp.read(link.peer(), 8));
                    TlsPeer peer = TlsRig.over(end, link.peer());
                    CompletableFuture<TlsPeer> other = peer.handshaking();
                    Transport secure = rig.tcp.run(begin(tck, rig, end, where, link, protocol));
                    rig.tcp.await(other);
                    rig.tcp.track(secure);
                    protocol.use(secure);
                    peer.send("secret");
                    rig.tcp.untilReceived(protocol, 14);
                    rig.tcp.act(where, () -> {
                        Expect.same("getProtocol", protocol, secure.getProtocol());
                        Expect.that("it has a session", secure.getExtraInfo(ExtraInfo.SSL_OBJECT) != null);
                        secure.write(TcpRig.bytes("answer"));
                    });
                    Expect.same("the peer", "answer", rig.read(peer, 6));
                    rig.tcp.act(where, secure::close);
                    Expect.same("the end", Ending.CLOSE_NOTIFY, rig.tcp.await(peer.readingToEnd()).ending());
                    peer.closeNotify();
                    rig.tcp.untilLost(protocol);
                    tck.log.expect("made", "data:in clear", "data:secret", "eof", "lost:null");
                }
            }
        }
    }

    @Rule(id = "TLS-31", needs = Capability.TLS)
    void nothingOfTheHandshakeReachesTheProtocol(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end + ": the peer begins first, and the plain transport is busy");
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TcpRig.Link link = rig.plain(end, protocol);
                rig.tcp.act(link.transport()::pauseReading);
                TlsPeer peer = TlsRig.over(end, link.peer());
                CompletableFuture<TlsPeer> other = peer.handshaking();
                rig.tcp.settle();
                Transport secure = rig.tcp.run(begin(tck, rig, end, Where.CALLBACK, link, protocol));
                rig.tcp.await(other);
                protocol.use(secure);
                peer.send("secret");
                rig.tcp.untilReceived(protocol, 6);
                tck.log.expect("made", "data:secret");
            }
            tck.step("what was slipped in in clear is taken for TLS, and fails it");
            tck.log.clear();
            RecordingProtocol victim = rig.tcp.protocol();
            TcpRig.Link link = rig.plain(End.ACCEPTED, victim);
            rig.tcp.act(link.transport()::pauseReading);
            link.peer().send("EVIL COMMAND, and enough of it to look like a record of TLS\r\n");
            rig.tcp.settle();
            Future<Transport> upgrade = begin(tck, rig, End.ACCEPTED, Where.CALLBACK, link, victim);
            rig.tcp.failure(IOException.class, () -> upgrade);
            rig.tcp.untilLost(victim);
            tck.log.expect("made", "lost:IOException");
        }
    }

    @Rule(id = "TLS-32", needs = Capability.TLS)
    @SuppressWarnings("NullAway") // What the types forbid is asked for on purpose.
    void upgradeRefusesWhatItCannotUse(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            RecordingProtocol protocol = rig.tcp.protocol();
            TcpRig.Link link = rig.plain(End.CLIENT, protocol);
            Transport foreign = (Transport) Proxy.newProxyInstance(
                    UpgradeRules.class.getClassLoader(), new Class<?>[] {Transport.class},
                    (proxy, method, arguments) -> method.getName().equals("toString") ? "a foreign transport" : null);
            rig.tcp.act(() -> {
                Expect.failure(
                        IllegalArgumentException.class,
                        () -> tck.loop().startTls(foreign, protocol, context(End.CLIENT)));
                Expect.failure(
                        NullPointerException.class,
                        () -> tck.loop().startTls(link.transport(), protocol, null));
                Expect.failure(
                        IllegalArgumentException.class,
                        () -> tck.loop().startTls(
                                link.transport(), protocol, TlsContext.ofEngine("no engine")));
                link.transport().write(TcpRig.bytes("still plain"));
            });
            Expect.same("the peer", "still plain", rig.tcp.read(link.peer(), 11));
        }
    }

    @Rule(id = "TLS-33", needs = Capability.TLS)
    void tlsRunsWithinTls(RuleContext tck) throws Exception {
        byte[] much = TcpRig.pattern(1 << 20);
        try (TlsRig rig = new TlsRig(tck)) {
            RecordingProtocol server = rig.tcp.protocol("server ").summarizing();
            RecordingProtocol client = rig.tcp.protocol("client ").summarizing();
            var listening = rig.tcp.serve(() -> server, TlsRig.serving());
            var made = rig.tcp.run(tck.loop().createConnection(
                    () -> client, TlsRig.to(TcpRig.address(listening))));
            tck.runUntil("both are connected", server::isMade);
            Future<Transport> one = rig.tcp.call(() -> tck.loop().startTls(
                    server.transport(), server, context(End.ACCEPTED), options(End.ACCEPTED)));
            Future<Transport> other = rig.tcp.call(() -> tck.loop().startTls(
                    made.transport(), client, context(End.CLIENT), options(End.CLIENT)));
            Transport inner = rig.tcp.run(other);
            server.use(rig.tcp.run(one));
            rig.tcp.act(() -> inner.write(much));
            rig.tcp.untilReceived(server, much.length);
            Expect.bytes("the server", much, server.received());
            rig.tcp.act(() -> server.transport().write(TcpRig.bytes("back")));
            rig.tcp.untilReceived(client, 4);
            rig.tcp.act(inner::close);
            rig.tcp.untilLost(client);
            rig.tcp.untilLost(server);
            Expect.same("the client's end", "client lost:null", last(tck, "client"));
            Expect.same("the server's end", "server lost:null", last(tck, "server"));
        }
    }

    private static String last(RuleContext tck, String prefix) {
        return tck.log.events().stream().filter(event -> event.startsWith(prefix)).toList().getLast();
    }

    @Rule(id = "TLS-34", needs = Capability.TLS)
    void failedOrCancelledUpgradeClosesTheConnection(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                for (boolean cancel : new boolean[] {true, false}) {
                    tck.step(end + (cancel ? ", cancelled" : ", failed"));
                    RecordingProtocol protocol = rig.tcp.protocol();
                    TcpRig.Link link = rig.plain(end, protocol);
                    Future<Transport> upgrade = begin(tck, rig, end, Where.CALLBACK, link, protocol);
                    rig.tcp.settle();
                    if (cancel) {
                        rig.tcp.act(upgrade::cancel);
                        tck.runUntil("it is cancelled", upgrade::cancelled);
                    } else {
                        link.peer().send("no TLS, but enough to look at as if it were a record of it");
                        rig.tcp.failure(IOException.class, () -> upgrade);
                    }
                    // Whether the protocol is told is another matter: CPython does not.
                    rig.tcp.await(link.peer().readingToAnyEnd());
                }
            }
        }
    }

    @Rule(
            id = "TLS-35",
            needs = Capability.TLS,
            note = "Either the call or its future fails, or the future gives null.")
    void closingTransportIsNotUpgraded(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            RecordingProtocol protocol = rig.tcp.protocol();
            TcpRig.Link link = rig.plain(End.CLIENT, protocol);
            Object result = rig.tcp.call(() -> {
                link.transport().close();
                try {
                    return tck.loop().startTls(link.transport(), protocol, context(End.CLIENT), options(End.CLIENT));
                } catch (IllegalStateException refused) {
                    return "refused";
                }
            });
            rig.tcp.untilLost(protocol);
            if (result instanceof Future<?> future) {
                tck.runUntil("the future is done", future::done);
                Expect.that("it gives no transport", future.exception() != null || future.resultNow() == null);
            }
            Expect.same("what the peer got", "", rig.tcp.readToEnd(link.peer()));
        }
    }
}
