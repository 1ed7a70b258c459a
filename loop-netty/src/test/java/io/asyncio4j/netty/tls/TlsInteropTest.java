// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ClientAuth;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** openssl's s_client and s_server, and CPython's asyncio, on the other side of TLS, each in both roles. */
@Timeout(180)
class TlsInteropTest {

    private static final byte[] BULK = bulk();

    @TempDir
    Path folder;

    private NettyEventLoop loop;
    private final List<Answering> accepted = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        pem("ca.pem", TestIdentity.AUTHORITY.certificate().text());
        pem("server.pem", TestIdentity.LOCALHOST.certificate().text());
        pem("server.key", TestIdentity.LOCALHOST.key().text());
        pem("client.pem", TestIdentity.CLIENT.certificate().text());
        pem("client.key", TestIdentity.CLIENT.key().text());
    }

    private void pem(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void open(TlsProvider provider) {
        loop = NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(IoKind.AUTO).tlsProvider(provider));
    }

    @AfterEach
    void close() {
        if (loop != null) {
            loop.close();
        }
    }

    private static byte[] bulk() {
        byte[] all = new byte[1 << 20];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    private void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < 6000 && !condition.getAsBoolean(); i++) {
            loop.callLater(0.005, loop::stop);
            loop.runForever();
        }
        assertTrue(condition.getAsBoolean(),
                () -> "in time; accepted " + accepted.stream().map(t -> t.events).toList());
    }

    /** Answers lines in capitals, {@code bulk} by what follows it, and upgrades at {@code STARTTLS}. */
    private final class Answering extends Talk {
        private boolean bulk;
        private long counted;

        @Override
        public void dataReceived(byte[] received) {
            if (bulk) {
                counted += received.length;
                transport().write(received);
                bulk = counted < BULK.length;
                return;
            }
            data.append(new String(received, StandardCharsets.ISO_8859_1));
            int end = data.indexOf("\n");
            while (end >= 0 && !bulk) {
                String line = data.substring(0, end);
                data.delete(0, end + 1);
                line(line);
                end = data.indexOf("\n");
            }
        }

        private void line(String line) {
            events.add(line);
            if (line.equals("STARTTLS")) {
                transport().write("go\n".getBytes(StandardCharsets.ISO_8859_1));
                byte[] rest = data.toString().getBytes(StandardCharsets.ISO_8859_1);
                data.setLength(0);
                loop.startTls(transport(), this, TestIdentity.LOCALHOST.server(),
                        TlsUpgradeOptions.SERVER.readAhead(rest));
            } else if (line.equals("bulk")) {
                bulk = true;
                byte[] begun = data.toString().getBytes(StandardCharsets.ISO_8859_1);
                data.setLength(0);
                if (begun.length > 0) {
                    dataReceived(begun);
                }
            } else if (line.equals("bye")) {
                transport().close();
            } else {
                transport().write((line.toUpperCase(Locale.ROOT) + "\n").getBytes(
                        StandardCharsets.ISO_8859_1));
            }
        }
    }

    private int serve(ListenOptions options) throws Exception {
        Server server = loop.runUntilComplete(loop.createServer(
                () -> {
                    Answering made = new Answering();
                    accepted.add(made);
                    return made;
                },
                options));
        return ((InetSocketAddress) Objects.requireNonNull(server.sockets().getFirst().getsockname())).getPort();
    }

    @ParameterizedTest
    @CsvSource({"BORINGSSL,-tls1_2", "BORINGSSL,-tls1_3", "JDK,-tls1_2", "JDK,-tls1_3"})
    void opensslClientIsServed(TlsProvider provider, String version) throws Exception {
        open(provider);
        int port = serve(ListenOptions.at("127.0.0.1", 0)
                .tls(TestIdentity.LOCALHOST
                        .server()
                        .trust(TestIdentity.AUTHORITY.certificate())
                        .clientAuth(ClientAuth.REQUIRED)
                        .alpnProtocols("echo/1")));
        try (Peer client = new Peer(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, version, "-CAfile",
                path("ca.pem"), "-verify_return_error", "-servername", "localhost", "-alpn", "other,echo/1", "-cert",
                path("client.pem"), "-key", path("client.key")))) {
            client.send("hello\n");
            runUntil(() -> client.output().contains("HELLO"));
            assertTrue(client.output().contains("ALPN protocol: echo/1"), client.output());
            assertTrue(client.output().contains("Verify return code: 0 (ok)"), client.output());
            Transport transport = accepted.getFirst().transport();
            assertTrue(String.valueOf(transport.getExtraInfo(ExtraInfo.PEERCERT)).contains("client.test"));
            client.send("bye\n");
            runUntil(client::isDone);
            assertEquals(0, client.status(), client::output);
            runUntil(() -> accepted.getFirst().events.contains("lost null"));
            assertEquals(List.of("made", "hello", "bye", "eof true", "lost null"), accepted.getFirst().events);
        }
        // Without a certificate: refused, and told so.
        try (Peer client = new Peer(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, version, "-CAfile",
                path("ca.pem"), "-quiet"))) {
            runUntil(client::isDone);
            assertTrue(client.output().contains("alert"), client::output);
        }
    }

    @ParameterizedTest
    @CsvSource({"BORINGSSL,-tls1_2", "BORINGSSL,-tls1_3", "JDK,-tls1_2", "JDK,-tls1_3"})
    void opensslServesUs(TlsProvider provider, String version) throws Exception {
        open(provider);
        try (Peer server = new Peer(List.of("openssl", "s_server", "-accept", "127.0.0.1:0", version, "-cert",
                path("server.pem"), "-key", path("server.key"), "-CAfile", path("ca.pem"), "-Verify", "1",
                "-verify_return_error", "-alpn", "rev/1", "-rev"))) {
            String ready = server.await(line -> line.startsWith("ACCEPT"));
            int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1).strip());
            TlsContext context = TestIdentity.AUTHORITY
                    .trusting()
                    .certificate(TestIdentity.CLIENT.certificate(), TestIdentity.CLIENT.key())
                    .alpnProtocols("rev/1");
            ConnectOptions options =
                    ConnectOptions.to("127.0.0.1", port).tls(context).serverHostname("localhost");
            Talk first = loop.runUntilComplete(loop.createConnection(Talk::new, options)).protocol();
            assertEquals("rev/1", first.transport().getExtraInfo(ExtraInfo.ALPN));
            first.transport().write("hello\n".getBytes(StandardCharsets.ISO_8859_1));
            runUntil(() -> first.data.toString().contains("olleh"));
            first.transport().close();
            runUntil(() -> first.events.contains("lost null"));
            // A truncated end: the process is killed, and its kernel closes the connection.
            Talk second = loop.runUntilComplete(loop.createConnection(Talk::new, options)).protocol();
            second.transport().write("again\n".getBytes(StandardCharsets.ISO_8859_1));
            runUntil(() -> second.data.toString().contains("niaga"));
            server.kill();
            runUntil(() -> second.events.size() > 2);
            assertEquals(List.of("made", "eof false", "lost null"), second.events);
        }
    }

    private static String script() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(TlsInteropTest.class.getResource("tls_interop.py"), "tls_interop.py")
                .toURI())
                .toString();
    }

    @ParameterizedTest
    @CsvSource({"BORINGSSL,TLSv1_2", "BORINGSSL,TLSv1_3", "JDK,TLSv1_2", "JDK,TLSv1_3"})
    void pythonIsServed(TlsProvider provider, String version) throws Exception {
        open(provider);
        int plain = serve(ListenOptions.at("127.0.0.1", 0));
        int secure = serve(ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.LOCALHOST.server()));
        try (Peer client = new Peer(List.of(
                "python3", script(), "client", path("ca.pem"), version, Integer.toString(plain),
                Integer.toString(secure)))) {
            runUntil(client::isDone);
            assertEquals(0, client.status(), client::output);
            assertEquals("ok\n", client.output());
            runUntil(() -> accepted.stream().allMatch(each -> each.events.contains("lost null")));
            assertEquals(List.of("made", "hello", "bulk", "eof true", "lost null"), accepted.get(0).events);
            assertEquals(List.of("made", "STARTTLS", "hello", "bulk", "eof true", "lost null"), accepted.get(1).events);
        }
    }

    @ParameterizedTest
    @CsvSource({"BORINGSSL,TLSv1_2", "BORINGSSL,TLSv1_3", "JDK,TLSv1_2", "JDK,TLSv1_3"})
    void pythonServesUs(TlsProvider provider, String version) throws Exception {
        open(provider);
        try (Peer server = new Peer(
                List.of("python3", script(), "server", path("server.pem"), path("server.key"), version))) {
            String[] ready = server.await(line -> line.startsWith("ready")).split(" ");
            TlsContext context = TestIdentity.AUTHORITY.trusting();
            Talk direct = loop.runUntilComplete(loop.createConnection(
                    Talk::new,
                    ConnectOptions.to("127.0.0.1", Integer.parseInt(ready[2]))
                            .tls(context)
                            .serverHostname("localhost")))
                    .protocol();
            talk(direct);
            Talk upgraded = loop.runUntilComplete(loop.createConnection(
                    Talk::new, ConnectOptions.to("127.0.0.1", Integer.parseInt(ready[1]))))
                    .protocol();
            upgraded.transport().write("STARTTLS\n".getBytes(StandardCharsets.ISO_8859_1));
            runUntil(() -> upgraded.data.toString().equals("go\n"));
            upgraded.data.setLength(0);
            upgraded.bytes = 0;
            upgraded.transport = loop.runUntilComplete(loop.startTls(
                    upgraded.transport(), upgraded, context, TlsUpgradeOptions.CLIENT.serverHostname("localhost")));
            talk(upgraded);
        }
    }

    private void talk(Talk talk) {
        talk.transport().write("hello\n".getBytes(StandardCharsets.ISO_8859_1));
        runUntil(() -> talk.data.toString().equals("HELLO\n"));
        talk.transport().write("bulk\n".getBytes(StandardCharsets.ISO_8859_1));
        talk.transport().write(BULK);
        runUntil(() -> talk.bytes == BULK.length + 6);
        talk.transport().close();
        runUntil(() -> talk.events.contains("lost null"));
        assertEquals(List.of("made", "eof true", "lost null"), talk.events);
    }
}
