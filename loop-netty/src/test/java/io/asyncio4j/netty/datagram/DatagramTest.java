// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints on each poller: what the TCK does not ask. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING"})
class DatagramTest extends EachPoller {

    /** Notes what comes, and echoes it if asked to. */
    private static final class Noting implements DatagramProtocol {
        private final List<String> log = new ArrayList<>();
        private final boolean echo;
        private DatagramTransport transport;
        private SocketAddress lastSender;

        Noting(boolean echo) {
            this.echo = echo;
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (DatagramTransport) made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            log.add(data.length + " bytes");
            lastSender = address;
            if (echo) {
                transport.sendto(data, address);
            }
        }

        @Override
        public void errorReceived(IOException exc) {
            log.add("error");
        }
    }

    private Noting endpoint(DatagramOptions options, boolean echo) throws Exception {
        Noting protocol = new Noting(echo);
        loop.runUntilComplete(loop.createDatagramEndpoint(() -> protocol, options));
        return protocol;
    }

    @Test
    void manyDatagramsAreEchoedInOrder() throws Exception {
        Noting server = endpoint(DatagramOptions.at("127.0.0.1", 0), true);
        SocketAddress address = server.transport.getExtraInfo(ExtraInfo.SOCKNAME);
        Noting client = endpoint(DatagramOptions.NONE.remoteAddress(address), false);
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int size = 0; size < 40; size++) {
                client.transport.sendto(new byte[size]);
                expected.add(size + " bytes");
            }
            until(() -> client.log.size() == expected.size());
        }
        assertEquals(expected, server.log);
        assertEquals(expected, client.log);
        assertEquals(0, server.transport.getWriteBufferSize());
    }

    /** The sizes and first bytes of what comes, for datagrams that leave together. */
    private static final class Exact implements DatagramProtocol {
        private final List<String> log = new ArrayList<>();

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            boolean whole = true;
            for (byte one : data) {
                whole &= one == data[0];
            }
            log.add(data.length + (data.length == 0 ? "" : whole ? " of " + (data[0] & 0xFF) : " mixed"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void datagramsThatLeaveTogetherKeepBoundsAndOrder(boolean connected) throws Exception {
        Exact server = new Exact();
        SocketAddress address = loop.runUntilComplete(
                loop.createDatagramEndpoint(() -> server, DatagramOptions.at("127.0.0.1", 0)))
                .transport()
                .getExtraInfo(ExtraInfo.SOCKNAME);
        Noting client = endpoint(
                connected ? DatagramOptions.NONE.remoteAddress(address) : DatagramOptions.at("127.0.0.1", 0), false);
        // Each turn fits into the buffer of the receiver, with what the system adds for each datagram.
        int[][] turns = {
                {70, 1200}, {40, 100, 1, 99, 40, 100}, {3, 7, 1, 0, 20, 7, 2, 0, 9, 8}, {100, 1}, {5, 9000}, {2, 30000},
                {4, 16384}, {4, 16376}
        };
        int number = 0;
        for (int[] turn : turns) {
            List<String> expected = new ArrayList<>();
            server.log.clear();
            for (int i = 0; i < turn.length; i += 2) {
                for (int k = 0; k < turn[i]; k++) {
                    byte[] data = new byte[turn[i + 1]];
                    Arrays.fill(data, (byte) ++number);
                    expected.add(data.length + (data.length == 0 ? "" : " of " + (number & 0xFF)));
                    client.transport.sendto(data, connected ? null : address);
                }
            }
            until(() -> server.log.size() >= expected.size());
            assertEquals(expected, server.log);
        }
        assertEquals(List.of(), client.log);
        assertEquals(0, client.transport.getWriteBufferSize());
    }

    @Test
    void eachDatagramThatIsRefusedIsTold() throws Exception {
        Noting client = endpoint(DatagramOptions.at("127.0.0.1", 0), false);
        InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", 0);
        for (int i = 0; i < 10; i++) {
            client.transport.sendto(new byte[10], nowhere);
        }
        until(() -> client.log.size() >= 10);
        assertEquals(Collections.nCopies(10, "error"), client.log);
        assertEquals(0, client.transport.getWriteBufferSize());
        assertFalse(client.transport.isClosing());
    }

    @Test
    void optionsOfMulticastAreThoseOfTheSocket() throws Exception {
        Noting endpoint = endpoint(
                DatagramOptions.at("127.0.0.1", 0).hints(AddressHints.ANY.family(AddressFamily.INET)), false);
        TransportSocket socket = Objects.requireNonNull(endpoint.transport.getExtraInfo(ExtraInfo.SOCKET));
        socket.setsockopt(StandardSocketOptions.IP_MULTICAST_TTL, 7);
        assertEquals(7, socket.getsockopt(StandardSocketOptions.IP_MULTICAST_TTL));
        for (boolean loops : new boolean[] {false, true}) {
            socket.setsockopt(StandardSocketOptions.IP_MULTICAST_LOOP, loops);
            assertEquals(loops, socket.getsockopt(StandardSocketOptions.IP_MULTICAST_LOOP));
        }
        assertTrue(socket.supportedOptions().contains(StandardSocketOptions.IP_MULTICAST_TTL));
    }

    @Test
    void membersOfAGroupHearItUntilTheyLeave() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
        InetAddress group = InetAddress.getByName("239.192.7.42");
        Noting member = endpoint(DatagramOptions.at("0.0.0.0", 0), false);
        TransportSocket socket = Objects.requireNonNull(member.transport.getExtraInfo(ExtraInfo.SOCKET));
        Noting sender = endpoint(DatagramOptions.at("127.0.0.1", 0), false);
        TransportSocket out = Objects.requireNonNull(sender.transport.getExtraInfo(ExtraInfo.SOCKET));
        out.setsockopt(StandardSocketOptions.IP_MULTICAST_IF, loopback);
        assertEquals(loopback, out.getsockopt(StandardSocketOptions.IP_MULTICAST_IF));
        out.setsockopt(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        int port = ((InetSocketAddress) Objects.requireNonNull(socket.getsockname())).getPort();
        InetSocketAddress there = new InetSocketAddress(group, port);
        InetSocketAddress alone = new InetSocketAddress("127.0.0.1", port);

        socket.joinGroup(group, loopback);
        sender.transport.sendto(new byte[2], there);
        sender.transport.sendto(new byte[3], alone);
        until(() -> member.log.size() >= 2);
        assertEquals(List.of("2 bytes", "3 bytes"), member.log);
        assertThrows(IOException.class, () -> socket.joinGroup(group, loopback));
        socket.leaveGroup(group, loopback);
        sender.transport.sendto(new byte[4], there);
        sender.transport.sendto(new byte[5], alone);
        until(() -> member.log.size() >= 3);
        assertEquals(List.of("2 bytes", "3 bytes", "5 bytes"), member.log);
        assertThrows(IOException.class, () -> socket.leaveGroup(group, loopback));
        assertThrows(IllegalArgumentException.class,
                () -> socket.joinGroup(InetAddress.getByName("127.0.0.1"), loopback));
        member.transport.abort();
        until(() -> {
            try {
                return socket.getsockname() == null;
            } catch (IOException closed) {
                return true;
            }
        });
        assertThrows(IOException.class, () -> socket.joinGroup(group, loopback));
    }

    @Test
    void badInputIsRefusedByTheCallItself() throws Exception {
        Noting endpoint = endpoint(DatagramOptions.at("127.0.0.1", 0), false);
        assertThrows(IllegalArgumentException.class, () -> endpoint.transport.sendto(
                new byte[1], InetSocketAddress.createUnresolved("localhost", 9)));
        assertThrows(IllegalArgumentException.class,
                () -> endpoint.transport.sendto(new byte[1], UnixAddress.of("/tmp/x")));
        assertFalse(endpoint.transport.isClosing());
        DatagramChannel closed = DatagramChannel.open();
        closed.close();
        assertThrows(IllegalArgumentException.class, () -> endpoint(DatagramOptions.on(closed), false));
        assertThrows(IOException.class,
                () -> endpoint(DatagramOptions.at("no.such.host.invalid", 0), false));
    }

    @Test
    void adoptedChannelMayBeConnected() throws Exception {
        Noting server = endpoint(DatagramOptions.at("127.0.0.1", 0), true);
        SocketAddress address = server.transport.getExtraInfo(ExtraInfo.SOCKNAME);
        try (DatagramChannel sock = DatagramChannel.open()) {
            sock.connect(address);
            Noting client = endpoint(DatagramOptions.on(sock), false);
            assertEquals(address, client.transport.getExtraInfo(ExtraInfo.PEERNAME));
            client.transport.sendto(new byte[3]);
            client.transport.sendto(new byte[0]);
            client.transport.sendto(new byte[4]);
            until(() -> client.log.size() == 3);
            assertEquals(List.of("3 bytes", "0 bytes", "4 bytes"), client.log);
            client.transport.close();
            until(() -> !sock.isOpen());
        }
    }

    @Test
    void unixEndpointsHaveAbstractNamesOrNone() throws Exception {
        UnixAddress name = UnixAddress.ofAbstract("asyncio4j-" + ProcessHandle.current().pid());
        DatagramOptions at = DatagramOptions.NONE.localAddress(name);
        if (kind != IoKind.EPOLL) {
            UnsupportedOperationException error =
                    assertThrows(UnsupportedOperationException.class, () -> endpoint(at, false));
            assertTrue(error.getMessage().contains("EPOLL"), error.getMessage());
            return;
        }
        Noting server = endpoint(at, false);
        Noting client = endpoint(DatagramOptions.NONE.remoteAddress(name), false);
        client.transport.sendto(new byte[5]);
        client.transport.sendto(new byte[0]);
        until(() -> server.log.size() == 2);
        assertEquals(List.of("5 bytes", "0 bytes"), server.log);
        assertEquals(UnixAddress.of(""), server.lastSender);
        client.transport.sendto(new byte[100_000]);
        until(() -> server.log.size() == 3);
        assertEquals("100000 bytes", server.log.get(2));
    }
}
