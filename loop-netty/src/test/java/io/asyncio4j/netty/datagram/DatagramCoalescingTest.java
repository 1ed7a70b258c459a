// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that the system hands over as one message come out as they were sent, and none is cut off. */
@Timeout(60)
class DatagramCoalescingTest {

    /** Notes what comes from whom: lengths and bytes. */
    private static final class Exact implements DatagramProtocol {
        private final Map<SocketAddress, List<String>> logs = new HashMap<>();
        private int count;
        private DatagramTransport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (DatagramTransport) made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            count++;
            logs.computeIfAbsent(address, its -> new ArrayList<>()).add(shown(data));
        }

        SocketAddress address() {
            return Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKNAME));
        }

        DatagramEndpoint endpoint() {
            return (DatagramEndpoint) transport;
        }
    }

    private NettyEventLoop loop;
    private int number;

    @BeforeEach
    void openLoop() {
        assumeTrue(IoKind.EPOLL.isAvailable(), "needs epoll");
        loop = NettyEventLoop.create(IoKind.EPOLL);
    }

    @AfterEach
    void closeLoop() {
        if (loop != null) {
            loop.close();
        }
    }

    private static String shown(byte[] data) {
        return data.length + " " + Arrays.hashCode(data);
    }

    private Exact endpoint(DatagramOptions options) throws Exception {
        Exact protocol = new Exact();
        loop.runUntilComplete(loop.createDatagramEndpoint(() -> protocol, options));
        return protocol;
    }

    /** No two have the same bytes. */
    private byte[] datagram(int size) {
        byte[] data = new byte[size];
        int value = ++number;
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (value + i * 31 + (i >> 8));
        }
        return data;
    }

    private void until(Exact protocol, int count) {
        double latest = loop.time() + 20;
        Runnable look = new Runnable() {
            @Override
            public void run() {
                if (protocol.count >= count || loop.time() > latest) {
                    loop.stop();
                } else {
                    loop.callLater(0.001, this);
                }
            }
        };
        loop.callSoon(look);
        loop.runForever();
    }

    /** A server that was sent a stream, and so receives coalesced messages from now on. */
    private Exact streamed(Exact server) throws Exception {
        Exact client = endpoint(DatagramOptions.at("127.0.0.1", 0));
        for (int i = 0; i < 30; i++) {
            client.transport.sendto(new byte[10], server.address());
        }
        until(server, 30);
        client.transport.close();
        assertEquals(true, receivesCoalesced(server));
        server.count = 0;
        server.logs.clear();
        return server;
    }

    private static Boolean receivesCoalesced(Exact server) {
        return server.endpoint().channel.config().getOption(EpollChannelOption.UDP_GRO);
    }

    @Test
    void theSystemIsAskedForThemByWhoeverIsSentAStream() throws Exception {
        Exact server = endpoint(DatagramOptions.at("127.0.0.1", 0));
        Exact client = endpoint(DatagramOptions.NONE.remoteAddress(server.address()));
        Exact other = endpoint(DatagramOptions.NONE.remoteAddress(server.address()));
        for (int i = 0; i < 10; i++) {
            client.transport.sendto(datagram(100));
            until(server, server.count + 1);
        }
        for (int i = 0; i < 8; i++) {
            client.transport.sendto(datagram(100 + i % 2));
        }
        until(server, 18);
        for (int i = 0; i < 8; i++) {
            (i % 2 == 0 ? client : other).transport.sendto(datagram(100));
            loop.runUntilComplete(() -> {});
        }
        for (int i = 0; i < 8; i++) {
            client.transport.sendto(datagram(0));
        }
        until(server, 34);
        assertEquals(false, receivesCoalesced(server));
        for (int i = 0; i < 8; i++) {
            client.transport.sendto(datagram(100));
        }
        until(server, 42);
        assertEquals(true, receivesCoalesced(server));
    }

    /** What fits into one message to the byte: the slot that receives it must hold all of it. */
    @ParameterizedTest
    @CsvSource({
            "1, 64", "7, 64", "1023, 64", "1200, 54", "1472, 44", "4094, 16", "8188, 8", "9000, 7", "16376, 4",
            "32000, 2",
            "65507, 1"
    })
    void longestMessagesAreWhole(int size, int count) throws Exception {
        Exact server = streamed(endpoint(DatagramOptions.at("127.0.0.1", 0)));
        Exact client = endpoint(DatagramOptions.NONE.remoteAddress(server.address()));
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < count; i++) {
                byte[] data = datagram(size);
                expected.add(shown(data));
                client.transport.sendto(data);
            }
            until(server, expected.size());
        }
        assertEquals(Map.of(client.address(), expected), server.logs);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mixedSizesKeepBoundsAndOrder(boolean connected) throws Exception {
        Exact server = streamed(endpoint(DatagramOptions.at("127.0.0.1", 0)));
        Exact client = endpoint(DatagramOptions.at("127.0.0.1", 0).remoteAddress(server.address()));
        if (connected) {
            // The receiver is connected, too.
            Exact other = endpoint(DatagramOptions.at("127.0.0.1", 0).remoteAddress(client.address()));
            client.transport.close();
            client = endpoint(DatagramOptions.NONE.localAddress(client.address()).remoteAddress(other.address()));
            server = other;
        }
        int[][] turns = {
                {20, 1200, 1, 700, 20, 1200}, {0, 0}, {1, 0}, {5, 0, 5, 10, 1, 0, 5, 10}, {1, 65507},
                {1, 65507, 1, 1, 1, 0},
                {10, 1000, 1, 1, 10, 1000, 1, 0, 10, 1000}, {1, 1, 1, 2, 1, 3, 1, 4, 1, 5}, {64, 1, 64, 2, 64, 3},
                {4, 16000, 1, 30000}
        };
        List<String> expected = new ArrayList<>();
        for (int[] turn : turns) {
            for (int i = 0; i < turn.length; i += 2) {
                for (int k = 0; k < turn[i]; k++) {
                    byte[] data = datagram(turn[i + 1]);
                    expected.add(shown(data));
                    client.transport.sendto(data);
                }
            }
            until(server, expected.size());
        }
        assertEquals(true, receivesCoalesced(server));
        assertEquals(Map.of(client.address(), expected), server.logs);
    }

    @Test
    void manySendersAreToldApart() throws Exception {
        Exact server = streamed(endpoint(DatagramOptions.at("127.0.0.1", 0)));
        Map<SocketAddress, List<String>> expected = new HashMap<>();
        List<Exact> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(endpoint(DatagramOptions.at("127.0.0.1", 0)));
        }
        try (DatagramChannel plain = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int total = 0;
            for (int round = 0; round < 10; round++) {
                for (Exact client : clients) {
                    for (int i = 0; i < 8; i++) {
                        byte[] data = datagram(500 + round);
                        expected.computeIfAbsent(client.address(), its -> new ArrayList<>()).add(shown(data));
                        client.transport.sendto(data, server.address());
                        total++;
                    }
                }
                for (int i = 0; i < 4; i++) {
                    byte[] data = datagram(i == 2 ? 0 : 500);
                    expected.computeIfAbsent(plain.getLocalAddress(), its -> new ArrayList<>()).add(shown(data));
                    plain.send(ByteBuffer.wrap(data), server.address());
                    total++;
                }
                until(server, total);
            }
        }
        assertEquals(expected, server.logs);
    }

    /** One message of the sender is one message of the receiver, or nothing is gained. */
    @Test
    void manyCostOneReading() throws Exception {
        assumeTrue(Coalescing.SENDS, "the system cannot cut messages up");
        Exact server = streamed(endpoint(DatagramOptions.at("127.0.0.1", 0)));
        Exact client = endpoint(DatagramOptions.NONE.remoteAddress(server.address()));
        // With 1 KiB of room, the first of them is taken, however long it is, and no other.
        server.endpoint().channel.config().setOption(ChannelOption.SO_RCVBUF, 1024);
        for (int i = 0; i < 40; i++) {
            client.transport.sendto(datagram(1000));
        }
        until(server, 40);
        assertEquals(40, server.count);
    }
}
