// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.https;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tck.harness.net.FaultProxy;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example client against nginx, and curl against the example server. */
@Timeout(300)
class HttpsInteropTest {

    private static final TlsContext TLS = TestIdentity.AUTHORITY.trusting();
    private static final byte[] LARGE = new byte[2_000_000];

    @TempDir
    static Path folder;

    private static Path authority;
    private static Path certificate;
    private static Path key;
    private static Child nginx;
    private static int port;

    @BeforeAll
    static void startNginx() throws Exception {
        new Random(11).nextBytes(LARGE);
        authority = write("authority.crt", TestIdentity.AUTHORITY.certificate().text());
        certificate = write("server.crt", TestIdentity.LOCALHOST.certificate().text());
        key = write("server.key", TestIdentity.LOCALHOST.key().text());
        Path pages = Files.createDirectory(folder.resolve("pages"));
        Files.writeString(pages.resolve("index.html"), "hello from nginx");
        Files.writeString(pages.resolve("chunked.shtml"), "one <!--#echo var=\"request_method\" --> two");
        Files.write(pages.resolve("large"), LARGE);
        port = Loops.freePort();
        Path configuration = write("nginx.conf", nginxConfiguration(pages));
        nginx = Child.start("nginx-light", List.of(
                "nginx", "-p", folder.toString(), "-c", configuration.toString(), "-e", "stderr"));
        nginx.awaitPort(port);
    }

    private static Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), Objects.requireNonNull(text));
    }

    /** One process in the foreground, all its files in the test's folder; it offers HTTP/2, too. */
    private static String nginxConfiguration(Path pages) {
        return """
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
                        listen 127.0.0.1:PORT ssl http2;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        ssl_certificate CERTIFICATE;
                        ssl_certificate_key KEY;
                        root PAGES;
                        ssi on;
                        ssi_types *;
                        location = /large { ssi off; }
                        location = /old { return 301 /; }
                        location = /nothing { return 204; }
                        location = /tls { ssi off; return 200 "$ssl_protocol $ssl_server_name $connection_requests"; }
                    }
                }
                """.replace("FOLDER", folder.toString())
                .replace("PORT", Integer.toString(port))
                .replace("CERTIFICATE", certificate.toString())
                .replace("KEY", key.toString())
                .replace("PAGES", pages.toString());
    }

    @AfterAll
    static void stopNginx() throws Exception {
        if (nginx != null) {
            nginx.stop();
        }
    }

    private static HttpsClient connect(TlsContext tls, String name) throws Exception {
        return HttpsClient.connect("127.0.0.1", port, tls, name);
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void pagesOfNginxAreFetchedOverOneConnection(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            try (HttpsClient client = connect(TLS, "localhost")) {
                assertEquals("http/1.1", client.protocol());
                assertEquals("200 TLSv1.3 localhost 1", said(client.get("/tls")));
                HttpMessage page = client.get("/");
                assertEquals("hello from nginx", text(page));
                HttpMessage chunked = client.get("/chunked.shtml");
                assertEquals("chunked", chunked.headers().get("transfer-encoding"));
                assertEquals("one GET two", text(chunked));
                assertArrayEquals(LARGE, client.get("/large").body());
                HttpMessage head = client.request("HEAD", "/large", new byte[0]);
                assertEquals("2000000", head.headers().get("content-length"));
                assertEquals(0, head.body().length);
                assertEquals(204, client.get("/nothing").status());
                assertEquals(301, client.get("/old").status());
                assertEquals(404, client.get("/missing").status());
                assertEquals("200 TLSv1.3 localhost 9", said(client.get("/tls")));
            }
            try (HttpsClient old = connect(TLS.versions("TLSv1.2"), "localhost")) {
                assertEquals("200 TLSv1.2 localhost 1", said(old.get("/tls")));
                assertArrayEquals(LARGE, old.get("/large").body());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void eachByteMayComeAlone(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            try (FaultProxy proxy = Loops.slicing(port);
                    HttpsClient client =
                            HttpsClient.connect("127.0.0.1", proxy.address().getPort(), TLS, "localhost")) {
                assertEquals("hello from nginx", text(client.get("/")));
                assertEquals("one GET two", text(client.get("/chunked.shtml")));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void pageThatBreaksOffIsNoPage(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            InetSocketAddress there = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (FaultProxy proxy = FaultProxy.before(there).truncate(FaultProxy.Way.FROM_TARGET, 100_000);
                    HttpsClient client =
                            HttpsClient.connect("127.0.0.1", proxy.address().getPort(), TLS, "localhost")) {
                assertThrows(IOException.class, () -> client.get("/large"));
            }
        });
    }

    private static String said(HttpMessage page) {
        return page.status() + " " + text(page);
    }

    private static String text(HttpMessage page) {
        return new String(page.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void wrongServersAreRefused(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            assertThrows(SSLPeerUnverifiedException.class, () -> connect(TLS, "other.test"));
            assertThrows(SSLPeerUnverifiedException.class, () -> connect(TLS, "127.0.0.2"));
            assertThrows(SSLPeerUnverifiedException.class, () -> connect(TlsContext.forClient(), "localhost"));
            assertThrows(
                    SSLPeerUnverifiedException.class,
                    () -> connect(TestIdentity.selfSigned("localhost").trusting(), "localhost"));
            // Same as the others but for this: it is in the certificate.
            connect(TLS, "127.0.0.1").close();
        });
    }

    @Test
    void programFetchesPages() throws Exception {
        try (Child program = Child.java(
                Loops.BATON_CARRIER, Fetch.class, "localhost", Integer.toString(port), authority.toString(), "/",
                "/large", "/missing")) {
            assertEquals(0, program.join(), () -> program.lines().toString());
            assertEquals(List.of("/: 200, 16 bytes", "/large: 200, 2000000 bytes"), program.lines().subList(0, 2));
            assertTrue(program.lines().get(2).startsWith("/missing: 404, "), () -> program.lines().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void curlIsServedOverOneConnection(IoKind kind, TlsProvider provider) throws Exception {
        Path upload = Files.write(folder.resolve("upload"), LARGE);
        Path echo = folder.resolve("echo of " + kind + " with " + provider);
        Path download = folder.resolve("download of " + kind + " with " + provider);
        Loops.run(kind, provider, () -> {
            try (Server server = HttpsServer.start("127.0.0.1", 0, TestIdentity.LOCALHOST.server())) {
                String url = "https://localhost:" + portOf(server);
                String facts = "%{http_code} %{http_version} %{num_connects} %{size_download}\n";
                List<String> lines = curl(
                        0, "-v", "--http1.1", "-w", facts, url + "/", url + "/missing", "--next", "-sS", "--http1.1",
                        "--cacert", authority.toString(), "-w", facts, "-o", download.toString(),
                        url + "/bytes/1000000",
                        "--next", "-sS", "--http1.1", "--cacert", authority.toString(), "-w", facts, "--data-binary",
                        "@" + upload, "-o", echo.toString(), url + "/echo", "--next", "-sS", "--http1.1", "--cacert",
                        authority.toString(), "-I", url + "/bytes/12");
                assertTrue(lines.contains("* ALPN: server accepted http/1.1"), lines::toString);
                assertTrue(lines.contains("hello over TLSv1.3"), lines::toString);
                assertTrue(lines.contains("there is no /missing here"), lines::toString);
                assertEquals(
                        List.of("200 1.1 1 19", "404 1.1 0 26", "200 1.1 0 1000000", "200 1.1 0 2000000"),
                        lines.stream().filter(line -> line.matches("[0-9. ]+")).toList());
                assertTrue(lines.contains("Content-Length: 12"), lines::toString);
                assertTrue(curl(0, "--tls-max", "1.2", url + "/").contains("hello over TLSv1.2"));
                // Without being told so, curl asks for HTTP/2 as well.
                assertTrue(curl(0, "-v", url + "/").contains("* ALPN: server accepted http/1.1"));
                assertTrue(curl(0, "--http1.0", "-v", url + "/").contains("hello over TLSv1.3"));
            }
        });
        assertEquals(-1, Files.mismatch(upload, echo));
        assertEquals(1_000_000, Files.size(download));
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void curlRefusesWrongServersAndTheServerGoesOn(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            try (Server server = HttpsServer.start("127.0.0.1", 0, TestIdentity.LOCALHOST.server())) {
                int there = portOf(server);
                String elsewhere = "other.test:" + there + ":127.0.0.1";
                // 60: the certificate cannot be verified.
                curl(60, "--resolve", elsewhere, "https://other.test:" + there + "/");
                // 52 and 56: nothing came, or a reset. It spoke no TLS.
                List<Integer> plain = new ArrayList<>();
                try (Child curl = Child.start("curl", List.of("curl", "-sS", "http://localhost:" + there + "/"))) {
                    plain.add(Asyncio.toThread(curl::join));
                }
                assertTrue(plain.equals(List.of(52)) || plain.equals(List.of(56)) || plain.equals(List.of(1)),
                        plain::toString);
                assertTrue(curl(0, "https://localhost:" + there + "/").contains("hello over TLSv1.3"));
            }
        });
    }

    /** Runs curl to its end while the loop goes on; returns what it printed. */
    private static List<String> curl(int exit, String... args) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("curl", "-sS", "--noproxy", "*", "--max-time", "60", "--cacert", authority.toString()));
        command.addAll(List.of(args));
        try (Child curl = Child.start("curl", command)) {
            int code = Asyncio.toThread(curl::join);
            assertEquals(exit, code, () -> curl.lines().toString());
            // In a verbose run headers end with a carriage return.
            return curl.lines().stream().map(String::stripTrailing).toList();
        }
    }

    private static int portOf(Server server) throws Exception {
        return ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
    }

    @Test
    void programServesCurl() throws Exception {
        try (Child server = Child.java(
                Loops.BATON_CARRIER, HttpsServer.class, "0", certificate.toString(), key.toString())) {
            String url = server.await("ready").substring("ready ".length());
            try (Child curl = Child.start(
                    "curl", List.of("curl", "-sS", "--noproxy", "*", "--cacert", authority.toString(), url))) {
                assertEquals(0, curl.join(), () -> curl.lines().toString());
                assertEquals(List.of("hello over TLSv1.3"), curl.lines());
            }
            server.stop();
            assertEquals(List.of("ready " + url), server.lines());
        }
    }

    @Test
    void nonsenseIsAnsweredWithBadRequest() {
        Loops.run(IoKind.AUTO, TlsProvider.AUTO, () -> {
            try (Server server = HttpsServer.start("127.0.0.1", 0, TestIdentity.LOCALHOST.server())) {
                for (String path : List.of("no-slash", "/ HTTP/1.1\r\nContent-Length: -5\r\nX: ",
                        "/ HTTP/1.1\r\nno colon\r\nX: ")) {
                    try (HttpsClient client =
                            HttpsClient.connect("127.0.0.1", portOf(server), TLS, "localhost")) {
                        assertEquals(400, client.get(path).status(), path);
                    }
                }
            }
        });
    }
}
