// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ClientAuth;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.Pem;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.NothingLeft;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no TLS, and whom TLS must not trust: the documented exception, nothing left, and the loop goes on. */
@Timeout(60)
@ParameterizedClass
@MethodSource("rows")
class TlsBadInputTest extends NothingLeft {

    private static final String HTTP = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Parameter(0)
    IoKind kind;

    @Parameter(1)
    TlsProvider provider;

    @TempDir
    Path folder;

    private final List<Talk> accepted = new ArrayList<>();

    static Stream<Arguments> rows() {
        return Stream.of(IoKind.NIO, IoKind.EPOLL, IoKind.IO_URING)
                .flatMap(kind -> Stream.of(TlsProvider.BORINGSSL, TlsProvider.JDK)
                        .map(provider -> Arguments.of(kind, provider)));
    }

    @Override
    protected NettyEventLoop open() {
        assume(kind);
        return NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).tlsProvider(provider));
    }

    private Server serve(TlsContext context) throws Exception {
        return loop.runUntilComplete(serving(context));
    }

    private Future<Server> serving(TlsContext context) {
        return loop.createServer(
                () -> {
                    Talk talk = new Talk();
                    talk.echo = true;
                    accepted.add(talk);
                    return talk;
                },
                ListenOptions.at("127.0.0.1", 0).tls(context));
    }

    private static int port(Server server) throws IOException {
        return ((InetSocketAddress) Objects.requireNonNull(server.sockets().getFirst().getsockname())).getPort();
    }

    private Future<?> connecting(int port, TlsContext context, String name) {
        return loop.createConnection(
                Talk::new, ConnectOptions.to("127.0.0.1", port).tls(context).serverHostname(name));
    }

    /** The server is as good as before: somebody comes and gets an answer. */
    private void stillServes(Server server) throws Exception {
        Talk talk = loop.runUntilComplete(loop.createConnection(
                Talk::new,
                ConnectOptions.to("127.0.0.1", port(server))
                        .tls(TestIdentity.AUTHORITY.trusting())
                        .serverHostname("localhost")))
                .protocol();
        talk.transport().write("hello".getBytes(StandardCharsets.US_ASCII));
        until(() -> talk.data.toString().equals("hello"));
        talk.transport().close();
        until(() -> talk.events.contains("lost null"));
        assertEquals(List.of("made", "eof true", "lost null"), talk.events);
        server.close();
        loop.runUntilComplete(server.waitClosed());
    }

    @Test
    void certificatesThatCannotBeTrustedAreRefused() throws Exception {
        TlsContext client = TestIdentity.AUTHORITY.trusting();
        Server good = serve(TestIdentity.LOCALHOST.server());
        Server old = serve(TestIdentity.expired("localhost").server());
        Server own = serve(TestIdentity.selfSigned("localhost").server());
        fails(SSLPeerUnverifiedException.class, () -> connecting(port0(good), TlsContext.forClient(), "localhost"),
                "not trusted", "TlsContext.trust");
        fails(SSLPeerUnverifiedException.class, () -> connecting(port0(good), client, "other.test"),
                "not for \"other.test\"", "serverHostname");
        fails(SSLPeerUnverifiedException.class, () -> connecting(port0(good), client, "127.0.0.2"),
                "not for \"127.0.0.2\"");
        fails(SSLPeerUnverifiedException.class, () -> connecting(port0(old), client, "localhost"), "has expired");
        fails(SSLPeerUnverifiedException.class, () -> connecting(port0(own), client, "localhost"), "self-signed");
        accepted.forEach(talk -> assertEquals(List.of(), talk.events));
        for (Server server : List.of(old, own)) {
            server.close();
            loop.runUntilComplete(server.waitClosed());
        }
        stillServes(good);
    }

    private static int port0(Server server) {
        try {
            return port(server);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void clientsThatSpeakNoTlsAreLeft() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server());
        byte[] hello = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3};
        Map<String, byte[]> inputs = Map.of(
                "HTTP", HTTP.getBytes(StandardCharsets.US_ASCII),
                "noise", TcpRig.pattern(100_000),
                "zeros", new byte[10_000],
                "the longest record", new byte[] {22, 3, 3, (byte) 255, (byte) 255, 1},
                "an alert", new byte[] {21, 3, 3, 0, 2, 2, 40},
                "half of a hello", hello,
                "data before the handshake", new byte[] {23, 3, 3, 0, 5, 1, 2, 3, 4, 5},
                "nothing", new byte[0]);
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            try (Socket raw = new Socket("127.0.0.1", port(server))) {
                raw.setSoTimeout(20_000);
                CompletableFuture<?> talk =
                        CompletableFuture.runAsync(() -> sendAndReadToTheEnd(raw, input.getValue()));
                until(talk::isDone);
                talk.get();
            }
        }
        until(() -> accepted.size() == inputs.size());
        accepted.forEach(talk -> assertEquals(List.of(), talk.events));
        stillServes(server);
    }

    private static void sendAndReadToTheEnd(Socket raw, byte[] input) {
        try {
            raw.getOutputStream().write(input);
            raw.shutdownOutput();
            byte[] answer = raw.getInputStream().readAllBytes();
            assertTrue(answer.length < 100, () -> Arrays.toString(answer));
        } catch (SocketException resetSinceNotAllWasRead) {
            // As good an end as any.
        } catch (IOException e) {
            throw new AssertionError("the server lets who speaks no TLS wait", e);
        }
    }

    @Test
    void serversThatSpeakNoTlsAreTold() throws Exception {
        for (String answer : List.of("HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.test ESMTP ready\r\n",
                "\0".repeat(100))) {
            Server plain = loop.runUntilComplete(loop.createServer(
                    () -> new Talk() {
                        @Override
                        public void dataReceived(byte[] received) {
                            transport().write(answer.getBytes(StandardCharsets.US_ASCII));
                        }
                    },
                    ListenOptions.at("127.0.0.1", 0)));
            fails(SSLProtocolException.class,
                    () -> connecting(port0(plain), TestIdentity.AUTHORITY.trusting(), "localhost"),
                    "does not speak TLS", "check the port");
            plain.close();
            loop.runUntilComplete(plain.waitClosed());
        }
        Server rude = loop.runUntilComplete(loop.createServer(
                () -> new Talk() {
                    @Override
                    public void dataReceived(byte[] received) {
                        transport().close();
                    }
                },
                ListenOptions.at("127.0.0.1", 0)));
        fails(SocketException.class, () -> connecting(port0(rude), TestIdentity.AUTHORITY.trusting(), "localhost"),
                "handshake");
        rude.close();
        loop.runUntilComplete(rude.waitClosed());
    }

    @Test
    void clientsOfTheLoopWithoutTlsAreLeft() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server());
        Talk plain = loop.runUntilComplete(loop.createConnection(Talk::new, "127.0.0.1", port(server))).protocol();
        plain.transport().write(HTTP.getBytes(StandardCharsets.US_ASCII));
        until(() -> plain.events.size() > 1 && plain.events.getLast().startsWith("lost"));
        assertEquals(List.of(), accepted.getFirst().events);
        stillServes(server);
    }

    @Test
    void keysThatAreMissingOrWrongAreRefusedAtOnce() throws Exception {
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
        }
        Pem certificate = TestIdentity.LOCALHOST.certificate();
        for (Pem key : List.of(
                Pem.file(folder), Pem.file(folder.resolve("missing.pem")), Pem.file(socket), Pem.text(""),
                Pem.text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), certificate)) {
            fails(IllegalArgumentException.class,
                    () -> serving(TlsContext.forClient().certificate(certificate, key)), "createServer: ");
        }
        for (Pem chain : List.of(Pem.file(folder), Pem.file(socket), Pem.text("nothing"))) {
            fails(IllegalArgumentException.class,
                    () -> serving(TlsContext.forClient().certificate(chain, TestIdentity.LOCALHOST.key())),
                    "createServer: ");
            fails(IllegalArgumentException.class,
                    () -> connecting(1, TlsContext.forClient().trust(chain), "localhost"), "createConnection: ");
        }
        fails(IllegalArgumentException.class, () -> serving(TlsContext.forClient()), "no certificate");
    }

    @Test
    void sidesThatHaveNothingInCommonSaySo() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server().versions("TLSv1.3"));
        fails(SSLHandshakeException.class,
                () -> connecting(port0(server), TestIdentity.AUTHORITY.trusting().versions("TLSv1.2"), "localhost"),
                "check versions");
        Server strict = serve(TestIdentity.LOCALHOST
                .server()
                .trust(TestIdentity.AUTHORITY.certificate())
                .clientAuth(ClientAuth.REQUIRED)
                .versions("TLSv1.2"));
        fails(IOException.class,
                () -> connecting(port0(strict), TestIdentity.AUTHORITY.trusting(), "localhost"), "handshake");
        strict.close();
        loop.runUntilComplete(strict.waitClosed());
        stillServes(server);
    }
}
