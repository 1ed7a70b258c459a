// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.examples.Child;
import io.asyncio4j.netty.IoKind;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway on every poller: a header, much data both ways, and the end of each direction by itself. */
@Timeout(120)
class GatewayPollersTest {

    private static final byte[] HEADER = "PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n".getBytes(US_ASCII);

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void whateverPassesArrives(IoKind kind) throws Exception {
        byte[] data = new byte[5_000_000];
        new Random(3).nextBytes(data);
        List<String> flags = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dpoller=" + kind);
        try (ServerSocket upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            upstream.setSoTimeout(30_000);
            try (Child gateway =
                    Child.java(flags, Gateway.class, "0", Integer.toString(upstream.getLocalPort()), "1")) {
                int port = Integer.parseInt(gateway.await("ready ").substring("ready ".length()));
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    client.setSoTimeout(30_000);
                    client.getOutputStream().write(HEADER);
                    try (Socket server = upstream.accept()) {
                        server.setSoTimeout(30_000);
                        assertArrayEquals(HEADER, server.getInputStream().readNBytes(HEADER.length));
                        send(client, server.getInputStream(), data);
                        // The other direction is open still.
                        send(server, client.getInputStream(), data);
                    }
                }
                gateway.stop();
                assertEquals(List.of(), gateway.lines()
                        .stream()
                        .filter(line -> line.contains("LEAK") || line.contains("xception"))
                        .toList());
            }
        }
    }

    /** All of it, and the end, while nobody reads but this. */
    private static void send(Socket from, InputStream to, byte[] data) throws Exception {
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                from.getOutputStream().write(data);
                from.shutdownOutput();
            } catch (java.io.IOException broken) {
                // The reader misses it.
            }
        });
        assertArrayEquals(data, to.readAllBytes());
        writer.join();
    }
}
