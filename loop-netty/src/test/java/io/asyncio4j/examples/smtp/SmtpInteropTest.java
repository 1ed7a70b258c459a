// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.net.FaultProxy;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example client against aiosmtpd, which wants STARTTLS, and against one that meddles with it. */
@Timeout(300)
class SmtpInteropTest {

    private static final TlsContext TLS = TestIdentity.AUTHORITY.trusting();

    @TempDir
    static Path folder;

    private static Child server;
    private static int port;

    @BeforeAll
    static void startServer() throws Exception {
        Path certificate = folder.resolve("server.crt");
        Path key = folder.resolve("server.key");
        Files.writeString(certificate, Objects.requireNonNull(TestIdentity.LOCALHOST.certificate().text()));
        Files.writeString(key, Objects.requireNonNull(TestIdentity.LOCALHOST.key().text()));
        Files.writeString(
                folder.resolve("authority.crt"), Objects.requireNonNull(TestIdentity.AUTHORITY.certificate().text()));
        Path script = Path.of(Objects.requireNonNull(SmtpInteropTest.class.getResource("smtp.py"), "smtp.py").toURI());
        server = Child.debianPython("python3-aiosmtpd", script, certificate.toString(), key.toString());
        try {
            port = Integer.parseInt(server.await("ready").substring("ready ".length()));
        } catch (AssertionError e) {
            throw new AssertionError("aiosmtpd does not start; these tests need it as the other side, install it"
                    + " (Debian: apt-get install python3-aiosmtpd), or let .ci/run do so", e);
        }
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private static SmtpClient connect() throws Exception {
        return SmtpClient.connect("127.0.0.1", port, "localhost");
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void mailGoesOverTls(IoKind kind, TlsProvider provider) throws Exception {
        String subject = "Subject: on " + kind + " with " + provider;
        String text = ".\n..two dots\nordinary\n" + "a long text. ".repeat(50) + "\nGrüße\n.";
        String large = ("0123456789".repeat(7) + "\n").repeat(20_000);
        Loops.run(kind, provider, () -> {
            try (SmtpClient client = connect()) {
                assertTrue(client.extensions().contains("STARTTLS"), client.extensions().toString());
                assertNull(client.cipher());
                SmtpException early =
                        assertThrows(SmtpException.class,
                                () -> client.send("a@example.org", List.of("b@example.org"), text));
                assertEquals(530, early.code());
                client.startTls(TLS, "localhost");
                assertNotNull(client.cipher());
                assertTrue(!client.extensions().contains("STARTTLS"), client.extensions().toString());
                client.send("a@example.org", List.of("b@example.org", "c@example.org"), subject + "\n\n" + text);
                SmtpException nobody = assertThrows(
                        SmtpException.class, () -> client.send("a@example.org", List.of("nobody@example.org"), text));
                assertEquals("RCPT TO:<nobody@example.org>: 550 nobody of that name", nobody.getMessage());
                client.send("a@example.org", List.of("b@example.org"), subject + ", large\n\n" + large);
                client.quit();
            }
        });
        assertEquals(
                mail(List.of("b@example.org", "c@example.org"), subject + "\n\n" + text + "\n"),
                server.awaitPart(subject + "\\r"));
        assertEquals(
                mail(List.of("b@example.org"), subject + ", large\n\n" + large), server.awaitPart(subject + ", large"));
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void eachByteMayComeAlone(IoKind kind, TlsProvider provider) throws Exception {
        String text = "Subject: byte by byte on " + kind + " with " + provider + "\n\nhello\n";
        Loops.run(kind, provider, () -> {
            try (FaultProxy proxy = Loops.slicing(port);
                    SmtpClient client = SmtpClient.connect("127.0.0.1", proxy.address().getPort(), "localhost")) {
                client.startTls(TLS, "localhost");
                client.send("a@example.org", List.of("b@example.org"), text);
                client.quit();
            }
        });
        assertEquals(
                mail(List.of("b@example.org"), text),
                server.awaitPart("byte by byte on " + kind + " with " + provider + "\\r"));
    }

    /** The line that the server prints of a mail. */
    private static String mail(List<String> to, String text) {
        return "{\"from\": \"a@example.org\", \"to\": [\"" + String.join("\", \"", to)
                + "\"], \"tls\": true, \"text\": \""
                + text.replace("\n", "\\r\\n") + "\"}";
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void strangersAreSentNothing(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            for (String name : List.of("mail.example.org", "localhost")) {
                TlsContext trust = name.equals("localhost") ? TlsContext.forClient() : TLS;
                try (SmtpClient client = connect()) {
                    assertThrows(SSLPeerUnverifiedException.class, () -> client.startTls(trust, name));
                }
            }
            assertThrows(IllegalArgumentException.class, () -> {
                try (SmtpClient client = connect()) {
                    client.send("a@example.org>\r\nRSET\r\nNOOP <", List.of(), "");
                }
            });
        });
    }

    /** The reply to the EHLO that is to come in TLS, slipped in behind the last reply in clear. */
    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void repliesThatWereSlippedInBeforeTlsAreNotHeard(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            Future<byte[]> heard = Asyncio.getRunningLoop().createFuture();
            try (Server between = meddler("220 go ahead\r\n250-forged\r\n250 AUTH PLAIN\r\n250 OK\r\n", heard);
                    SmtpClient client = SmtpClient.connect("127.0.0.1", portOf(between), "localhost")) {
                assertThrows(SSLException.class, () -> client.startTls(TLS, "localhost"));
                assertEquals(List.of(), client.extensions());
                String all = new String(heard.await(), StandardCharsets.ISO_8859_1);
                assertTrue(!all.contains("EHLO"), all);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 not now\r\n", "no reply at all\r\n", ""})
    void serverThatWillNotIsToldNothing(String answer) {
        Loops.run(IoKind.AUTO, TlsProvider.AUTO, () -> {
            Future<byte[]> heard = Asyncio.getRunningLoop().createFuture();
            try (Server server = meddler(answer, heard);
                    SmtpClient client = SmtpClient.connect("127.0.0.1", portOf(server), "localhost")) {
                Exception refused = assertThrows(Exception.class, () -> client.startTls(TLS, "localhost"));
                assertTrue(refused instanceof SmtpException || refused instanceof IOException, refused::toString);
                client.close();
                assertEquals(0, heard.await().length);
            }
        });
    }

    /** Offers STARTTLS, gives this answer to it in one piece, and then only listens; an empty answer: goes away. */
    private static Server meddler(String answer, Future<byte[]> heard) throws IOException {
        return Asyncio.startServer(
                (reader, writer) -> {
                    try (writer) {
                        writer.write("220 localhost\r\n".getBytes(StandardCharsets.US_ASCII));
                        reader.readUntil();
                        writer.write("250-localhost\r\n250 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
                        reader.readUntil();
                        writer.write(answer.getBytes(StandardCharsets.US_ASCII));
                        heard.setResult(answer.isEmpty() ? new byte[0] : reader.read());
                    }
                },
                "127.0.0.1", 0);
    }

    private static int portOf(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
    }

    @Test
    void programSendsWhatItReads() throws Exception {
        try (Child program = Child.java(
                Loops.BATON_CARRIER, SendMail.class, "localhost", Integer.toString(port),
                folder.resolve("authority.crt").toString(), "a@example.org", "b@example.org")) {
            program.feed("Subject: by hand\n\nhello\n");
            assertEquals(0, program.join(), () -> program.lines().toString());
            assertTrue(program.lines().getFirst().startsWith("sent over CipherInfo["),
                    () -> program.lines().toString());
        }
        assertEquals(mail(List.of("b@example.org"), "Subject: by hand\n\nhello\n"), server.awaitPart("by hand"));
    }
}
