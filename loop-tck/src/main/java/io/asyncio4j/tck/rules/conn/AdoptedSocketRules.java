// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.conn;

import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/** Channels that somebody else has connected or accepted. */
final class AdoptedSocketRules {

    @Rule(id = "CONN-28", needs = {Capability.TCP, Capability.SOCKET_ADOPTION})
    void givenChannelBelongsToTheTransport(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            SocketChannel channel = rig.closing(SocketChannel.open(listener.address()));
            RawPeer peer = rig.closing(listener.accept());
            RecordingProtocol protocol = rig.protocol();
            var made = rig.run(tck.loop().createConnection(() -> protocol, ConnectOptions.on(channel)));
            Expect.same("whether the channel blocks", false, channel.isBlocking());
            echo(rig, protocol, peer);
            rig.act(made.transport()::close);
            rig.untilLost(protocol);
            tck.runUntil("the channel is closed", () -> !channel.isOpen());
            Expect.same("what the peer reads", "", rig.readToEnd(peer));
            tck.log.expect("made", "data:ping", "lost:null");
        }
    }

    @Rule(id = "CONN-29", needs = {Capability.TCP, Capability.SOCKET_ADOPTION})
    void channelInUseIsRefused(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            SocketChannel channel = rig.closing(SocketChannel.open(listener.address()));
            RawPeer peer = rig.closing(listener.accept());
            RecordingProtocol protocol = rig.protocol();
            rig.run(tck.loop().createConnection(() -> protocol, ConnectOptions.on(channel)));
            rig.failure(
                    IllegalStateException.class,
                    () -> tck.loop().createConnection(rig::protocol, ConnectOptions.on(channel)));
            rig.failure(
                    IllegalStateException.class, () -> tck.loop().connectAcceptedSocket(rig::protocol, channel));
            echo(rig, protocol, peer);
            tck.log.expect("made", "data:ping");
        }
    }

    @Rule(
            id = "CONN-30",
            needs = {Capability.TCP, Capability.SOCKET_ADOPTION},
            note = "TLS in the role of the server is looked at by the rules of TLS.")
    void acceptedChannelBecomesATransport(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck);
                ServerSocketChannel acceptor = ServerSocketChannel.open()) {
            acceptor.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            RawPeer peer = rig.peer((InetSocketAddress) acceptor.getLocalAddress());
            SocketChannel accepted = rig.closing(acceptor.accept());
            RecordingProtocol protocol = rig.protocol();
            rig.failure(
                    IllegalArgumentException.class,
                    () -> tck.loop()
                            .connectAcceptedSocket(() -> protocol, accepted,
                                    AcceptOptions.NONE.tlsHandshakeTimeout(1)));
            rig.failure(
                    IllegalArgumentException.class,
                    () -> tck.loop()
                            .connectAcceptedSocket(() -> protocol, accepted, AcceptOptions.NONE.tlsShutdownTimeout(1)));
            DatagramChannel datagrams = rig.closing(DatagramChannel.open());
            rig.failure(
                    IllegalArgumentException.class,
                    () -> tck.loop().connectAcceptedSocket(() -> protocol, datagrams));
            var made = rig.run(tck.loop().connectAcceptedSocket(() -> protocol, accepted));
            Expect.same("the protocol of the pair", protocol, made.protocol());
            Expect.same("peername", peer.address(), made.transport().getExtraInfo(ExtraInfo.PEERNAME));
            var socket = Objects.requireNonNull(made.transport().getExtraInfo(ExtraInfo.SOCKET));
            Expect.same("TCP_NODELAY", true, socket.getsockopt(StandardSocketOptions.TCP_NODELAY));
            echo(rig, protocol, peer);
            rig.act(made.transport()::close);
            rig.untilLost(protocol);
            tck.log.expect("made", "data:ping", "lost:null");
            tck.runUntil("the channel is closed", () -> !accepted.isOpen());
        }
    }

    private static void echo(TcpRig rig, RecordingProtocol protocol, RawPeer peer) throws Exception {
        peer.send("ping");
        rig.untilReceived(protocol, 4);
        rig.act(() -> protocol.transport().write(TcpRig.bytes("pong")));
        Expect.same("what the peer reads", "pong", rig.read(peer, 4));
    }
}
