// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway, in a process of its own, between curl and nginx, and between sockets that do as they like. */
@Timeout(240)
class GatewayInteropTest {

    private static final byte[] V2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

    @TempDir
    static Path folder;

    private static Child nginx;
    private static int nginxPort;

    /** One before nginx for each version of the header, and one before a server of the test. */
    private static Child toNginx1;
    private static Child toNginx2;
    private static Child toTest;
    private static ServerSocket upstream;

    @BeforeAll
    static void start() throws Exception {
        nginxPort = Loops.freePort();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid FOLDER/nginx.pid;
                error_log stderr warn;
                events {}
                http {
                    access_log off;
                    client_body_temp_path FOLDER/t1;
                    proxy_temp_path FOLDER/t2;
                    fastcgi_temp_path FOLDER/t3;
                    uwsgi_temp_path FOLDER/t4;
                    scgi_temp_path FOLDER/t5;
                    server {
                        listen 127.0.0.1:PORT proxy_protocol;
                        listen [::1]:PORT proxy_protocol;
                        return 200 "from $proxy_protocol_addr $proxy_protocol_port to $proxy_protocol_server_port\\n";
                    }
                }
                """.replace("FOLDER", folder.toString()).replace("PORT", Integer.toString(nginxPort)));
        nginx = Child.start("nginx-light", List.of(
                "nginx", "-p", folder.toString(), "-c", configuration.toString(), "-e", "stderr"));
        nginx.awaitPort(nginxPort);
        upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        upstream.setSoTimeout(30_000);
        toNginx1 = gateway(nginxPort, "1");
        toNginx2 = gateway(nginxPort, "2");
        toTest = gateway(upstream.getLocalPort(), "2");
    }

    private static Child gateway(int upstreamPort, String version) throws IOException {
        return Child.java(
                List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"), Gateway.class, "0",
                Integer.toString(upstreamPort), version);
    }

    @AfterAll
    static void stop() throws Exception {
        for (Child child : Arrays.asList(toNginx1, toNginx2, toTest, nginx)) {
            if (child != null) {
                child.stop();
                child.close();
                assertEquals(List.of(), child.lines()
                        .stream()
                        .filter(line -> line.contains("LEAK") || line.contains("Unhandled"))
                        .toList());
            }
        }
        upstream.close();
    }

    private static int port(Child gateway) throws InterruptedException {
        return Integer.parseInt(gateway.await("ready ").substring("ready ".length()));
    }

    private static Socket connect(Child gateway) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(gateway));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String answer(Child gateway, byte[]... parts) throws Exception {
        try (Socket socket = connect(gateway)) {
            for (byte[] part : parts) {
                socket.getOutputStream().write(part);
            }
            String all = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            return all.substring(all.indexOf("\r\n\r\n") + 4).strip();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static final byte[] GET = ascii("GET / HTTP/1.0\r\n\r\n");

    /** A binary header: command and family, addresses, and what else is in it. */
    private static byte[] v2(int command, int family, byte[] addresses, byte... more) {
        ByteBuffer header = ByteBuffer.allocate(16 + addresses.length + more.length);
        header.put(V2).put((byte) command).put((byte) family).putShort((short) (addresses.length + more.length));
        return header.put(addresses).put(more).array();
    }

    private static byte[] addresses(String source, String destination, int sourcePort, int destinationPort)
            throws IOException {
        byte[] from = InetAddress.getByName(source).getAddress();
        return ByteBuffer.allocate(2 * from.length + 4)
                .put(from)
                .put(InetAddress.getByName(destination).getAddress())
                .putShort((short) sourcePort)
                .putShort((short) destinationPort)
                .array();
    }

    @Test
    void curlSpeaksToNginxAndNginxKnowsWhoItIs() throws Exception {
        for (Child gateway : List.of(toNginx1, toNginx2)) {
            List<String> command = List.of("curl", "-sS", "--noproxy", "*", "--max-time", "30", "--haproxy-protocol",
                    "-w", "%{local_port}", "http://127.0.0.1:" + port(gateway) + "/");
            try (Child curl = Child.start("curl", command)) {
                assertEquals(0, curl.join(), () -> curl.lines().toString());
                assertEquals("from 127.0.0.1 " + curl.lines().get(1) + " to " + port(gateway), curl.lines().get(0));
            }
        }
    }

    @Test
    void headersOfBothVersionsArePassedOnInBothVersions() throws Exception {
        byte[] v1 = ascii("PROXY TCP4 192.0.2.7 192.0.2.1 51234 443\r\n");
        byte[] v1six = ascii("PROXY TCP6 2001:db8::7 2001:db8::1 51234 443\r\n");
        byte[] v2 = v2(0x21, 0x11, addresses("192.0.2.7", "192.0.2.1", 51234, 443));
        byte[] v2more = v2(0x21, 0x11, addresses("192.0.2.7", "192.0.2.1", 51234, 443), (byte) 1, (byte) 0, (byte) 2,
                (byte) 'h', (byte) '2');
        byte[] v2six = v2(0x21, 0x21, addresses("2001:db8::7", "2001:db8::1", 51234, 443));
        for (Child gateway : List.of(toNginx1, toNginx2)) {
            for (byte[] header : List.of(v1, v2, v2more)) {
                assertEquals("from 192.0.2.7 51234 to 443", answer(gateway, header, GET));
            }
            for (byte[] header : List.of(v1six, v2six)) {
                // The textual header of Netty's codec writes all the zeros.
                assertEquals("from 2001:db8::7 51234 to 443",
                        answer(gateway, header, GET).replace(":0:0:0:0:0:", "::"));
            }
        }
    }

    @Test
    void aHeaderMayComeInPartsAndWithTheRequestBehindIt() throws Exception {
        byte[] header = ascii("PROXY TCP4 192.0.2.7 192.0.2.1 51234 443\r\n");
        byte[][] bytes = new byte[header.length][];
        for (int i = 0; i < header.length; i++) {
            bytes[i] = new byte[] {header[i]};
        }
        byte[][] all = Arrays.copyOf(bytes, bytes.length + 1);
        all[bytes.length] = GET;
        assertEquals("from 192.0.2.7 51234 to 443", answer(toNginx2, all));
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        together.writeBytes(header);
        together.writeBytes(GET);
        assertEquals("from 192.0.2.7 51234 to 443", answer(toNginx2, together.toByteArray()));
    }

    @Test
    void aHealthCheckIsTheLoadBalancerItself() throws Exception {
        for (byte[] header : List.of(v2(0x20, 0x00, new byte[0]), ascii("PROXY UNKNOWN\r\n"))) {
            String answer = answer(toNginx2, header, GET);
            assertTrue(answer.matches("from 127\\.0\\.0\\.1 [0-9]+ to " + port(toNginx2)), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "GET / HTTP/1.1\r\nHost: somebody without a load balancer\r\n\r\n",
            "PROXY TCP4 nonsense 192.0.2.1 51234 443\r\n",
            "PROXY TCP4 192.0.2.7 192.0.2.1 99999 443\r\n",
            "PROXY TCP9 192.0.2.7 192.0.2.1 51234 443\r\n",
            "PROXY TCP4 192.0.2.7\r\n",
            "PROXY TCP4 192.0.2.7 192.0.2.1 51234 443 and so on, longer than any header may be, for it has at most one hundred"
                    + " and seven characters and this has more\r\n",
            "\r\n\r\n\0\r\nQUIT\n\u007f\u0011\0\f            "})
    void badHeadersAreRefused(String header) throws Exception {
        assertEquals("", refused(ascii(header)));
    }

    private static String refused(byte[] bytes) throws Exception {
        try (Socket socket = connect(toNginx2)) {
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void whoSaysNothingOrTooLittleIsRefused() throws Exception {
        assertEquals("", refused(new byte[0]));
        toNginx2.awaitPart("no header within 5 s");
        try (Socket socket = connect(toNginx2)) {
            socket.getOutputStream().write(ascii("PROXY TCP4 192"));
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
        }
        toNginx2.awaitPart("it ends before the header does");
    }

    // ---- between two sockets

    private static final byte[] CLIENT = v2(0x21, 0x11, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

    private static Socket accept() throws Exception {
        Socket accepted = upstream.accept();
        accepted.setSoTimeout(30_000);
        byte[] header = new byte[CLIENT.length];
        new DataInputStream(accepted.getInputStream()).readFully(header);
        assertArrayEquals(CLIENT, header);
        return accepted;
    }

    @Test
    void eachDirectionEndsByItself() throws Exception {
        try (Socket client = connect(toTest)) {
            client.getOutputStream().write(CLIENT);
            client.getOutputStream().write(ascii("question"));
            client.shutdownOutput();
            try (Socket server = accept()) {
                assertEquals("question", new String(server.getInputStream().readAllBytes(), US_ASCII));
                server.getOutputStream().write(ascii("answer"));
                server.shutdownOutput();
                assertEquals("answer", new String(client.getInputStream().readAllBytes(), US_ASCII));
            }
        }
        try (Socket client = connect(toTest)) {
            client.getOutputStream().write(CLIENT);
            try (Socket server = accept()) {
                server.getOutputStream().write(ascii("welcome"));
                server.shutdownOutput();
                assertEquals("welcome", new String(client.getInputStream().readAllBytes(), US_ASCII));
                client.getOutputStream().write(ascii("late"));
                client.shutdownOutput();
                assertEquals("late", new String(server.getInputStream().readAllBytes(), US_ASCII));
            }
        }
    }

    @Test
    void whateverPassesArrives() throws Exception {
        byte[] much = new byte[5_000_000];
        new Random(5).nextBytes(much);
        try (Socket client = connect(toTest)) {
            client.getOutputStream().write(CLIENT);
            try (Socket server = accept()) {
                Thread echo = Thread.ofVirtual().start(() -> {
                    try {
                        server.getInputStream().transferTo(server.getOutputStream());
                        server.shutdownOutput();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                Thread sender = Thread.ofVirtual().start(() -> {
                    try {
                        OutputStream out = client.getOutputStream();
                        out.write(much);
                        client.shutdownOutput();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                assertArrayEquals(much, client.getInputStream().readAllBytes());
                sender.join();
                echo.join();
            }
        }
    }

    @Test
    void whoDoesNotReadMakesTheOtherWait() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(toTest));
        try (SocketChannel client = SocketChannel.open(address)) {
            client.write(ByteBuffer.wrap(CLIENT));
            try (Socket server = accept()) {
                // Two receive buffers of the system may grow to some 32 MiB each by themselves.
                assertTrue(bytesTaken(client) < 200_000_000);
                assertEquals(0, server.getInputStream().read());
            }
        }
        // The other way: what the server sends waits for a client that does not read.
        try (Socket client = connect(toTest)) {
            client.getOutputStream().write(CLIENT);
            try (Socket server = accept()) {
                Thread writer = Thread.ofVirtual().start(() -> {
                    try {
                        for (int i = 0; i < 3000; i++) {
                            server.getOutputStream().write(new byte[100_000]);
                        }
                    } catch (IOException gone) {
                        // As it is to be: it waited until the end.
                    }
                });
                assertTrue(!writer.join(java.time.Duration.ofSeconds(2)), "300 MB were taken that nobody reads");
            }
        }
    }

    private static long bytesTaken(SocketChannel channel) throws IOException {
        long taken = 0;
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            while (selector.select(1500) > 0 && taken < 300_000_000) {
                selector.selectedKeys().clear();
                taken += channel.write(ByteBuffer.allocate(100_000));
            }
        }
        return taken;
    }

    @Test
    void upstreamThatIsNotThereEndsTheConnection() throws Exception {
        try (Child gateway = gateway(Loops.freePort(), "2"); Socket client = connect(gateway)) {
            client.getOutputStream().write(CLIENT);
            assertEquals(-1, client.getInputStream().read());
            gateway.awaitPart("broke: java.net.ConnectException");
        }
    }
}
