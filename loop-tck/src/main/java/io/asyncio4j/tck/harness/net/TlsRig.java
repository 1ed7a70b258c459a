// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;

/** TLS connections of the loop under test with {@link TlsPeer}s, on top of a {@link TcpRig}. */
public final class TlsRig implements AutoCloseable {

    /** Leaves a peer's engine as it is. */
    public static final Consumer<SSLEngine> PLAIN = engine -> {};

    private final RuleContext tck;
    private final AbstractEventLoop loop;

    /** The rig below, which runs the loop. */
    public final TcpRig tcp;

    /**
     * Makes a rig on the rule's loop.
     *
     * @param tck the rule's context
     */
    public TlsRig(RuleContext tck) {
        this.tck = tck;
        this.loop = tck.loop();
        this.tcp = new TcpRig(tck);
    }

    /**
     * One connection.
     *
     * @param transport the loop's side
     * @param peer the other side
     */
    public record Link(Transport transport, TlsPeer peer) {}

    /** Options of a client for a listener of {@code localhost}, with good trust. */
    public static ConnectOptions to(InetSocketAddress address) {
        return ConnectOptions.to("127.0.0.1", address.getPort())
                .tls(TestIdentity.AUTHORITY.trusting())
                .serverHostname("localhost");
    }

    /** Options of a server with a good certificate. */
    public static ListenOptions serving() {
        return ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.LOCALHOST.server());
    }

    /** Connects the loop to a peer. */
    public Link client(BaseProtocol protocol, UnaryOperator<ConnectOptions> options) throws Exception {
        return client(protocol, options, PLAIN);
    }

    /** Connects the loop to a peer. */
    public Link client(BaseProtocol protocol, UnaryOperator<ConnectOptions> options, Consumer<SSLEngine> setUp)
            throws Exception {
        try (RawListener listener = RawListener.open("127.0.0.1", 0)) {
            CompletableFuture<TlsPeer> peer = tcp.beside(() -> {
                RawPeer raw = tcp.closing(listener.accept());
                return TlsPeer.server(raw, TestIdentity.LOCALHOST, setUp).handshaking().join();
            });
            Future<? extends Connection<Transport, ?>> made = tcp.call(
                    () -> loop.createConnection(() -> protocol, options.apply(to(listener.address()))));
            Transport transport = tcp.run(made).transport();
            tcp.track(transport);
            return new Link(transport, tcp.await(peer));
        }
    }

    /** Connects a peer to a server of the loop, which serves this one connection only. */
    public Link accepted(Recorder<?> protocol, UnaryOperator<ListenOptions> options, Consumer<SSLEngine> setUp)
            throws Exception {
        Server server = tcp.run(loop.createServer(() -> protocol, options.apply(serving())));
        RawPeer raw = tcp.peer(TcpRig.address(server));
        TlsPeer peer = tcp.await(TlsPeer.client(raw, setUp).handshaking());
        tck.runUntil("connectionMade was called", protocol::isMade);
        tcp.act(server::close);
        return new Link(protocol.transport(), peer);
    }

    /** Connects the loop with a peer, either way. */
    public Link link(End end, Recorder<?> protocol) throws Exception {
        return end == End.CLIENT
                ? client(protocol, UnaryOperator.identity())
                : accepted(protocol, UnaryOperator.identity(), PLAIN);
    }

    /** Connects the loop with a peer, either way, with another limit for the end of TLS. */
    public Link linkWithShutdown(End end, Recorder<?> protocol, double seconds) throws Exception {
        return end == End.CLIENT
                ? client(protocol, options -> options.tlsShutdownTimeout(seconds))
                : accepted(protocol, options -> options.tlsShutdownTimeout(seconds), PLAIN);
    }

    /** A connection without TLS, to be upgraded, and the peer that will play the other role. */
    public TcpRig.Link plain(End end, BaseProtocol protocol) throws Exception {
        return tcp.link(end, protocol);
    }

    /** The peer of an upgrade: a server if the loop is the client. */
    public static TlsPeer over(End end, RawPeer raw) {
        return end == End.CLIENT ? TlsPeer.server(raw, TestIdentity.LOCALHOST, PLAIN) : TlsPeer.client(raw, PLAIN);
    }

    /** What the peer reads next, so many characters. */
    public String read(TlsPeer peer, int count) throws Exception {
        return new String(tcp.await(peer.reading(count)), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws Exception {
        tcp.close();
    }

    /** A proxy before an address, which does harm when it is told to. */
    public FaultProxy proxy(InetSocketAddress target) throws IOException {
        return tcp.closing(FaultProxy.before(target));
    }
}
