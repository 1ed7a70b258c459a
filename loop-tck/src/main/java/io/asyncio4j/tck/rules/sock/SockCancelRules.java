// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sock;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ChannelPair;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Cancelled operations, operations side by side, and datagrams. */
final class SockCancelRules {

    @Rule(id = "SOCK-06", needs = Capability.SOCKET_CALLS)
    void datagramsComeWholeWithTheirSender(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (DatagramChannel near = datagrams();
                DatagramChannel far = datagrams()) {
            Future<Datagram> waiting = loop.sockRecvfrom(near, 100);
            Expect.same("sent", 5, loop.runUntilComplete(loop.sockSendto(far, bytes("hello"), near.getLocalAddress())));
            Datagram first = loop.runUntilComplete(waiting);
            Expect.same("datagram", "hello", new String(first.data(), StandardCharsets.ISO_8859_1));
            Expect.same("sender", far.getLocalAddress(), first.address());
            tck.step("an empty datagram is a datagram");
            Expect.same("sent", 0, loop.runUntilComplete(loop.sockSendto(far, new byte[0], near.getLocalAddress())));
            Expect.same("bytes", 0, loop.runUntilComplete(loop.sockRecvfrom(near, 100)).data().length);
            tck.step("into a buffer: all of it, a part of it, more than it has");
            ByteBuffer buffer = ByteBuffer.allocate(8).position(1);
            loop.runUntilComplete(loop.sockSendto(far, bytes("0123456789"), near.getLocalAddress()));
            DatagramSize whole = loop.runUntilComplete(loop.sockRecvfromInto(near, buffer, 0));
            Expect.same("count", 7, whole.nbytes());
            Expect.same("position", 8, buffer.position());
            loop.runUntilComplete(loop.sockSendto(far, bytes("abcdef"), near.getLocalAddress()));
            Expect.same("count", 3, loop.runUntilComplete(loop.sockRecvfromInto(near, buffer.clear(), 3)).nbytes());
            Expect.same(
                    "the buffer", "abc23456", new String(buffer.array(), StandardCharsets.ISO_8859_1).replace("\0", "")
                            .substring(0, 3) + "23456");
            tck.raises(
                    IllegalArgumentException.class, "nbytes", () -> loop.sockRecvfromInto(near, buffer.clear(), 9));
        }
    }

    @Rule(id = "SOCK-07", needs = Capability.SOCKET_CALLS)
    void cancelledOperationLeavesTheChannelToTheNext(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (ChannelPair pair = ChannelPair.open()) {
            tck.run(() -> {
                Future<byte[]> cancelled = loop.sockRecv(pair.near(), 100);
                cancelled.cancel();
                Future<byte[]> next = loop.sockRecv(pair.near(), 100);
                pair.send("all");
                Expect.same("bytes", "all", SockStreamRules.text(next.await()));
                tck.step("cancelled when the bytes are there already");
                Future<byte[]> late = loop.sockRecv(pair.near(), 100);
                pair.send("kept");
                late.cancel();
                Expect.same("bytes", "kept", SockStreamRules.text(loop.sockRecv(pair.near(), 100).await()));
                Expect.that("the first stays cancelled", cancelled.cancelled() && late.cancelled());
            });
            tck.runOnce();
            Expect.same("a reader that is left over", false, loop.removeReader(pair.near()));
        }
    }

    @Rule(id = "SOCK-08", needs = Capability.SOCKET_CALLS)
    void cancelledConnectCanBeTriedAgain(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            SocketChannel channel = rig.closing(SockStreamRules.nonBlocking());
            tck.run(() -> {
                Future<?> cancelled = loop.sockConnect(channel, listener.address());
                cancelled.cancel();
                if (!channel.isConnected()) {
                    loop.sockConnect(channel, listener.address()).await();
                }
                Expect.that("it is connected", channel.isConnected());
            });
            RawPeer peer = rig.closing(listener.accept());
            loop.runUntilComplete(loop.sockSendall(channel, bytes("works")));
            Expect.same("what the peer reads", "works", rig.read(peer, 5));
        }
    }

    @Rule(id = "SOCK-09", needs = Capability.SOCKET_CALLS)
    void secondOperationInOneDirectionIsRefusedOrTakesThePlaceOfTheFirst(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (ChannelPair pair = ChannelPair.open()) {
            Future<byte[]> first = loop.sockRecv(pair.near(), 100);
            tck.runTimes(2);
            Future<byte[]> second = loop.createFuture();
            try {
                second = loop.sockRecv(pair.near(), 100);
                tck.runTimes(2);
            } catch (IllegalStateException refused) {
                second.setException(refused);
            }
            tck.step("the other direction is free");
            loop.runUntilComplete(loop.sockSendall(pair.near(), bytes("out")));
            boolean refused = second.done();
            tck.outcomes.saw(!refused, "the second takes the place of the first", "the second is refused");
            if (refused) {
                Expect.that("it is refused with an IllegalStateException, not with " + second.exception(),
                        second.exception() instanceof IllegalStateException);
            }
            pair.send("in");
            Expect.same("bytes", "in", SockStreamRules.text(loop.runUntilComplete(refused ? first : second)));
            first.cancel();
            tck.runTimes(2);
            tck.runOnce();
            Expect.same("a reader that is left over", false, loop.removeReader(pair.near()));
        }
    }

    @Rule(id = "SOCK-12", needs = Capability.SOCKET_CALLS)
    void cancelledAcceptTakesNoConnection(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck);
                ServerSocketChannel server = SockStreamRules.listener()) {
            Future<AcceptedSocket> cancelled = loop.sockAccept(server);
            cancelled.cancel();
            RawPeer peer = rig.peer((InetSocketAddress) server.getLocalAddress());
            rig.settle();
            AcceptedSocket accepted = rig.run(loop.sockAccept(server));
            rig.closing(accepted.socket());
            Expect.same("whose connection", peer.address(), accepted.address());
            Expect.same("a reader that is left over", false, loop.removeReader(server));
        }
    }

    private static DatagramChannel datagrams() throws Exception {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        channel.configureBlocking(false);
        return channel;
    }

    private static byte[] bytes(String text) {
        return TcpRig.bytes(text);
    }
}
