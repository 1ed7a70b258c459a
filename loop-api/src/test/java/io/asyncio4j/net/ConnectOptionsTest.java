// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import static io.asyncio4j.net.Changes.changes;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConnectOptionsTest {

    private static final ConnectOptions BASE = ConnectOptions.to("localhost", 80);

    @Nested
    class Withers {

        @Test
        void eachChangesItsOwnValue() throws IOException {
            assertEquals(List.of("hints"), changes(BASE, BASE.hints(AddressHints.PASSIVE)));
            assertEquals(List.of("localAddress"), changes(BASE, BASE.localAddress("127.0.0.1", 0)));
            assertEquals(List.of("tls"), changes(BASE, BASE.tls(TlsContext.forClient())));
            assertEquals(List.of("tls"), changes(BASE, BASE.serverHostname("")));
            assertEquals(List.of("tls"), changes(BASE, BASE.tlsHandshakeTimeout(1)));
            assertEquals(List.of("tls"), changes(BASE, BASE.tlsShutdownTimeout(1)));
            assertEquals(List.of("happyEyeballsDelaySeconds"), changes(BASE, BASE.happyEyeballsDelay(0.25)));
            assertEquals(List.of("interleave"), changes(BASE, BASE.interleave(2)));
            assertEquals(List.of("allErrors"), changes(BASE, BASE.allErrors(true)));
            try (SocketChannel sock = SocketChannel.open()) {
                assertEquals(List.of("sock"), changes(BASE, BASE.sock(sock)));
            }
        }

        @Test
        void durationMeansTheSameAsSeconds() {
            assertEquals(BASE.happyEyeballsDelay(0.25), BASE.happyEyeballsDelay(Duration.ofMillis(250)));
        }

        @Test
        void localNamesAreLeftToTheLoop() {
            assertTrue(BASE.localAddress("localhost", 0).localAddress().isUnresolved());
        }
    }

    @Nested
    class SingleValues {

        @Test
        void portsOutOfRangeAreRefused() {
            assertEquals(
                    "port: 65536 is not a port; give 0 to 65535",
                    assertThrows(IllegalArgumentException.class, () -> ConnectOptions.to("h", 65536))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> ConnectOptions.to("h", -1));
        }

        @Test
        void delaysMustBeNumbersFromZeroOn() {
            for (double wrong : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
                assertThrows(IllegalArgumentException.class, () -> BASE.happyEyeballsDelay(wrong));
            }
            assertDoesNotThrow(() -> BASE.happyEyeballsDelay(0));
        }

        @Test
        void tlsLimitsMustBePositive() {
            for (double wrong : new double[] {Double.NaN, -1, 0, Double.POSITIVE_INFINITY}) {
                assertThrows(IllegalArgumentException.class, () -> BASE.tlsHandshakeTimeout(wrong));
                assertThrows(IllegalArgumentException.class, () -> BASE.tlsShutdownTimeout(wrong));
            }
        }

        @Test
        void interleaveFollowsHappyEyeballs() {
            assertEquals(0, BASE.effectiveInterleave());
            assertEquals(1, BASE.happyEyeballsDelay(0.25).effectiveInterleave());
            assertEquals(3, BASE.happyEyeballsDelay(0.25).interleave(3).effectiveInterleave());
            assertThrows(IllegalArgumentException.class, () -> BASE.interleave(-1));
        }
    }

    @Nested
    class Contradictions {

        @Test
        void addressAndChannelTogetherAreRefused() throws IOException {
            try (SocketChannel sock = SocketChannel.open()) {
                refused("are given together", BASE.sock(sock));
                refused("are given together", ConnectOptions.to("h", (Port) null).sock(sock));
                assertDoesNotThrow(() -> ConnectOptions.on(sock).requireConsistent("createConnection"));
            }
        }

        @Test
        void neitherAddressNorChannelIsRefused() {
            refused("neither host and port nor sock is given", ConnectOptions.NONE);
            assertDoesNotThrow(() -> ConnectOptions.to(null, 80).requireConsistent("createConnection"));
        }

        @Test
        void otherKindsOfChannelAreRefused() throws IOException {
            try (DatagramChannel datagrams = DatagramChannel.open();
                    ServerSocketChannel listening = ServerSocketChannel.open()) {
                refused("give a SocketChannel instead", ConnectOptions.on(datagrams));
                refused("give a SocketChannel instead", ConnectOptions.on(listening));
            }
        }

        @Test
        void tlsArgumentsWithoutTlsAreRefused() {
            refused("serverHostname \"h\" is given without TLS", BASE.serverHostname("h"));
            refused("a handshake timeout of 1.0 s is given without TLS", BASE.tlsHandshakeTimeout(1));
            refused("a shutdown timeout of 1.0 s is given without TLS", BASE.tlsShutdownTimeout(1));
        }

        @Test
        void tlsNeedsAHostOrAServerName() throws IOException {
            try (SocketChannel sock = SocketChannel.open()) {
                ConnectOptions options = ConnectOptions.on(sock).tls(TlsContext.forClient());
                refused("TLS is given without a host", options);
                assertDoesNotThrow(() -> options.serverHostname("").requireConsistent("createConnection"));
            }
        }

        private void refused(String text, ConnectOptions options) {
            String message = assertThrows(
                    IllegalArgumentException.class, () -> options.requireConsistent("createConnection"))
                    .getMessage();
            assertTrue(message.startsWith("createConnection: "), message);
            assertTrue(message.contains(text), message);
        }
    }
}
