// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.Port;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is refused with operation, fact and remedy, and leaves nothing open. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING", "KQUEUE"})
class TcpBadInputTest {

    private static final Supplier<Protocol> PROTOCOL = () -> new Protocol() {};

    @Parameter
    IoKind kind;

    private NettyEventLoop loop;
    private long socketsBefore;

    /** The JDK keeps a socket of its own from the first close on. */
    @BeforeAll
    static void warmUp() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0));
            SocketChannel.open(listener.getLocalAddress()).close();
            listener.accept().close();
        }
        new ServerSocket(0).close();
    }

    @BeforeEach
    void open() throws IOException {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        loop = NettyEventLoop.create(kind);
        socketsBefore = sockets();
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        if (loop == null) {
            return;
        }
        runFor(0.01);
        assertEquals(socketsBefore, sockets(), "sockets of this process");
        loop.close();
    }

    private static long sockets() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "descriptors cannot be counted here");
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
                } catch (IOException closedMeanwhile) {
                    return false;
                }
            }).count();
        }
    }

    private void runFor(double seconds) {
        loop.callLater(seconds, loop::stop);
        loop.runForever();
    }

    private <E extends Throwable> E fails(Class<E> type, Future<?> future) {
        return assertThrows(type, () -> loop.runUntilComplete(future));
    }

    private static void assertSays(Throwable error, String... parts) {
        for (String part : parts) {
            assertTrue(String.valueOf(error.getMessage()).contains(part), error + " does not say \"" + part + '"');
        }
    }

    // ---- arguments: the call itself throws, nothing is begun

    record Call(String name, Class<? extends Throwable> error, String says, Attempt attempt) {
        interface Attempt {
            void on(NettyEventLoop loop) throws Exception;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Call> wrongCalls() {
        return List.of(
                new Call("no factory", NullPointerException.class, "protocolFactory is null",
                        loop -> loop.createConnection(null, ConnectOptions.to("127.0.0.1", 1))),
                new Call("no options", NullPointerException.class, "options is null",
                        loop -> loop.createServer(PROTOCOL, (ListenOptions) null)),
                new Call("no address", IllegalArgumentException.class, "neither host and port nor sock",
                        loop -> loop.createConnection(PROTOCOL, ConnectOptions.NONE)),
                new Call("server without address", IllegalArgumentException.class, "neither host and port nor sock",
                        loop -> loop.createServer(PROTOCOL, ListenOptions.NONE)),
                new Call("port out of range", IllegalArgumentException.class, "65536",
                        loop -> loop.createConnection(PROTOCOL, "127.0.0.1", 65536)),
                new Call("negative port", IllegalArgumentException.class, "-1",
                        loop -> loop.createServer(PROTOCOL, "127.0.0.1", -1)),
                new Call("negative delay", IllegalArgumentException.class, "-1.0",
                        loop -> ConnectOptions.to("h", 1).happyEyeballsDelay(-1.0)),
                new Call("NaN delay", IllegalArgumentException.class, "NaN",
                        loop -> ConnectOptions.to("h", 1).happyEyeballsDelay(Double.NaN)),
                new Call("negative interleave", IllegalArgumentException.class, "-1",
                        loop -> ConnectOptions.to("h", 1).interleave(-1)),
                new Call("negative backlog", IllegalArgumentException.class, "-1",
                        loop -> ListenOptions.at("h", 1).backlog(-1)),
                new Call("host and sock", IllegalArgumentException.class, "given together", loop -> {
                    try (SocketChannel sock = SocketChannel.open()) {
                        loop.createConnection(PROTOCOL, ConnectOptions.to("127.0.0.1", 1).sock(sock));
                    }
                }),
                new Call("datagram channel", IllegalArgumentException.class, "give a SocketChannel", loop -> {
                    try (DatagramChannel sock = DatagramChannel.open()) {
                        loop.createConnection(PROTOCOL, ConnectOptions.on(sock));
                    }
                }),
                new Call("stream channel for a server", IllegalArgumentException.class, "give a ServerSocketChannel",
                        loop -> {
                            try (SocketChannel sock = SocketChannel.open()) {
                                loop.createServer(PROTOCOL, ListenOptions.on(sock));
                            }
                        }),
                new Call("listening channel as accepted", IllegalArgumentException.class, "SocketChannel", loop -> {
                    try (ServerSocketChannel sock = ServerSocketChannel.open()) {
                        loop.connectAcceptedSocket(PROTOCOL, sock, AcceptOptions.NONE);
                    }
                }),
                new Call("unconnected channel", IllegalArgumentException.class, "not connected", loop -> {
                    try (SocketChannel sock = SocketChannel.open()) {
                        loop.createConnection(PROTOCOL, ConnectOptions.on(sock));
                    }
                }),
                new Call("closed channel", IllegalArgumentException.class, "closed", loop -> {
                    SocketChannel sock = SocketChannel.open();
                    sock.close();
                    loop.createConnection(PROTOCOL, ConnectOptions.on(sock));
                }),
                new Call("unbound channel", IllegalArgumentException.class, "not bound", loop -> {
                    try (ServerSocketChannel sock = ServerSocketChannel.open()) {
                        loop.createServer(PROTOCOL, ListenOptions.on(sock));
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("wrongCalls")
    void wrongArgumentsAreRefusedAtOnce(Call call) {
        assertSays(assertThrows(call.error, () -> call.attempt.on(loop)), call.says);
    }

    @Test
    void closedLoopSaysSo() {
        loop.close();
        assertSays(
                assertThrows(IllegalStateException.class, () -> loop.createConnection(PROTOCOL, "127.0.0.1", 1)),
                "createConnection", "closed");
        loop = NettyEventLoop.create(kind);
    }

    @Test
    void otherThreadsAreRefusedWhileTheLoopRuns() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        loop.callSoon(() -> {
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    loop.createConnection(PROTOCOL, "127.0.0.1", 1);
                } catch (Throwable error) {
                    seen.set(error);
                }
                loop.callSoonThreadsafe(loop::stop);
            });
        });
        loop.runForever();
        assertSays(assertInstanceOf(IllegalStateException.class, seen.get()), "callSoonThreadsafe");
    }

    // ---- what turns out later: the future fails

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ConnectOptions there = ConnectOptions.to("127.0.0.1", port);
        assertSays(fails(ConnectException.class, loop.createConnection(PROTOCOL, there)), "111", "127.0.0.1:" + port);
        ExceptionGroup all = fails(ExceptionGroup.class, loop.createConnection(PROTOCOL, there.allErrors(true)));
        assertEquals(1, all.exceptions().size());
    }

    @Test
    void hostIsUnknown() {
        assertSays(
                fails(UnknownHostException.class, loop.createConnection(PROTOCOL, "no-such-host.invalid", 1)),
                "no-such-host.invalid");
        assertSays(
                fails(UnknownHostException.class, loop.createServer(PROTOCOL, "no-such-host.invalid", 1)),
                "no-such-host.invalid");
        assertSays(
                fails(UnknownHostException.class, loop.createConnection(
                        PROTOCOL, ConnectOptions.to("127.0.0.1", Port.of("no-such-service")))),
                "no-such-service");
    }

    @Test
    void addressIsInUse() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            BindException error = fails(
                    BindException.class, loop.createServer(PROTOCOL, "127.0.0.1", holder.getLocalPort()));
            assertSays(error, "98", "127.0.0.1:" + holder.getLocalPort());
            ConnectOptions from = ConnectOptions.to("127.0.0.1", 1)
                    .localAddress(new InetSocketAddress("127.0.0.1", holder.getLocalPort()));
            assertInstanceOf(BindException.class, fails(IOException.class, loop.createConnection(PROTOCOL, from)));
        }
    }

    @Test
    void noHostIsGiven() {
        assertSays(fails(IOException.class, loop.createServer(PROTOCOL, ListenOptions.atEach(List.of(), 0))),
                "could not bind on any address");
    }

    @Test
    void factoryGivesWhatIsNoStreamProtocol() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Supplier<BaseProtocol> datagrams = () -> new DatagramProtocol() {};
            assertSays(
                    fails(IllegalArgumentException.class,
                            loop.createConnection(datagrams, "127.0.0.1", listener.getLocalPort())),
                    "stream protocol");
            listener.accept().close();
            Supplier<BaseProtocol> nothing = () -> null;
            assertSays(
                    fails(NullPointerException.class,
                            loop.createConnection(nothing, "127.0.0.1", listener.getLocalPort())),
                    "protocol is null");
            listener.accept().close();
        }
    }

    @Test
    void channelCannotBeGivenTwice() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0));
            SocketChannel sock = SocketChannel.open(listener.getLocalAddress());
            SocketChannel peer = listener.accept();
            Connection<Transport, Protocol> first =
                    loop.runUntilComplete(loop.createConnection(PROTOCOL, ConnectOptions.on(sock)));
            assertFalse(sock.isBlocking());
            assertSays(
                    assertThrows(
                            IllegalStateException.class,
                            () -> loop.createConnection(PROTOCOL, ConnectOptions.on(sock))),
                    "another transport");
            first.transport().abort();
            runFor(0.01);
            assertFalse(sock.isOpen());
            peer.close();
        }
    }

    @Test
    void cancelledAttemptLeavesNothing() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Future<?> attempt = loop.createConnection(PROTOCOL, "127.0.0.1", listener.getLocalPort());
            loop.callSoon(attempt::cancel);
            runFor(0.01);
            assertTrue(attempt.cancelled());
        }
    }

    @Test
    void loopMayBeClosedWithConnectionsOpen() throws Exception {
        var server = loop.runUntilComplete(loop.createServer(PROTOCOL, "127.0.0.1", 0));
        int port = ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
        Connection<Transport, Protocol> client =
                loop.runUntilComplete(loop.createConnection(PROTOCOL, "127.0.0.1", port));
        client.transport().write(new byte[20_000_000]);
        runFor(0.01);
        loop.close();
        assertEquals(socketsBefore, sockets());
        loop = NettyEventLoop.create(kind);
    }
}
