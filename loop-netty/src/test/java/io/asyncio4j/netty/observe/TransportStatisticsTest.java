// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import io.asyncio4j.netty.IoKind;

/** What transports count, on each poller. */
@Timeout(60)
@ParameterizedClass
@EnumSource(value = IoKind.class, names = {"NIO", "EPOLL", "IO_URING"})
class TransportStatisticsTest extends EachPoller {

    private static final class Peer implements Protocol {
        @Nullable Transport transport;
        long received;
        boolean lost;
        boolean paused;
        boolean echo;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            received += data.length;
            if (echo) {
                transport().write(data);
            }
        }

        @Override
        public void pauseWriting() {
            paused = true;
        }

        @Override
        public void resumeWriting() {
            paused = false;
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            lost = true;
        }

        Transport transport() {
            return java.util.Objects.requireNonNull(transport);
        }
    }

    private final List<Peer> accepted = new ArrayList<>();

    private LoopStatistics.Transports transports() {
        return LoopStatistics.of(loop).transports();
    }

    private Peer peer(boolean echo) {
        Peer peer = new Peer();
        peer.echo = echo;
        accepted.add(peer);
        return peer;
    }

    private static int port(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
    }

    private Peer connect(Server server) throws Exception {
        Connection<Transport, Peer> connection =
                loop.runUntilComplete(loop.createConnection(Peer::new, ConnectOptions.to("127.0.0.1", port(server))));
        return connection.protocol();
    }

    @Test
    void connectionsAndBytes() throws Exception {
        LoopStatistics.of(loop);
        Server server = loop.runUntilComplete(
                loop.createServer(() -> peer(true), ListenOptions.at("127.0.0.1", 0)));
        Peer client = connect(server);
        client.transport().write(new byte[1000]);
        client.transport().writelines(List.of(new byte[200], new byte[34]));
        until(() -> client.received == 1234);
        assertEquals(2, transports().open());
        client.transport().close();
        until(() -> client.lost && accepted.getFirst().lost);
        LoopStatistics.Transports all = transports();
        assertEquals(
                List.of(0L, 2L, 2468L, 2468L, 0L),
                List.of(all.open(), all.opened(), all.bytesRead(), all.bytesSent(), all.bytesBuffered()));
        server.close();
    }

    @Test
    void whatIsBufferedAndHowLongWasPaused() throws Exception {
        LoopStatistics.of(loop);
        Server server = loop.runUntilComplete(
                loop.createServer(() -> peer(false), ListenOptions.at("127.0.0.1", 0)));
        Peer client = connect(server);
        until(() -> !accepted.isEmpty() && accepted.getFirst().transport != null);
        Transport reader = accepted.getFirst().transport();
        reader.pauseReading();
        int size = 20_000_000;
        client.transport().write(new byte[size]);
        assertTrue(client.paused);
        until(() -> transports().writingPausedTime().toMillis() > 0);
        LoopStatistics.Transports paused = transports();
        assertEquals(List.of(1, 1), List.of(paused.writingPaused(), paused.readingPaused()));
        assertEquals(size, paused.bytesBuffered() + paused.bytesSent());
        assertTrue(paused.bytesBuffered() > 100_000, paused::toString);
        reader.resumeReading();
        until(() -> accepted.getFirst().received == size);
        until(() -> !client.paused);
        LoopStatistics.Transports done = transports();
        assertEquals(
                List.of(0, 0, 0L, (long) size, (long) size),
                List.of(done.writingPaused(), done.readingPaused(), done.bytesBuffered(), done.bytesSent(),
                        done.bytesRead()));
        assertTrue(done.readingPausedTime().toNanos() > 0);
        server.close();
        client.transport().abort();
        until(() -> client.lost);
    }

    @Test
    void whatIsAbortedIsNeitherBufferedNorPausedAnyMore() throws Exception {
        LoopStatistics.of(loop);
        Server server = loop.runUntilComplete(
                loop.createServer(() -> peer(false), ListenOptions.at("127.0.0.1", 0)));
        Peer client = connect(server);
        until(() -> !accepted.isEmpty() && accepted.getFirst().transport != null);
        accepted.getFirst().transport().pauseReading();
        client.transport().write(new byte[20_000_000]);
        assertTrue(client.paused);
        client.transport().abort();
        accepted.getFirst().transport().abort();
        until(() -> client.lost && accepted.getFirst().lost);
        LoopStatistics.Transports all = transports();
        assertEquals(
                List.of(0L, 0L, 0, 0),
                List.of(all.open(), all.bytesBuffered(), all.writingPaused(), all.readingPaused()));
        server.close();
    }

    @Test
    void connectionsFromBeforeAreNotCounted() throws Exception {
        Server server = loop.runUntilComplete(
                loop.createServer(() -> peer(true), ListenOptions.at("127.0.0.1", 0)));
        Peer client = connect(server);
        assertEquals(0, transports().open());
        client.transport().write(new byte[10]);
        until(() -> client.received == 10);
        client.transport().close();
        until(() -> client.lost && accepted.getFirst().lost);
        assertEquals(0, transports().open());
        assertEquals(0, transports().bytesRead());
        server.close();
    }

    @Test
    void handshakesThatSucceedAndFail() throws Exception {
        LoopStatistics.of(loop);
        TlsContext context = TestIdentity.LOCALHOST.server();
        Server server = loop.runUntilComplete(
                loop.createServer(() -> peer(true), ListenOptions.at("127.0.0.1", 0).tls(context)));
        Peer client = loop.runUntilComplete(loop.createConnection(
                Peer::new,
                ConnectOptions.to("127.0.0.1", port(server))
                        .tls(TestIdentity.AUTHORITY.trusting())
                        .serverHostname("localhost")))
                .protocol();
        until(() -> LoopStatistics.of(loop).handshakes().done() == 2);
        client.transport().write(new byte[5]);
        until(() -> client.received == 5);
        assertEquals(10, transports().bytesRead(), "without what TLS adds");
        Peer plain = connect(server);
        plain.transport().write("this is not TLS\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        until(() -> plain.lost);
        LoopStatistics.Handshakes all = LoopStatistics.of(loop).handshakes();
        assertEquals(List.of(2L, 1L), List.of(all.done(), all.failed()));
        assertTrue(all.time().toNanos() > 0);
        client.transport().abort();
        server.close();
        until(() -> transports().open() == 0);
    }

    @Test
    void aConnectionForWhichThereIsNoProtocolIsAnAcceptFailure() throws Exception {
        LoopStatistics.of(loop);
        List<ExceptionContext> reports = new ArrayList<>();
        loop.setExceptionHandler((where, report) -> reports.add(report));
        Server server = loop.runUntilComplete(loop.createServer(
                () -> {
                    throw new IllegalStateException("no protocol in this test");
                },
                ListenOptions.at("127.0.0.1", 0)));
        Peer client = connect(server);
        until(() -> client.lost);
        assertEquals(1, transports().acceptFailures());
        assertEquals(1, reports.size());
        server.close();
    }

    @Test
    void datagramEndpoints() throws Exception {
        LoopStatistics.of(loop);
        int[] received = new int[1];
        DatagramTransport one = loop.runUntilComplete(loop.createDatagramEndpoint(
                () -> new DatagramProtocol() {
                    @Override
                    public void datagramReceived(byte[] data, java.net.SocketAddress from) {
                        received[0] += data.length;
                    }
                },
                DatagramOptions.at("127.0.0.1", 0)))
                .transport();
        InetSocketAddress address = (InetSocketAddress) one.getExtraInfo("sockname");
        one.sendto(new byte[40], address);
        until(() -> received[0] == 40);
        assertEquals(List.of(1L, 40L, 40L),
                List.of(transports().open(), transports().bytesRead(), transports().bytesSent()));
        one.close();
        until(() -> transports().open() == 0);
    }
}
