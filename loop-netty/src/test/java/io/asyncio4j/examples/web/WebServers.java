// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.examples.Child;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** The HTTP service in processes of its own, over TLS and in clear, each started when it is asked for; and curl. */
final class WebServers implements AutoCloseable {

    /** For services of the faster carrier. */
    static final List<String> LOOP_CARRIER = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    private static final byte[] LARGE = new byte[3_000_000];

    static {
        new Random(11).nextBytes(LARGE);
    }

    private final Path folder;
    private final List<String> flags;
    private final Path authority;
    private final Path certificate;
    private final Path key;
    private final Path large;
    private Child secure;
    private Child clear;

    /** Those in whose processes these flags are set. */
    WebServers(Path folder, List<String> flags) throws IOException {
        this.folder = folder;
        this.flags = flags;
        authority = write("authority.crt", TestIdentity.AUTHORITY.certificate().text());
        certificate = write("server.crt", TestIdentity.LOCALHOST.certificate().text());
        key = write("server.key", TestIdentity.LOCALHOST.key().text());
        large = Files.write(folder.resolve("large"), LARGE);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), Objects.requireNonNull(text));
    }

    /** Starts another one over TLS, for whoever ends it. */
    Child startSecure() throws IOException {
        return Child.java(flags, WebDemo.class, "0", "1", certificate.toString(), key.toString());
    }

    Child secure() throws IOException {
        if (secure == null) {
            secure = startSecure();
        }
        return secure;
    }

    Child clear() throws IOException {
        if (clear == null) {
            clear = Child.java(flags, WebDemo.class, "0", "1");
        }
        return clear;
    }

    static String url(Child server) throws InterruptedException {
        return server.await("ready").substring("ready ".length());
    }

    static int port(Child server) throws InterruptedException {
        String url = url(server);
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    static Socket connect(Child server) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(server));
        socket.setSoTimeout(30_000);
        return socket;
    }

    static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    /** What the server in clear says to that, until it closes the connection. */
    String said(String request) throws Exception {
        try (Socket socket = connect(clear())) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return all(socket);
        }
    }

    // ---- curl

    private List<String> command(String... args) {
        List<String> command = new ArrayList<>(
                List.of("curl", "-sS", "--noproxy", "*", "--max-time", "60", "--cacert", authority.toString()));
        command.addAll(List.of(args));
        return command;
    }

    Child curlInBackground(String... args) {
        return Child.start("curl", command(args));
    }

    List<String> curl(int exit, String... args) throws Exception {
        try (Child curl = Child.start("curl", command(args))) {
            assertEquals(exit, curl.join(), () -> curl.lines().toString());
            return curl.lines();
        }
    }

    /** Something large to be sent. */
    Path large() {
        return large;
    }

    /** Sends it to be digested, with its length and without, and to be sent back. */
    void upload(String url, String version) throws Exception {
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(LARGE));
        assertEquals(List.of(digest), curl(0, version, "--data-binary", "@" + large, url + "/digest"));
        // Without a length: in chunks.
        assertEquals(List.of(digest), curl(0, version, "-T", large.toString(), "-H", "Content-Length:",
                "-H", "Transfer-Encoding: chunked", url + "/digest"));
        Path back = folder.resolve("back" + version);
        curl(0, version, "--data-binary", "@" + large, "-o", back.toString(), url + "/echo");
        assertArrayEquals(LARGE, Files.readAllBytes(back));
    }

    /** Runs h2load by HTTP/1.1 or 2. */
    void h2load(String protocol) throws Exception {
        List<String> command = List.of("h2load", "--npn-list=" + protocol, "-n", "2000", "-c", "10", "-m",
                protocol.equals("h2") ? "20" : "1", url(secure()) + "/");
        try (Child load = Child.start("nghttp2-client", command)) {
            assertEquals(0, load.join(), () -> load.lines().toString());
            load.await("requests: 2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed");
            load.await("status codes: 2000 2xx");
            load.await("Application protocol: " + protocol);
        }
    }

    // ---- the end

    /** Ends them, and asks whether anything has leaked. */
    @Override
    public void close() throws Exception {
        List<String> leaks = new ArrayList<>();
        for (Child server : new Child[] {secure, clear}) {
            if (server != null) {
                server.stop();
                server.close();
                server.lines()
                        .stream()
                        .filter(line -> line.contains("LEAK") || line.contains("Unhandled"))
                        .forEach(leaks::add);
            }
        }
        assertEquals(List.of(), leaks);
    }
}
