// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import static io.asyncio4j.net.Changes.changes;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OtherOptionsTest {

    private static void refused(String text, Runnable check) {
        String message = assertThrows(IllegalArgumentException.class, check::run).getMessage();
        assertTrue(message.contains(text), message);
    }

    @Nested
    class Accepting {

        @Test
        void tlsLimitsWithoutTlsAreRefused() {
            refused("without TLS", () -> AcceptOptions.NONE.tlsHandshakeTimeout(1).requireConsistent("x"));
            assertDoesNotThrow(() -> AcceptOptions.NONE.requireConsistent("x"));
        }
    }

    @Nested
    class UnixSockets {

        private static final UnixConnectOptions CLIENT = UnixConnectOptions.to(Path.of("s"));

        private static final UnixListenOptions SERVER = UnixListenOptions.at(Path.of("s"));

        @Test
        void eachWitherChangesItsOwnValue() throws IOException {
            assertEquals(List.of("backlog"), changes(SERVER, SERVER.backlog(1)));
            assertEquals(List.of("startServing"), changes(SERVER, SERVER.startServing(false)));
            assertEquals(List.of("cleanupSocket"), changes(SERVER, SERVER.cleanupSocket(false)));
            assertEquals(List.of("tls"), changes(SERVER, SERVER.tlsShutdownTimeout(1)));
            assertEquals(List.of("tls"), changes(CLIENT, CLIENT.serverHostname("h")));
            try (SocketChannel sock = SocketChannel.open()) {
                assertEquals(List.of("sock"), changes(CLIENT, CLIENT.sock(sock)));
                assertEquals(List.of("sock"), changes(SERVER, SERVER.sock(sock)));
            }
        }

        @Test
        void pathAndChannelExcludeEachOther() throws IOException {
            refused("neither path nor sock", () -> UnixConnectOptions.NONE.requireConsistent("x"));
            refused("neither path nor sock", () -> UnixListenOptions.NONE.requireConsistent("x"));
            try (SocketChannel sock = SocketChannel.open()) {
                refused("are given together", () -> CLIENT.sock(sock).requireConsistent("x"));
                refused("are given together", () -> SERVER.sock(sock).requireConsistent("x"));
                refused("give a ServerSocketChannel", () -> UnixListenOptions.on(sock).requireConsistent("x"));
            }
        }

        @Test
        void tlsClientsNameTheServer() {
            UnixConnectOptions tls = CLIENT.tls(TlsContext.forClient());
            refused("without serverHostname", () -> tls.requireConsistent("x"));
            assertDoesNotThrow(() -> tls.serverHostname("").requireConsistent("x"));
            refused("without TLS", () -> CLIENT.serverHostname("h").requireConsistent("x"));
        }

        @Test
        void addressesAreWrittenAsInAsyncio() {
            assertEquals(UnixAddress.ofAbstract("name"), UnixAddress.of("\0name"));
            assertEquals("@name", UnixAddress.of("\0name").toString());
            assertEquals(UnixAddress.of(Path.of("s")), UnixAddress.of("s"));
            assertThrows(IllegalArgumentException.class, () -> UnixAddress.of("a\0b"));
        }
    }

    @Nested
    class Datagrams {

        @Test
        void eachWitherChangesItsOwnValue() throws IOException {
            DatagramOptions base = DatagramOptions.at("127.0.0.1", 0);
            assertEquals(List.of("remoteAddress"), changes(base, base.remoteAddress(UnixAddress.of("s"))));
            assertEquals(List.of("localAddress"), changes(base, base.localAddress(UnixAddress.of("s"))));
            assertEquals(List.of("hints"), changes(base, base.hints(AddressHints.PASSIVE)));
            assertEquals(List.of("reusePort"), changes(base, base.reusePort(true)));
            assertEquals(List.of("allowBroadcast"), changes(base, base.allowBroadcast(true)));
            try (DatagramChannel sock = DatagramChannel.open()) {
                assertEquals(List.of("sock"), changes(base, base.sock(sock)));
            }
        }

        @Test
        void somethingMustTellTheFamily() {
            refused("neither an address nor a family", () -> DatagramOptions.NONE.requireConsistent("x"));
            assertDoesNotThrow(() -> DatagramOptions.NONE
                    .hints(AddressHints.ANY.family(AddressFamily.INET))
                    .requireConsistent("x"));
        }

        @Test
        void channelsStandAlone() throws IOException {
            try (DatagramChannel sock = DatagramChannel.open();
                    SocketChannel stream = SocketChannel.open()) {
                assertDoesNotThrow(() -> DatagramOptions.on(sock).requireConsistent("x"));
                refused("together with other options",
                        () -> DatagramOptions.on(sock).reusePort(true).requireConsistent("x"));
                refused("give a DatagramChannel", () -> DatagramOptions.on(stream).requireConsistent("x"));
            }
        }
    }

    @Nested
    class Files {

        @Test
        void rangesAreChecked() {
            assertThrows(IllegalArgumentException.class, () -> SendfileOptions.ALL.offset(-1));
            assertThrows(IllegalArgumentException.class, () -> SendfileOptions.ALL.count(0));
            assertEquals(List.of("offset"), changes(SendfileOptions.ALL, SendfileOptions.ALL.offset(1)));
            assertEquals(List.of("count"), changes(SendfileOptions.ALL, SendfileOptions.ALL.count(1)));
            assertEquals(List.of("fallback"), changes(SendfileOptions.ALL, SendfileOptions.ALL.fallback(false)));
        }
    }

    @Nested
    class Ports {

        @Test
        void serviceNamesOfDigitsAreNumbers() {
            assertEquals(Port.of(80), Port.of("80"));
            assertThrows(IllegalArgumentException.class, () -> Port.of("65536"));
        }

        @Test
        void textShowsWhatWasGiven() {
            assertEquals("80", Port.of(80).toString());
            assertEquals("http", Port.of("http").toString());
        }

        @Test
        void emptyServicesAreRefused() {
            assertThrows(IllegalArgumentException.class, () -> Port.of(""));
            assertThrows(IllegalArgumentException.class, () -> new Port(80, "http"));
        }
    }
}
