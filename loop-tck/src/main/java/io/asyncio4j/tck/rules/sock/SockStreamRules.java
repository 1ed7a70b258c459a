// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sock;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ChannelPair;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Streams: receive, send, connect, accept. */
final class SockStreamRules {

    @Rule(id = "SOCK-01", needs = Capability.SOCKET_CALLS)
    void whatCanBeDoneAtOnceIsDoneAtOnce(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (ChannelPair pair = ChannelPair.open();
                ServerSocketChannel server = listener()) {
            pair.send("there");
            Future<byte[]> received = loop.sockRecv(pair.near(), 10);
            Expect.that("the receive is done", received.done());
            Expect.that("the send is done", loop.sockSendall(pair.near(), new byte[10]).done());
            Future<byte[]> waits = loop.sockRecv(pair.near(), 10);
            Expect.that("a receive with nothing there waits", !waits.done());
            pair.send("later");
            Expect.same("bytes", "later", text(loop.runUntilComplete(waits)));
            RawPeer peer = RawPeer.connect((InetSocketAddress) server.getLocalAddress());
            ChannelPair.untilReadable(server);
            Future<AcceptedSocket> accepted = loop.sockAccept(server);
            Expect.that("the accept is done", accepted.done());
            accepted.result().socket().close();
            peer.close();
        }
    }

    @Rule(id = "SOCK-02", needs = Capability.SOCKET_CALLS)
    void receiveGivesSomeBytesOrNoneAtTheEnd(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (ChannelPair pair = ChannelPair.open()) {
            pair.send("0123456789");
            Expect.same("at most four", "0123", text(loop.runUntilComplete(loop.sockRecv(pair.near(), 4))));
            Expect.same("none asked for", "", text(loop.runUntilComplete(loop.sockRecv(pair.near(), 0))));
            ByteBuffer buffer = ByteBuffer.allocate(8).position(2);
            Expect.same("count", 6, loop.runUntilComplete(loop.sockRecvInto(pair.near(), buffer)));
            Expect.same("position", 8, buffer.position());
            Expect.same("bytes", "456789", new String(buffer.array(), 2, 6, StandardCharsets.ISO_8859_1));
            Future<byte[]> end = loop.sockRecv(pair.near(), 4);
            pair.far().close();
            Expect.same("at the end", "", text(loop.runUntilComplete(end)));
            Expect.same("again at the end", 0, loop.runUntilComplete(loop.sockRecvInto(pair.near(), buffer.clear())));
        }
    }

    @Rule(id = "SOCK-03", needs = Capability.SOCKET_CALLS)
    void sendallEndsWhenTheSystemHasAll(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck);
                SocketChannel channel = SocketChannel.open()) {
            RawListener listener = rig.listener();
            channel.connect(listener.address());
            channel.configureBlocking(false);
            RawPeer peer = rig.closing(listener.accept());
            byte[] data = TcpRig.tooMuch();
            Future<?> sent = loop.sockSendall(channel, data);
            tck.runFor(0.02);
            Expect.that("it waits while nobody reads", !sent.done());
            var reading = peer.reading(data.length);
            Expect.same("the result", null, loop.runUntilComplete(sent));
            channel.shutdownOutput();
            Expect.bytes("what the peer reads", data, rig.await(reading));
        }
    }

    @Rule(id = "SOCK-04", needs = {Capability.SOCKET_CALLS, Capability.NAME_LOOKUP})
    void connectTellsRefusalAndLooksNamesUp(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        InetSocketAddress nobody;
        try (RawListener listener = RawListener.open("127.0.0.1", 0)) {
            nobody = listener.address();
        }
        try (SocketChannel channel = nonBlocking()) {
            Future<?> connecting = loop.sockConnect(channel, nobody);
            tck.raises(ConnectException.class, "127.0.0.1", () -> loop.runUntilComplete(connecting));
        }
        try (RawListener listener = RawListener.open("127.0.0.1", 0)) {
            for (String host : new String[] {"localhost", "127.0.0.1"}) {
                try (SocketChannel channel = SocketChannel.open(java.net.StandardProtocolFamily.INET)) {
                    channel.configureBlocking(false);
                    loop.runUntilComplete(
                            loop.sockConnect(channel, InetSocketAddress.createUnresolved(host, listener.port())));
                    Expect.that("connected by " + host, channel.isConnected());
                    listener.accept().close();
                }
            }
        }
    }

    @Rule(id = "SOCK-05", needs = Capability.SOCKET_CALLS)
    void acceptGivesANonBlockingChannelAndThePeer(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck);
                ServerSocketChannel server = listener()) {
            Future<AcceptedSocket> accepting = loop.sockAccept(server);
            Expect.that("it waits", !accepting.done());
            RawPeer peer = rig.peer((InetSocketAddress) server.getLocalAddress());
            AcceptedSocket accepted = rig.run(accepting);
            rig.closing(accepted.socket());
            Expect.same("whether it blocks", false, accepted.socket().isBlocking());
            Expect.same("the address", peer.address(), accepted.address());
            peer.send("hello");
            Expect.same("bytes", "hello", text(rig.run(loop.sockRecv(accepted.socket(), 100))));
        }
    }

    @Rule(id = "SOCK-10", needs = {Capability.SOCKET_CALLS, Capability.SOCKET_ADOPTION, Capability.TCP})
    void channelOfATransportIsRefused(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            SocketChannel channel = rig.closing(nonBlocking());
            rig.run(loop.sockConnect(channel, listener.address()));
            rig.closing(listener.accept());
            tck.step("the channel that was connected just now becomes a transport's");
            rig.run(loop.createConnection(() -> rig.protocol(), ConnectOptions.on(channel)));
            // CPython looks when it has to wait, so a call that has to is the one that tells.
            Expect.text(rig.failure(IllegalStateException.class, () -> loop.sockRecv(channel, 1)), "transport");
        }
        tck.log.expect("made", "lost:null");
    }

    static SocketChannel nonBlocking() throws Exception {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        return channel;
    }

    static ServerSocketChannel listener() throws Exception {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        server.configureBlocking(false);
        return server;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
