// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class TransportSocketTest {

    @Test
    void tellsFamilyTypeAddressesAndOptions() throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(anywhere);
                SocketChannel connected = SocketChannel.open(listening.getLocalAddress())) {
            TransportSocket socket = TransportSocket.of(connected);
            assertEquals(AddressFamily.INET, socket.family());
            assertEquals(SocketType.STREAM, socket.type());
            assertEquals(listening.getLocalAddress(), socket.getpeername());
            assertEquals(connected.getLocalAddress(), socket.getsockname());
            assertNull(TransportSocket.of(listening).getpeername());
            socket.setsockopt(StandardSocketOptions.TCP_NODELAY, true);
            assertEquals(true, socket.getsockopt(StandardSocketOptions.TCP_NODELAY));
        }
        try (DatagramChannel datagrams = DatagramChannel.open()) {
            assertEquals(SocketType.DATAGRAM, TransportSocket.of(datagrams).type());
        }
    }

    @Test
    void neverBlocks() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            TransportSocket socket = TransportSocket.of(channel);
            assertThrows(IllegalArgumentException.class, () -> socket.setblocking(true));
            assertThrows(IllegalArgumentException.class, () -> socket.settimeout(1));
            assertDoesNotThrow(() -> socket.setblocking(false));
            assertDoesNotThrow(() -> socket.settimeout(0));
            assertEquals(0, socket.gettimeout());
        }
    }
}
