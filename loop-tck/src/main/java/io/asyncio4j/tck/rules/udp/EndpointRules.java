// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.udp;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingDatagrams;
import io.asyncio4j.tck.harness.net.ScratchFolder;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.UdpRig;
import io.asyncio4j.tck.harness.net.UnixPeer;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** createDatagramEndpoint. */
final class EndpointRules {

    @Rule(id = "UDP-01", needs = Capability.UDP)
    void protocolIsConnectedOnceBeforeAnyDatagram(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            RecordingDatagrams protocol = udp.protocol();
            var pending = tck.loop().createDatagramEndpoint(() -> {
                tck.log.add("factory");
                return protocol;
            }, DatagramOptions.at("127.0.0.1", 0));
            pending.addDoneCallback(done -> tck.log.add("done"));
            DatagramTransport transport = udp.rig().run(pending).transport();
            tck.runUntil("the call is done", () -> tck.log.count("done") == 1);
            UdpRig.send(peer, "a", UdpRig.sockname(transport));
            udp.untilReceived(protocol, 1);
            udp.rig().act(transport::close);
            tck.runUntil("connectionLost was called", protocol::isLost);
            udp.rig().iterations(5);
            tck.log.expect("factory", "made", "done", "datagram:a", "lost:null");
        }
    }

    @Rule(id = "UDP-02", needs = Capability.UDP)
    void addressesSayWhetherItIsBoundOrConnected(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            DatagramTransport bound = udp.bound(udp.protocol());
            Expect.that("the port is known", UdpRig.sockname(bound).getPort() > 0);
            Expect.same("peername of a bound endpoint", null, bound.getExtraInfo(ExtraInfo.PEERNAME));
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport connected = udp.connected(protocol, peer);
            Expect.same("peername of a connected endpoint", UdpRig.address(peer),
                    connected.getExtraInfo(ExtraInfo.PEERNAME));
            Expect.that("the port is known", UdpRig.sockname(connected).getPort() > 0);
            InetSocketAddress free = UdpRig.nobody();
            DatagramTransport both = udp.open(udp.protocol(), DatagramOptions.at("127.0.0.1", free.getPort())
                    .remoteAddress(UdpRig.address(peer)));
            Expect.same("sockname", free, both.getExtraInfo(ExtraInfo.SOCKNAME));
            Expect.same("peername", UdpRig.address(peer), both.getExtraInfo(ExtraInfo.PEERNAME));
            tck.step("a connected endpoint hears its peer only");
            UdpRig.send(udp.peer(), "stranger", UdpRig.sockname(connected));
            UdpRig.send(peer, "friend", UdpRig.sockname(connected));
            udp.untilReceived(protocol, 1);
            tck.log.expect("made", "made", "made", "datagram:friend");
        }
    }

    @Rule(id = "UDP-03", needs = Capability.UDP)
    void familyAloneIsEnough(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            udp.rig().failure(IllegalArgumentException.class,
                    () -> tck.loop().createDatagramEndpoint(udp::protocol, DatagramOptions.NONE));
            DatagramSocket peer = udp.peer();
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport transport = udp.open(protocol,
                    DatagramOptions.NONE.hints(AddressHints.ANY.family(AddressFamily.INET)));
            Expect.same("port before anything is sent", 0, UdpRig.sockname(transport).getPort());
            udp.rig().act(() -> transport.sendto(TcpRig.bytes("ask"), UdpRig.address(peer)));
            Expect.same("what the peer receives", "ask", udp.received(peer));
            InetSocketAddress own = (InetSocketAddress) Objects.requireNonNull(udp.rig().call(
                    () -> Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKET)).getsockname()));
            UdpRig.send(peer, "answer", new InetSocketAddress(UdpRig.address(peer).getAddress(), own.getPort()));
            udp.untilReceived(protocol, 1);
            tck.log.expect("made", "datagram:answer");
        }
    }

    @Rule(id = "UDP-04", needs = Capability.UDP, note = "Addresses are typed here; one of another kind is refused.")
    void addressOfAnotherKindIsRefused(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramOptions unix = DatagramOptions.NONE.hints(AddressHints.ANY.family(AddressFamily.UNIX));
            InetSocketAddress internet = UdpRig.nobody();
            for (DatagramOptions wrong : new DatagramOptions[] {
                    unix.localAddress(internet),
                    unix.remoteAddress(internet),
                    DatagramOptions.NONE.hints(AddressHints.ANY.family(AddressFamily.INET))
                            .localAddress(UnixAddress.of("/tmp/x")),
                    DatagramOptions.to("127.0.0.1", 9).localAddress(UnixAddress.of("/tmp/x"))
            }) {
                udp.rig().failure(IllegalArgumentException.class,
                        () -> tck.loop().createDatagramEndpoint(udp::protocol, wrong));
            }
            tck.log.expect();
        }
    }

    @Rule(id = "UDP-05", needs = Capability.UDP)
    void addressesNeedAFamilyInCommon(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            udp.rig().failure(IllegalArgumentException.class, () -> tck.loop().createDatagramEndpoint(
                    udp::protocol, DatagramOptions.at("127.0.0.1", 0).remoteAddress(new InetSocketAddress("::1", 9))));
            tck.log.expect();
        }
    }

    @Rule(id = "UDP-06", needs = {Capability.UDP, Capability.SOCKET_ADOPTION})
    void givenChannelStandsAlone(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck); SocketChannel stream = SocketChannel.open()) {
            DatagramChannel sock = udp.rig().closing(DatagramChannel.open());
            DatagramOptions alone = DatagramOptions.on(sock);
            for (DatagramOptions wrong : new DatagramOptions[] {
                    alone.localAddress(UdpRig.nobody()),
                    alone.remoteAddress(UdpRig.nobody()),
                    alone.hints(AddressHints.ANY.family(AddressFamily.INET)),
                    alone.reusePort(true),
                    alone.allowBroadcast(true),
                    DatagramOptions.on(stream)
            }) {
                udp.rig().failure(IllegalArgumentException.class,
                        () -> tck.loop().createDatagramEndpoint(udp::protocol, wrong));
            }
            tck.step("alone, it becomes an endpoint");
            sock.bind(UdpRig.nobody());
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport transport = udp.open(protocol, alone);
            DatagramSocket peer = udp.peer();
            UdpRig.send(peer, "ping", UdpRig.sockname(transport));
            udp.untilReceived(protocol, 1);
            udp.rig().act(() -> transport.sendto(TcpRig.bytes("pong"), protocol.senders().get(0)));
            Expect.same("what the peer receives", "pong", udp.received(peer));
            udp.rig().act(transport::close);
            tck.runUntil("the channel is closed", () -> !sock.isOpen());
            tck.log.expect("made", "datagram:ping", "lost:null");
        }
    }

    @Rule(id = "UDP-07", needs = Capability.UDP)
    void firstErrorIsToldWhenNoAddressWorks(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket taken = udp.peer();
            BindException error = udp.rig().failure(BindException.class, () -> tck.loop().createDatagramEndpoint(
                    udp::protocol, DatagramOptions.at("127.0.0.1", taken.getLocalPort())));
            Expect.text(error, "Address already in use");
            // An address that documentation may use and nobody has.
            udp.rig().failure(IOException.class, () -> tck.loop().createDatagramEndpoint(
                    udp::protocol, DatagramOptions.at("192.0.2.1", 0)));
            tck.log.expect();
        }
    }

    @Rule(id = "UDP-08", needs = {Capability.UDP, Capability.REUSE_PORT})
    void optionsReachTheSocket(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramTransport first =
                    udp.open(udp.protocol(), DatagramOptions.at("127.0.0.1", 0).reusePort(true).allowBroadcast(true));
            DatagramTransport second = udp.open(udp.protocol(),
                    DatagramOptions.at("127.0.0.1", UdpRig.sockname(first).getPort()).reusePort(true));
            Expect.same("the ports", UdpRig.sockname(first), UdpRig.sockname(second));
            for (DatagramTransport transport : new DatagramTransport[] {first, second}) {
                var socket = Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKET));
                Expect.same("SO_BROADCAST", transport == first, socket.getsockopt(StandardSocketOptions.SO_BROADCAST));
            }
        }
    }

    @Rule(
            id = "UDP-09",
            needs = Capability.UDP,
            note = "Seen as: there is no peername, and datagrams of others come in.")
    void broadcastLeavesTheSocketUnconnected(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            DatagramSocket other = udp.peer();
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport transport = udp.open(protocol, DatagramOptions.at("127.0.0.1", 0)
                    .remoteAddress(UdpRig.address(peer)).allowBroadcast(true));
            Expect.same("peername", null, transport.getExtraInfo(ExtraInfo.PEERNAME));
            udp.rig().act(() -> transport.sendto(TcpRig.bytes("to all")));
            Expect.same("what the address receives", "to all", udp.received(peer));
            UdpRig.send(other, "from another", UdpRig.sockname(transport));
            udp.untilReceived(protocol, 1);
            tck.log.expect("made", "datagram:from another");
        }
    }

    @Rule(id = "UDP-27", needs = Capability.UNIX_DATAGRAM)
    void staleFileOfAUnixEndpointIsReplaced(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            Path path = folder.path("s");
            UnixPeer.listen(path).close();
            Expect.same("whether the file is there", true, Files.exists(path));
            RecordingDatagrams protocol = udp.protocol();
            udp.open(protocol, DatagramOptions.NONE.localAddress(UnixAddress.of(path)));
            UnixAddress own = UnixAddress.of(folder.path("client"));
            DatagramTransport client = udp.open(udp.protocol("client "),
                    DatagramOptions.NONE.localAddress(own).remoteAddress(UnixAddress.of(path)));
            udp.rig().act(() -> {
                client.sendto(TcpRig.bytes("a"));
                client.sendto(TcpRig.bytes("b"));
            });
            udp.untilReceived(protocol, 2);
            Expect.same("the sender", own, protocol.senders().get(0));
            udp.rig().act(() -> protocol.transport().sendto(TcpRig.bytes("c"), own));
            tck.runUntil("the answer came", () -> tck.log.count("client datagram:c") == 1);
            tck.step("a file that is no socket stays");
            Path file = Files.writeString(folder.path("file"), "precious");
            udp.rig().failure(BindException.class, () -> tck.loop().createDatagramEndpoint(
                    udp::protocol, DatagramOptions.NONE.localAddress(UnixAddress.of(file))));
            Expect.same("what the file holds", "precious", Files.readString(file));
            tck.log.expect("made", "client made", "datagram:a", "datagram:b", "client datagram:c");
        }
    }
}
