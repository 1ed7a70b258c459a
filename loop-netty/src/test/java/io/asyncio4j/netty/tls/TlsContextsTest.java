// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.Pem;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a description can ask for, on both providers. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = TlsProvider.class,
        names = {"BORINGSSL", "JDK"})
class TlsContextsTest {

    @Parameter
    TlsProvider provider;

    @TempDir
    Path folder;

    private NettyEventLoop loop;
    private final List<Talk> accepted = new ArrayList<>();

    @BeforeEach
    void open() {
        loop = NettyEventLoop.create(NettyLoopOptions.DEFAULTS.tlsProvider(provider));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private Talk accept() {
        Talk talk = new Talk();
        talk.echo = true;
        accepted.add(talk);
        return talk;
    }

    private Server serve(TlsContext context) throws Exception {
        return loop.runUntilComplete(
                loop.createServer(this::accept, ListenOptions.at("127.0.0.1", 0).tls(context)));
    }

    private Talk connect(Server server, TlsContext context, String name) throws Exception {
        InetSocketAddress address =
                (InetSocketAddress) Objects.requireNonNull(server.sockets().getFirst().getsockname());
        return loop.runUntilComplete(loop.createConnection(
                Talk::new,
                ConnectOptions.to("127.0.0.1", address.getPort()).tls(context).serverHostname(name)))
                .protocol();
    }

    private void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            loop.callLater(0.005, loop::stop);
            loop.runForever();
        }
        assertTrue(condition.getAsBoolean());
    }

    private void echoes(Talk talk) {
        talk.transport().write("hello".getBytes());
        runUntil(() -> talk.data.toString().equals("hello"));
    }

    private static String subject(Transport transport) {
        return Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.PEERCERT))
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void serverHasACertificateForEachName() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST
                .server()
                .serverName("one.test", TestIdentity.of("one.test").server())
                .serverName("*.many.test", TestIdentity.of("*.many.test").server()));
        TlsContext client = TestIdentity.AUTHORITY.trusting();
        assertEquals("CN=localhost", subject(connect(server, client, "localhost").transport()));
        assertEquals("CN=one.test", subject(connect(server, client, "one.test").transport()));
        Talk many = connect(server, client, "b.many.test");
        assertEquals("CN=*.many.test", subject(many.transport()));
        echoes(many);
        many.transport().close();
        runUntil(() -> many.events.contains("lost null"));
        assertEquals(List.of("made", "eof true", "lost null"), many.events);
        server.close();
    }

    @Test
    void sessionsAreResumed() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            Server server = serve(TestIdentity.LOCALHOST.server().versions(version));
            TlsContext client = TestIdentity.AUTHORITY.trusting();
            Talk first = connect(server, client, "localhost");
            assertEquals(false, first.transport().getExtraInfo(ExtraInfo.SESSION_REUSED));
            echoes(first);
            first.transport().close();
            runUntil(() -> first.events.contains("lost null"));
            // What tells a session's age counts milliseconds.
            loop.callLater(0.02, loop::stop);
            loop.runForever();
            Talk second = connect(server, client, "localhost");
            assertEquals(true, second.transport().getExtraInfo(ExtraInfo.SESSION_REUSED), version);
            echoes(second);
            second.transport().abort();
            server.close();
        }
    }

    @Test
    void handshakeMayComputeElsewhere() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server().offloadHandshake(true));
        Talk talk = connect(server, TestIdentity.AUTHORITY.trusting().offloadHandshake(true), "localhost");
        echoes(talk);
        talk.transport().close();
        runUntil(() -> talk.events.contains("lost null"));
        server.close();
    }

    @Test
    void readyContextsAreWrapped() throws Exception {
        Server server = serve(TlsContext.of(TestIdentity.LOCALHOST.jdkContext()));
        echoes(connect(server, TlsContext.of(TestIdentity.CLIENT.jdkContext()), "localhost"));
        SslContext netty = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        echoes(connect(server, TlsContext.ofEngine(netty).checkHostname(false), "localhost"));
        assertThrows(IllegalArgumentException.class, () -> serve(TlsContext.ofEngine(netty)));
        assertThrows(IllegalArgumentException.class, () -> serve(TlsContext.ofEngine("nonsense")));
        server.close();
    }

    @Test
    void wrongDescriptionsAreRefusedAtOnce() throws Exception {
        refused(TlsContext.forClient(), "no certificate");
        refused(TlsContext.forServer(folder.resolve("no.pem"), folder.resolve("no.key")), "does not exist");
        refused(TlsContext.forClient().certificate(Pem.text("nothing"), TestIdentity.CLIENT.key()), "no certificate");
        refused(
                TlsContext.forClient().certificate(TestIdentity.LOCALHOST.certificate(), TestIdentity.CLIENT.key()),
                "belong together");
        refused(TestIdentity.LOCALHOST.server().versions("TLSv9"), "TLSv9");
        refused(TestIdentity.LOCALHOST.server().ciphers("NO_SUCH_SUITE"), "NO_SUCH_SUITE");
    }

    private void refused(TlsContext context, String part) {
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> serve(context));
        assertTrue(error.getMessage().startsWith("createServer: "), error.getMessage());
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }

    @Test
    void unixSocketsSpeakItToo() throws Exception {
        UnixAddress path = UnixAddress.of(folder.resolve("tls").toString());
        Server server = loop.runUntilComplete(loop.createUnixServer(
                this::accept, UnixListenOptions.at(path).tls(TestIdentity.LOCALHOST.server())));
        Talk talk = loop.runUntilComplete(loop.createUnixConnection(
                Talk::new,
                UnixConnectOptions.to(path)
                        .tls(TestIdentity.AUTHORITY.trusting())
                        .serverHostname("localhost")))
                .protocol();
        echoes(talk);
        talk.transport().close();
        runUntil(() -> talk.events.contains("lost null"));
        assertEquals(List.of("made", "eof true", "lost null"), talk.events);
        server.close();
    }
}
