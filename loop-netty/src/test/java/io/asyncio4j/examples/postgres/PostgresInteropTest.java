// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example client against PostgreSQL, which lets in who comes over TLS with a password, and nobody else. */
@Timeout(300)
class PostgresInteropTest {

    private static final TestIdentity SERVER = TestIdentity.selfSigned("localhost", "127.0.0.1");
    private static final TlsContext TLS = SERVER.trusting();

    @TempDir
    static Path folder;

    private static PostgresCluster postgres;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = PostgresCluster.start(folder, SERVER);
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.stop();
        }
    }

    private static PostgresClient connect(TlsContext tls, String password) throws Exception {
        return PostgresClient.connect(
                "127.0.0.1", postgres.port(), tls, PostgresCluster.USER, password, "postgres");
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void queriesAreAnsweredOverTls(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            try (PostgresClient client = connect(TLS, PostgresCluster.PASSWORD)) {
                Rows who =
                        client.query("SELECT current_user, ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
                assertEquals(List.of("current_user", "ssl", "version"), who.columns());
                assertEquals(List.of(List.of(PostgresCluster.USER, "t", "TLSv1.3")), who.rows());
                assertNotNull(client.cipher());

                Rows values = client.query("SELECT NULL, '', 'Grüße', E'two\\nlines', 1.50::numeric");
                assertEquals(List.of(Arrays.asList(null, "", "Grüße", "two\nlines", "1.50")), values.rows());

                PostgresException refused =
                        assertThrows(PostgresException.class, () -> client.query("SELECT * FROM nowhere"));
                assertEquals("42P01", refused.state());
                assertEquals("relation \"nowhere\" does not exist (SQLSTATE 42P01)", refused.getMessage());

                Rows many = client.query("SELECT i, repeat(chr(65 + i % 26), 1000) FROM generate_series(0, 1999) AS i");
                assertEquals("SELECT 2000", many.tag());
                for (int i = 0; i < 2_000; i++) {
                    String text = String.valueOf((char) ('A' + i % 26)).repeat(1000);
                    assertEquals(List.of(Integer.toString(i), text), many.rows().get(i));
                }
                String large = "x".repeat(1_000_000);
                assertEquals(
                        List.of(List.of("1000000")), client.query("SELECT length('" + large + "')").rows());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void eachByteMayComeAlone(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            try (FaultProxy proxy = Loops.slicing(postgres.port());
                    PostgresClient client = PostgresClient.connect(
                            "127.0.0.1", proxy.address().getPort(), TLS, PostgresCluster.USER, PostgresCluster.PASSWORD,
                            "postgres")) {
                assertEquals(List.of(List.of("3")), client.query("SELECT 1 + 2").rows());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void resultThatBreaksOffIsNoResult(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            InetSocketAddress there = new InetSocketAddress(InetAddress.getLoopbackAddress(), postgres.port());
            try (FaultProxy proxy = FaultProxy.before(there).truncate(FaultProxy.Way.FROM_TARGET, 20_000);
                    PostgresClient client = PostgresClient.connect(
                            "127.0.0.1", proxy.address().getPort(), TLS, PostgresCluster.USER, PostgresCluster.PASSWORD,
                            "postgres")) {
                assertThrows(
                        IOException.class,
                        () -> client.query("SELECT repeat('x', 1000) FROM generate_series(1, 100)"));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void severalConnectionsWorkAtOnce(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> Asyncio.taskGroup(group -> {
            for (int i = 0; i < 5; i++) {
                String number = Integer.toString(i);
                group.createTask(() -> {
                    try (PostgresClient client = connect(TLS, PostgresCluster.PASSWORD)) {
                        assertEquals(
                                List.of(List.of("", number)),
                                client.query("SELECT pg_sleep(0.05), " + number).rows());
                    }
                });
            }
        }));
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void bothSidesRefuseWhomTheyShould(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            PostgresException wrong = assertThrows(PostgresException.class, () -> connect(TLS, "guess"));
            assertEquals("28P01", wrong.state());
            assertThrows(
                    SSLPeerUnverifiedException.class, () -> connect(TlsContext.forClient(), PostgresCluster.PASSWORD));
            assertThrows(
                    SSLPeerUnverifiedException.class,
                    () -> connect(TestIdentity.AUTHORITY.trusting(), PostgresCluster.PASSWORD));
            assertThrows(
                    ConnectException.class,
                    () -> PostgresClient.connect("127.0.0.1", Loops.freePort(), TLS, "a", "b", "c"));
        });
    }

    /** What comes before TLS and behind the server's {@code S} is a login that never was, and an answer to a query. */
    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void wordsThatWereSlippedInBeforeTlsAreNotHeard(IoKind kind, TlsProvider provider) {
        byte[] forged = concat(
                "S".getBytes(StandardCharsets.US_ASCII),
                Message.of('R', Message.number(0)),
                Message.of('Z', new byte[] {'I'}),
                Message.of('C', Message.string("SELECT 1")),
                Message.of('Z', new byte[] {'I'}));
        Loops.run(kind, provider, () -> {
            Future<byte[]> heard = Asyncio.getRunningLoop().createFuture();
            try (Server between = answers(forged, heard)) {
                int port = ((InetSocketAddress) between.sockets().getFirst().getsockname()).getPort();
                assertThrows(
                        SSLException.class,
                        () -> PostgresClient.connect("127.0.0.1", port, TLS, "user", "secret", "database"));
                String all = new String(heard.await(), StandardCharsets.ISO_8859_1);
                assertTrue(!all.contains("user") && !all.contains("secret"), all);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#rows")
    void serverWithoutTlsIsToldNothing(IoKind kind, TlsProvider provider) {
        Loops.run(kind, provider, () -> {
            Future<byte[]> heard = Asyncio.getRunningLoop().createFuture();
            try (Server plain = answers("N".getBytes(StandardCharsets.US_ASCII), heard)) {
                int port = ((InetSocketAddress) plain.sockets().getFirst().getsockname()).getPort();
                assertThrows(
                        ProtocolException.class,
                        () -> PostgresClient.connect("127.0.0.1", port, TLS, "user", "secret", "database"));
                assertEquals(0, heard.await().length);
            }
        });
    }

    /** A server that answers SSLRequest with these bytes at once, and then only listens. */
    private static Server answers(byte[] answer, Future<byte[]> heard) throws IOException {
        return Asyncio.startServer(
                (reader, writer) -> {
                    try (writer) {
                        reader.readExactly(8);
                        writer.write(answer);
                        heard.setResult(reader.read());
                    }
                },
                "127.0.0.1", 0);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @org.junit.jupiter.api.Test
    void programPrintsRows() throws Exception {
        try (Child program = Child.java(
                Map.of("PGPASSWORD", PostgresCluster.PASSWORD),
                Loops.BATON_CARRIER,
                PostgresQuery.class,
                "127.0.0.1",
                Integer.toString(postgres.port()),
                postgres.certificate().toString(),
                PostgresCluster.USER,
                "postgres",
                "SELECT i, i * i AS square FROM generate_series(1, 3) AS i")) {
            assertEquals(0, program.join(), () -> program.lines().toString());
            assertEquals(List.of("i | square", "1 | 1", "2 | 4", "3 | 9", "SELECT 3"), program.lines());
        }
    }
}
