// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP service, in a process of its own, against curl, h2load, wrk, and clients that mean no good. */
@Timeout(300)
@ParameterizedClass
@EnumSource
class WebInteropTest {

    private static final byte[] LARGE = new byte[3_000_000];
    private static final List<String> OPEN = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    @TempDir
    static Path folder;

    private static Path authority;
    private static Path certificate;
    private static Path key;
    private static Path large;

    /** How coroutines are carried in the server. */
    enum Carrier {
        LOOP(OPEN), BATON(Loops.BATON_CARRIER);

        private final List<String> flags;

        /** The two servers of each carrier, over TLS and in clear. */
        private Child secure;
        private Child clear;

        Carrier(List<String> flags) {
            this.flags = flags;
        }
    }

    @Parameter
    Carrier carrier;

    @BeforeAll
    static void writeFiles() throws Exception {
        new Random(11).nextBytes(LARGE);
        authority = write("authority.crt", TestIdentity.AUTHORITY.certificate().text());
        certificate = write("server.crt", TestIdentity.LOCALHOST.certificate().text());
        key = write("server.key", TestIdentity.LOCALHOST.key().text());
        large = Files.write(folder.resolve("large"), LARGE);
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), Objects.requireNonNull(text));
    }

    private Child startSecure() throws IOException {
        return Child.java(carrier.flags, WebDemo.class, "0", "1", certificate.toString(), key.toString());
    }

    private static String url(Child server) throws InterruptedException {
        return server.await("ready").substring("ready ".length());
    }

    private static int port(Child server) throws InterruptedException {
        String url = url(server);
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private String secure() throws Exception {
        if (carrier.secure == null) {
            carrier.secure = startSecure();
        }
        return url(carrier.secure);
    }

    private Child clear() throws Exception {
        if (carrier.clear == null) {
            carrier.clear = Child.java(carrier.flags, WebDemo.class, "0", "1");
        }
        return carrier.clear;
    }

    @AfterAll
    static void nothingLeaked() throws Exception {
        List<String> leaks = new ArrayList<>();
        for (Carrier each : Carrier.values()) {
            for (Child server : new Child[] {each.secure, each.clear}) {
                if (server != null) {
                    server.stop();
                    server.close();
                    server.lines()
                            .stream()
                            .filter(line -> line.contains("LEAK") || line.contains("Unhandled"))
                            .forEach(leaks::add);
                }
            }
            each.secure = null;
            each.clear = null;
        }
        assertEquals(List.of(), leaks);
    }

    private static List<String> curl(int exit, String... args) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("curl", "-sS", "--noproxy", "*", "--max-time", "60", "--cacert", authority.toString()));
        command.addAll(List.of(args));
        try (Child curl = Child.start("curl", command)) {
            assertEquals(exit, curl.join(), () -> curl.lines().toString());
            return curl.lines();
        }
    }

    // ---- both protocols

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void pagesAreServedOverOneConnection(String version) throws Exception {
        String url = secure();
        String number = version.equals("--http2") ? "2" : "1.1";
        String format = "%{http_version} %{http_code} %{num_connects}\\n";
        assertEquals(
                List.of("hello", number + " 200 1", "hello", number + " 200 0", "there is no /x", number + " 404 0",
                        "slept 0", number + " 200 0"),
                curl(0, version, "-w", format, url, url + "/?q=1", url + "/x", url + "/sleep/0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void handlerErrorIsA500AndTheConnectionGoesOn(String version) throws Exception {
        String url = secure();
        assertEquals(
                List.of("something went wrong here", "500 1", "something went wrong here", "500 0", "hello", "200 0"),
                curl(0, version, "-w", "%{http_code} %{num_connects}\\n", url + "/fail", url + "/silent", url));
        carrier.secure.awaitPart("a bug in a handler");
        carrier.secure.awaitPart("no response to /silent; call respond or start");
    }

    @Test
    void handlerErrorInTheMidstOfAResponseEndsIt() throws Exception {
        String url = secure();
        // Transfer closed with data missing; stream reset.
        curl(18, "--http1.1", "-o", "/dev/null", url + "/fail-late");
        curl(92, "--http2", "-o", "/dev/null", url + "/fail-late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void uploadsAreStreamed(String version) throws Exception {
        String url = secure();
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(LARGE));
        assertEquals(List.of(digest), curl(0, version, "--data-binary", "@" + large, url + "/digest"));
        // Without a length: in chunks.
        assertEquals(List.of(digest), curl(0, version, "-T", large.toString(), "-H", "Content-Length:",
                "-H", "Transfer-Encoding: chunked", url + "/digest"));
        Path back = folder.resolve("back" + version);
        curl(0, version, "--data-binary", "@" + large, "-o", back.toString(), url + "/echo");
        assertArrayEquals(LARGE, Files.readAllBytes(back));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void bodyThatNobodyWantsIsRefusedOrThrownAway(String version) throws Exception {
        String url = secure();
        assertEquals(List.of("the body has more than 1000 bytes", "413"),
                curl(0, version, "-w", "%{http_code}\\n", "--data-binary", "@" + large, url + "/small"));
        assertEquals(List.of("hello", "200", "hello", "200"),
                curl(0, version, "-w", "%{http_code}\\n", "--data-binary", "unwanted", url, url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void headHasNoBody(String version) throws Exception {
        List<String> head = curl(0, version, "-I", secure()).stream().map(String::strip).toList();
        assertTrue(head.contains("content-length: 6"), head::toString);
        assertEquals("", head.getLast());
        curl(0, version, "-I", secure() + "/bytes/10");
    }

    @Test
    void oversizedHeaderIsRefusedAndTheServerGoesOn() throws Exception {
        String url = secure();
        String header = "X: " + "a".repeat(20_000);
        assertEquals(List.of("the request cannot be read", "431"),
                curl(0, "--http1.1", "-w", "%{http_code}\\n", "-H", header, url));
        // Netty ends the connection with a GOAWAY.
        curl(16, "--http2", "-H", header, url);
        assertEquals(List.of("hello"), curl(0, url));
    }

    @Test
    void clientWithoutTlsIsTurnedAwayAtOnce() throws Exception {
        String url = secure();
        curl(52, url.replace("https", "http"));
        try (Socket socket = connect(carrier.secure)) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 99, 99, 99});
            socket.shutdownOutput();
            assertEquals("", all(socket).replaceAll("[^a-zA-Z ]", ""));
        }
        assertEquals(List.of("hello"), curl(0, url));
    }

    // ---- load

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void h2loadSeesNoFailure(String protocol) throws Exception {
        List<String> command = List.of("h2load", "--npn-list=" + protocol, "-n", "2000", "-c", "10", "-m",
                protocol.equals("h2") ? "20" : "1", secure() + "/");
        try (Child load = Child.start("nghttp2-client", command)) {
            assertEquals(0, load.join(), () -> load.lines().toString());
            load.await("requests: 2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed");
            load.await("status codes: 2000 2xx");
            load.await("Application protocol: " + protocol);
        }
    }

    @Test
    void wrkSeesNoFailure() throws Exception {
        try (Child load = Child.start("wrk", List.of("wrk", "-t1", "-c20", "-d1", url(clear()) + "/"))) {
            assertEquals(0, load.join(), () -> load.lines().toString());
            load.await("Requests/sec");
            assertTrue(load.lines().stream().noneMatch(line -> line.contains("errors") || line.contains("Non-2xx")),
                    () -> load.lines().toString());
        }
    }

    // ---- by hand, in clear

    private static Socket connect(Child server) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(server));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    /** What the server says to that, until it closes the connection. */
    private String said(String request) throws Exception {
        try (Socket socket = connect(clear())) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return all(socket);
        }
    }

    private static String text(int status, String phrase, String body, boolean last) {
        return "HTTP/1.1 " + status + " " + phrase + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
                + body.length() + "\r\n" + (last ? "connection: close\r\n" : "") + "\r\n" + body;
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String answers = said("GET /sleep/0.2 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nunsee"
                + "GET /fail HTTP/1.1\r\nHost: a\r\n\r\n"
                + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                + "GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(text(200, "OK", "slept 0.2\n", false)
                + "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n0\r\n\r\n"
                + text(200, "OK", "hello\n", false)
                + text(500, "Internal Server Error", "something went wrong here\n", false)
                + text(200, "OK", "hello\n", false).replaceAll("hello\n$", "")
                + text(200, "OK", "hello\n", true), answers);
    }

    @Test
    void manyPipelinedRequestsAreAnswered() throws Exception {
        int count = 1000;
        String answers = said("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(count - 1)
                + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertEquals(count, answers.split("hello\n", -1).length - 1);
    }

    @Test
    void oldClientsGetTheEndOfTheConnection() throws Exception {
        assertEquals(text(200, "OK", "hello\n", true), said("GET / HTTP/1.0\r\n\r\n"));
        assertEquals(
                "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\nconnection: close\r\n\r\nabc",
                said("POST /echo HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "nonsense\r\n\r\n",
            "GET / HTTP/9.x\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "POST /digest HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            "POST /digest HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            "POST /digest HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
            "POST /digest HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdefgh\r\n\r\n"})
    void nonsenseIsABadRequest(String request) throws Exception {
        String answer = said(request);
        assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        assertTrue(answer.contains("connection: close\r\n"), answer);
        assertEquals(2, answer.split("HTTP/1.1 ", -1).length, answer);
    }

    @Test
    void tooLongALineIsRefused() throws Exception {
        String answer = said("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 414 Request-URI Too Long\r\n"), answer);
    }

    @Test
    void bodyThatBreaksOffIsABadRequest() throws Exception {
        try (Socket socket = connect(clear())) {
            socket.getOutputStream().write("POST /digest HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc".getBytes(US_ASCII));
            socket.shutdownOutput();
            String answer = all(socket);
            assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        }
    }

    @Test
    void clientThatDoesNotReadIsMadeToWait() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(clear()));
        try (SocketChannel socket = SocketChannel.open(address); Selector selector = Selector.open()) {
            socket.configureBlocking(false);
            ByteBuffer head = US_ASCII.encode("POST /echo HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n");
            assertEquals(head.limit(), socket.write(head));
            socket.register(selector, SelectionKey.OP_WRITE);
            long written = 0;
            // Buffers of two sockets, and a little in the server; the limit of its memory is not among them.
            while (selector.select(1500) > 0 && written < 100_000_000) {
                selector.selectedKeys().clear();
                written += socket.write(ByteBuffer.allocate(100_000));
            }
            long total = written;
            assertTrue(written < 60_000_000, () -> total + " bytes were taken that nobody reads");
        }
        // And whoever goes in the midst of all that harms nobody.
        assertEquals(List.of("hello"), curl(0, url(clear())));
    }

    // ---- the end

    @Test
    void serverThatIsStoppedGivesItsAnswersFirst() throws Exception {
        try (Child server = startSecure()) {
            String url = url(server);
            List<String> command = List.of("curl", "-sS", "--noproxy", "*", "--max-time", "60", "--cacert",
                    authority.toString(), "-v");
            try (Child http1 = curlInBackground(command, "--http1.1", url + "/sleep/2");
                    Child http2 = curlInBackground(command, "--http2", url + "/sleep/2");
                    Socket idle = connect(server)) {
                http1.awaitPart("> GET /sleep/2 HTTP/1.1");
                http2.awaitPart("> GET /sleep/2 HTTP/2");
                // Sent is not received: what was asked after that is.
                assertEquals(List.of("hello", "hello"), curl(0, url, url));
                server.terminate();
                assertEquals(0, http1.join(), () -> http1.lines().toString());
                assertEquals(0, http2.join(), () -> http2.lines().toString());
                http1.await("slept 2");
                http1.awaitPart("connection: close");
                http2.await("slept 2");
                assertEquals("", all(idle));
            }
            server.await("closed");
            assertEquals(128 + 15, server.join());
            int port = port(server);
            assertThrows(IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
        }
    }

    private static Child curlInBackground(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return Child.start("curl", all);
    }

    @Test
    void clientThatGoesInTheMidstOfAnAnswerHarmsNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = connect(clear())) {
                OutputStream out = socket.getOutputStream();
                out.write("GET /bytes/50000000 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
                assertTrue(socket.getInputStream().read() > 0);
                socket.setSoLinger(true, 0);
            }
        }
        assertEquals(List.of("hello"), curl(0, url(clear())));
    }
}
