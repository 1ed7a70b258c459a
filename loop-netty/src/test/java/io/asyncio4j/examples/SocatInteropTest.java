// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Unix sockets and datagrams, with socat on the other side. */
@Timeout(300)
class SocatInteropTest {

    private static final String LINES = "a line that comes back\n".repeat(1000);

    /** The JDK's sockets know no abstract names. */
    static Stream<IoKind> kindsWithAbstractNames() {
        return Loops.kinds().filter(kind -> kind != IoKind.NIO);
    }

    private static void run(IoKind kind, CoroutineAction body) {
        Loops.run(kind, TlsProvider.AUTO, body);
    }

    /** Blocks are large enough for any datagram; after one direction has ended, the other one may take its time. */
    private static Child socat(String from, String to) {
        return Child.start("socat", List.of("socat", "-d", "-d", "-b", "65536", "-t", "60", from, to));
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void socatServesUnixClients(IoKind kind, @TempDir Path folder) throws Exception {
        Path path = folder.resolve("socat.sock");
        try (Child socat = socat("UNIX-LISTEN:" + path + ",fork", "EXEC:cat")) {
            socat.awaitPart("listening on");
            run(kind, () -> echoes(UnixConnectOptions.to(path)));
            run(kind, () -> Asyncio.taskGroup(group -> {
                for (int i = 0; i < 5; i++) {
                    group.createTask(() -> echoes(UnixConnectOptions.to(path)));
                }
            }));
        }
    }

    @ParameterizedTest
    @MethodSource("kindsWithAbstractNames")
    void socatServesClientsOfAbstractNames(IoKind kind) throws Exception {
        String name = "asyncio4j-" + UUID.randomUUID();
        try (Child socat = socat("ABSTRACT-LISTEN:" + name + ",fork", "EXEC:cat")) {
            socat.awaitPart("listening on");
            run(kind, () -> echoes(UnixConnectOptions.to(UnixAddress.ofAbstract(name))));
        }
    }

    /** Sends a megabyte, ends the sending side, and gets the same back. */
    private static void echoes(UnixConnectOptions where) throws Exception {
        byte[] sent = new byte[1_000_000];
        new Random(7).nextBytes(sent);
        try (StreamConnection connection = Asyncio.openUnixConnection(where)) {
            Task<byte[]> received = Asyncio.createTask(() -> connection.reader().read());
            connection.writer().write(sent);
            connection.writer().drain();
            connection.writer().writeEof();
            assertArrayEquals(sent, received.await());
        }
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void socatIsServed(IoKind kind, @TempDir Path folder) throws Exception {
        Path path = folder.resolve("ours.sock");
        run(kind, () -> {
            try (Server server = Asyncio.startUnixServer(EchoServer::echo, path)) {
                talk("UNIX-CONNECT:" + path);
                talk("UNIX-CONNECT:" + path);
            }
        });
        assertEquals(false, Files.exists(path));
    }

    @ParameterizedTest
    @MethodSource("kindsWithAbstractNames")
    void socatIsServedUnderAnAbstractName(IoKind kind) {
        String name = "asyncio4j-" + UUID.randomUUID();
        run(kind, () -> {
            try (Server server = Asyncio.startUnixServer(
                    EchoServer::echo, UnixListenOptions.at(UnixAddress.ofAbstract(name)))) {
                talk("ABSTRACT-CONNECT:" + name);
            }
        });
    }

    /** Pipes lines through socat, whose end of input becomes the end of the sending side. */
    private static void talk(String where) throws Exception {
        try (Child socat = Child.start("socat", List.of("socat", "-t", "60", "-", where))) {
            Asyncio.toThread(() -> {
                socat.feed(LINES);
                assertEquals(0, socat.join(), () -> socat.lines().toString());
            });
            assertEquals(LINES.lines().toList(), socat.lines());
        }
    }

    /** Collects what comes, and sends it back if told so. */
    private static final class Datagrams implements DatagramProtocol {

        final Queue<byte[]> received = new Queue<>();
        private final boolean echo;
        private @Nullable DatagramTransport transport;

        Datagrams(boolean echo) {
            this.echo = echo;
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (DatagramTransport) made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            received.putNowait(data);
            if (echo) {
                Objects.requireNonNull(transport).sendto(data, address);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void socatSendsDatagramsBack(IoKind kind) throws Exception {
        int port = Loops.freePort();
        try (Child socat = socat("UDP4-LISTEN:" + port + ",bind=127.0.0.1,fork", "EXEC:cat")) {
            socat.awaitPart("listening on");
            run(kind, () -> comesBack(DatagramOptions.to("127.0.0.1", port)));
        }
    }

    /** Only this poller has them. */
    @Test
    void socatSendsUnixDatagramsBack(@TempDir Path folder) throws Exception {
        assumeTrue(IoKind.EPOLL.isAvailable(), "epoll is not available here");
        Path there = folder.resolve("there");
        try (Child socat = socat("UNIX-RECVFROM:" + there + ",fork", "EXEC:cat")) {
            socat.awaitPart("receiving on");
            run(IoKind.EPOLL, () -> comesBack(DatagramOptions.NONE
                    .localAddress(UnixAddress.of(folder.resolve("here")))
                    .remoteAddress(UnixAddress.of(there))));
        }
    }

    private static void comesBack(DatagramOptions options) throws Exception {
        Connection<DatagramTransport, Datagrams> endpoint = Asyncio.getRunningLoop()
                .createDatagramEndpoint(() -> new Datagrams(false), options)
                .await();
        for (int size : List.of(1, 100, 1500, 9000, 60_000, 2)) {
            byte[] sent = new byte[size];
            Arrays.fill(sent, (byte) size);
            endpoint.transport().sendto(sent);
            assertArrayEquals(sent, endpoint.protocol().received.get());
        }
        endpoint.transport().close();
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void socatGetsItsDatagramsBack(IoKind kind) {
        run(kind, () -> {
            Connection<DatagramTransport, Datagrams> endpoint = Asyncio.getRunningLoop()
                    .createDatagramEndpoint(() -> new Datagrams(true), DatagramOptions.at("127.0.0.1", 0))
                    .await();
            InetSocketAddress here =
                    (InetSocketAddress) Objects.requireNonNull(endpoint.transport().getExtraInfo(ExtraInfo.SOCKNAME));
            List<Child> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    Child socat = Child.start(
                            "socat", List.of("socat", "-t", "60", "-", "UDP4:127.0.0.1:" + here.getPort()));
                    clients.add(socat);
                    socat.feed("from number " + i + "\n");
                }
                for (int i = 0; i < 3; i++) {
                    Child socat = clients.get(i);
                    String expected = "from number " + i;
                    assertEquals(expected, Asyncio.toThread(() -> socat.awaitPart("from")));
                }
            } finally {
                clients.forEach(Child::close);
                endpoint.transport().close();
            }
        });
    }
}
