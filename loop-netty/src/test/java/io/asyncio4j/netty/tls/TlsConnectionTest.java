// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tck.harness.net.FaultProxy;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.CipherInfo;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@ParameterizedClass
@MethodSource("rows")
class TlsConnectionTest {

    @Parameter(0)
    IoKind kind;

    @Parameter(1)
    TlsProvider provider;

    private NettyEventLoop loop;
    private final List<Talk> accepted = new ArrayList<>();

    static Stream<Arguments> rows() {
        return Stream.of(IoKind.NIO, IoKind.EPOLL, IoKind.IO_URING)
                .flatMap(kind -> Stream.of(TlsProvider.BORINGSSL, TlsProvider.JDK)
                        .map(provider -> Arguments.of(kind, provider)));
    }

    @BeforeEach
    void open() {
        assumeTrue(kind.isAvailable());
        loop = NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).tlsProvider(provider));
    }

    @AfterEach
    void close() {
        if (loop != null) {
            loop.close();
        }
    }

    private void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            loop.callLater(0.005, loop::stop);
            loop.runForever();
        }
        assertTrue(condition.getAsBoolean(),
                () -> "in time; accepted " + accepted.stream().map(t -> t.events).toList());
    }

    private Server serve(TlsContext context, boolean echo) throws Exception {
        return loop.runUntilComplete(loop.createServer(
                () -> {
                    Talk talk = new Talk();
                    talk.echo = echo;
                    accepted.add(talk);
                    return talk;
                },
                ListenOptions.at("127.0.0.1", 0).tls(context)));
    }

    private static int port(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
    }

    private Connection<Transport, Talk> connect(Server server, TlsContext context, String name) throws Exception {
        return loop.runUntilComplete(loop.createConnection(
                Talk::new, ConnectOptions.to("127.0.0.1", port(server)).tls(context).serverHostname(name)));
    }

    @Test
    void talksBothWaysAndEndsCleanly() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server(), true);
        Connection<Transport, Talk> client = connect(server, TestIdentity.AUTHORITY.trusting(), "localhost");
        Talk talk = client.protocol();
        client.transport().write("hello".getBytes());
        runUntil(() -> talk.data.toString().equals("hello"));
        CipherInfo cipher = client.transport().getExtraInfo(ExtraInfo.CIPHER);
        assertNotNull(cipher);
        assertEquals("TLSv1.3", cipher.protocol());
        assertNotNull(client.transport().getExtraInfo(ExtraInfo.PEERCERT));
        client.transport().close();
        runUntil(() -> talk.events.contains("lost null") && accepted.getFirst().events.contains("lost null"));
        assertEquals(List.of("made", "eof true", "lost null"), talk.events);
        assertEquals(List.of("made", "eof true", "lost null"), accepted.getFirst().events);
        server.close();
    }

    @Test
    void sendsMuch() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server(), false);
        Connection<Transport, Talk> client = connect(server, TestIdentity.AUTHORITY.trusting(), "localhost");
        byte[] much = new byte[20_000_000];
        client.transport().write(much);
        client.transport().close();
        runUntil(() -> client.protocol().events.contains("lost null"));
        runUntil(() -> accepted.getFirst().events.contains("lost null"));
        assertEquals(much.length, accepted.getFirst().bytes);
        assertEquals(List.of("made", "eof true", "lost null"), accepted.getFirst().events);
        server.close();
    }

    @Test
    void nameMayBeLeftUncheckedOrBeANumber() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server(), true);
        connect(server, TestIdentity.AUTHORITY.trusting(), "").transport().abort();
        connect(server, TestIdentity.AUTHORITY.trusting(), "127.0.0.1").transport().abort();
        server.close();
    }

    @Test
    void changedBytesAreAnErrorOfTheConnection() throws Exception {
        Server server = serve(TestIdentity.LOCALHOST.server(), false);
        try (FaultProxy proxy = FaultProxy.before(new InetSocketAddress("127.0.0.1", port(server)))) {
            Talk talk = loop.runUntilComplete(loop.createConnection(
                    Talk::new,
                    ConnectOptions.to("127.0.0.1", proxy.address().getPort())
                            .tls(TestIdentity.AUTHORITY.trusting())
                            .serverHostname("localhost")))
                    .protocol();
            talk.transport().write("good".getBytes());
            runUntil(() -> accepted.getFirst().bytes == 4);
            proxy.corruptIn(FaultProxy.Way.TO_TARGET, 8);
            talk.transport().write("changed".getBytes());
            runUntil(() -> accepted.getFirst().events.size() > 1 && talk.events.size() > 1);
            assertEquals(List.of("made", "lost SSLProtocolException"), accepted.getFirst().events);
            assertEquals(List.of("made", "lost SSLProtocolException"), talk.events);
        }
        server.close();
    }
}
