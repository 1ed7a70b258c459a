// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import static io.asyncio4j.net.Changes.changes;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ListenOptionsTest {

    private static final ListenOptions BASE = ListenOptions.at("127.0.0.1", 0);

    @Test
    void defaultsAreThoseOfAsyncio() {
        assertEquals(100, BASE.backlog());
        assertEquals(AddressHints.PASSIVE, BASE.hints());
        assertTrue(BASE.startServing());
        assertNull(BASE.reuseAddress());
        assertNull(BASE.reusePort());
        assertNull(BASE.keepAlive());
    }

    @Test
    void eachWitherChangesItsOwnValue() throws IOException {
        assertEquals(List.of("hints"), changes(BASE, BASE.hints(AddressHints.ANY)));
        assertEquals(List.of("backlog"), changes(BASE, BASE.backlog(512)));
        assertEquals(List.of("tls"), changes(BASE, BASE.tls(TlsContext.forClient())));
        assertEquals(List.of("tls"), changes(BASE, BASE.tlsHandshakeTimeout(2)));
        assertEquals(List.of("tls"), changes(BASE, BASE.tlsShutdownTimeout(2)));
        assertEquals(List.of("reuseAddress"), changes(BASE, BASE.reuseAddress(false)));
        assertEquals(List.of("reusePort"), changes(BASE, BASE.reusePort(true)));
        assertEquals(List.of("keepAlive"), changes(BASE, BASE.keepAlive(true)));
        assertEquals(List.of("startServing"), changes(BASE, BASE.startServing(false)));
        try (ServerSocketChannel sock = ServerSocketChannel.open()) {
            assertEquals(List.of("sock"), changes(BASE, BASE.sock(sock)));
        }
    }

    @Test
    void hostsAreCopied() {
        List<String> hosts = new ArrayList<>(List.of("127.0.0.1"));
        ListenOptions options = ListenOptions.atEach(hosts, 0);
        hosts.add("::1");
        assertEquals(List.of("127.0.0.1"), options.hosts());
    }

    @Test
    void negativeBacklogIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> BASE.backlog(-1));
    }

    @Nested
    class Contradictions {

        @Test
        void allInterfacesFreePortsAndNoHostsAtAllAreTheLoopsBusiness() {
            consistent(ListenOptions.at(null, 0));
            consistent(ListenOptions.at("", 0));
            consistent(ListenOptions.at("localhost", (Port) null));
            consistent(ListenOptions.atEach(List.of(), 0));
        }

        @Test
        void neitherAddressNorChannelIsRefused() {
            refused("neither host and port nor sock is given", ListenOptions.NONE);
        }

        @Test
        void addressAndChannelTogetherAreRefused() throws IOException {
            try (ServerSocketChannel sock = ServerSocketChannel.open()) {
                refused("are given together", BASE.sock(sock));
                consistent(ListenOptions.on(sock));
            }
        }

        @Test
        void otherKindsOfChannelAreRefused() throws IOException {
            try (DatagramChannel datagrams = DatagramChannel.open();
                    SocketChannel connected = SocketChannel.open()) {
                refused("give a ServerSocketChannel instead", ListenOptions.on(datagrams));
                refused("give a ServerSocketChannel instead", ListenOptions.on(connected));
            }
        }

        @Test
        void tlsLimitsWithoutTlsAreRefused() {
            refused("a handshake timeout of 1.0 s is given without TLS", BASE.tlsHandshakeTimeout(1));
            refused("a shutdown timeout of 1.0 s is given without TLS", BASE.tlsShutdownTimeout(1));
        }

        @Test
        void serverNamesAreForClients() {
            refused("is given to a server", BASE.tls(TlsSettings.NONE.serverHostname("h")));
        }

        private void consistent(ListenOptions options) {
            assertDoesNotThrow(() -> options.requireConsistent("createServer"));
        }

        private void refused(String text, ListenOptions options) {
            String message = assertThrows(
                    IllegalArgumentException.class, () -> options.requireConsistent("createServer"))
                    .getMessage();
            assertTrue(message.startsWith("createServer: "), message);
            assertTrue(message.contains(text), message);
        }
    }
}
