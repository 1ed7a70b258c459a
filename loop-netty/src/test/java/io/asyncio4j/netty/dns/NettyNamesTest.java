// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.ExtraInfo;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A loop whose hosts are looked up by a resolver of Netty. */
@Timeout(60)
class NettyNamesTest {

    private static final AddressHints STREAMS = AddressHints.ANY.type(SocketType.STREAM);

    /** Answers as its name asks it to, and remembers what it was asked and who asked. */
    private static final class Scripted extends InetNameResolver {

        private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
        private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch closed = new CountDownLatch(1);

        Scripted() {
            super(ImmediateEventExecutor.INSTANCE);
        }

        private static List<InetAddress> addresses() throws UnknownHostException {
            return List.of(
                    InetAddress.getByAddress("host", new byte[] {127, 0, 0, 1}),
                    InetAddress.getByAddress("host", InetAddress.ofLiteral("::1").getAddress()),
                    InetAddress.getByAddress("host", new byte[] {127, 0, 0, 2}));
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) throws Exception {
            throw new AssertionError("all addresses are wanted");
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) throws Exception {
            asked.add(host);
            threads.add(Thread.currentThread());
            switch (host) {
                case "host" -> promise.setSuccess(addresses());
                case "four" -> promise.setSuccess(addresses().subList(0, 1));
                case "elsewhere" -> {
                    List<InetAddress> found = addresses();
                    Thread unused = Thread.ofPlatform().start(() -> promise.setSuccess(found));
                }
                case "unknown" -> promise.setFailure(new UnknownHostException("unknown"));
                case "broken" -> promise.setFailure(new IllegalStateException("out of order"));
                case "throwing" -> throw new IllegalStateException("refused");
                case "empty" -> promise.setSuccess(List.of());
                default -> {
                    // Never answers.
                }
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private final Scripted resolver = new Scripted();

    private NettyEventLoop open(IoKind kind) {
        return NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).nameResolver(resolver));
    }

    private static List<String> hosts(List<AddressInfo> found) {
        return found.stream()
                .map(info -> info.address().getAddress().getHostAddress() + " " + info.address().getPort())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void answersComeInTheResolversOrder(IoKind kind) throws Exception {
        try (NettyEventLoop loop = open(kind)) {
            List<String> all = List.of("127.0.0.1 80", "0:0:0:0:0:0:0:1 80", "127.0.0.2 80");
            assertEquals(all, hosts(loop.runUntilComplete(loop.getAddrInfo("host", Port.of(80), STREAMS))));
            assertEquals(all, hosts(loop.runUntilComplete(loop.getAddrInfo("elsewhere", Port.of(80), STREAMS))));
            assertEquals(all, hosts(loop.runUntilComplete(loop.getAddrInfo("host", Port.of("http"), STREAMS))));
            loop.setDebug(true);
            assertEquals(all, hosts(loop.runUntilComplete(loop.getAddrInfo("host", Port.of("http"), STREAMS))));
            assertEquals(List.of("host", "elsewhere", "host", "host"), resolver.asked);
            assertEquals(Collections.nCopies(4, Thread.currentThread()), resolver.threads);
        }
        assertEquals(1, resolver.closed.getCount());
    }

    @Test
    void familiesAndFlagsAreKept() throws Exception {
        try (NettyEventLoop loop = open(IoKind.NIO)) {
            AddressHints six = STREAMS.family(AddressFamily.INET6);
            assertEquals(
                    List.of("0:0:0:0:0:0:0:1 1"),
                    hosts(loop.runUntilComplete(loop.getAddrInfo("host", Port.of(1), six))));
            assertEquals(
                    List.of("0:0:0:0:0:ffff:7f00:1 1"),
                    hosts(loop.runUntilComplete(
                            loop.getAddrInfo("four", Port.of(1), six.flags(AddressFlag.V4MAPPED)))));
            UnknownHostException other = assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("four", Port.of(1), six)));
            assertEquals(
                    "getAddrInfo: \"four\" has no address of the family INET6, type STREAM and protocol 0; ask for other ones",
                    other.getMessage());
            assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("four", Port.of("no-such"), STREAMS)));
            assertEquals(List.of("host", "four", "four", "four"), resolver.asked);
        }
    }

    @Test
    void whatIsNoNameIsNotAsked() throws Exception {
        try (NettyEventLoop loop = open(IoKind.NIO)) {
            assertEquals(
                    List.of("127.0.0.1 80"),
                    hosts(loop.runUntilComplete(loop.getAddrInfo("127.0.0.1", Port.of("http"), STREAMS))));
            assertEquals(1, loop.runUntilComplete(loop.getAddrInfo("fe80::1%1", Port.of(80), STREAMS)).size());
            assertEquals(2, loop.runUntilComplete(loop.getAddrInfo(null, Port.of(80), STREAMS)).size());
            for (String host : List.of("", "fe80::1%nosuch")) {
                assertThrows(UnknownHostException.class,
                        () -> loop.runUntilComplete(loop.getAddrInfo(host, Port.of(80), STREAMS)));
            }
            assertThrows(UnknownHostException.class, () -> loop.runUntilComplete(
                    loop.getAddrInfo("host", Port.of(80), STREAMS.flags(AddressFlag.NUMERICHOST))));
            assertEquals(List.of(), resolver.asked);
        }
    }

    @Test
    void failuresSayWhatTheJdksSay() {
        try (NettyEventLoop loop = open(IoKind.NIO)) {
            for (String host : List.of("unknown", "empty")) {
                UnknownHostException unknown = assertThrows(UnknownHostException.class,
                        () -> loop.runUntilComplete(loop.getAddrInfo(host, Port.of(80), STREAMS)));
                assertEquals("getAddrInfo: the host \"" + host
                        + "\" is not known; check its spelling and the name service", unknown.getMessage());
            }
            UnknownHostException broken = assertThrows(UnknownHostException.class, () -> loop.runUntilComplete(
                    loop.createConnection(() -> new Protocol() {}, ConnectOptions.to("broken", 80))));
            assertEquals("createConnection: the host \"broken\" could not be looked up: "
                    + "java.lang.IllegalStateException: out of order; check the resolver", broken.getMessage());
            assertInstanceOf(IllegalStateException.class, broken.getCause());
            assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("throwing", Port.of(80), STREAMS)));
        }
    }

    @Test
    void cancelGivesUpWaiting() throws Exception {
        try (NettyEventLoop loop = open(IoKind.NIO)) {
            Future<List<AddressInfo>> never = loop.getAddrInfo("never", Port.of(80), STREAMS);
            loop.runUntilComplete(loop.getAddrInfo("host", Port.of(80), STREAMS));
            assertFalse(never.done());
            never.cancel();
            assertThrows(CancelledError.class, () -> loop.runUntilComplete(never));
            Future<?> connecting = loop.createConnection(() -> new Protocol() {}, ConnectOptions.to("never", 80));
            loop.runUntilComplete(loop.getAddrInfo("host", Port.of(80), STREAMS));
            connecting.cancel();
            assertThrows(CancelledError.class, () -> loop.runUntilComplete(connecting));
            assertEquals(List.of("never", "host", "host", "never"), resolver.asked);
            // Nor does the end of the loop wait.
            Future<?> unused = loop.getAddrInfo("never", Port.of(80), STREAMS);
        }
        NettyEventLoop closed = open(IoKind.NIO);
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.getAddrInfo("host", Port.of(80), STREAMS));
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void connectionsAndEndpointsAskIt(IoKind kind) throws Exception {
        try (NettyEventLoop loop = open(kind);
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0));
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            loop.runUntilComplete(loop.createConnection(() -> new Protocol() {}, ConnectOptions.to("host", port)))
                    .transport()
                    .abort();
            try (SocketChannel sock = SocketChannel.open()) {
                sock.configureBlocking(false);
                loop.runUntilComplete(loop.sockConnect(sock, InetSocketAddress.createUnresolved("four", port)));
                assertTrue(sock.isConnected());
            }
            var endpoint = loop.runUntilComplete(
                    loop.createDatagramEndpoint(() -> new DatagramProtocol() {}, DatagramOptions.to("four", port)));
            assertEquals(new InetSocketAddress("127.0.0.1", port),
                    endpoint.transport().getExtraInfo(ExtraInfo.PEERNAME));
            endpoint.transport().close();
            assertEquals(List.of("host", "four", "four"), resolver.asked);
        }
    }

    @Test
    void groupClosesItsResolverWithTheLoop() throws Exception {
        List<EventExecutor> executors = new ArrayList<>();
        try (AddressResolverGroup<InetSocketAddress> group = new AddressResolverGroup<>() {
            @Override
            protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
                executors.add(executor);
                return new InetSocketAddressResolver(executor, resolver);
            }
        }) {
            NettyEventLoop loop = NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(IoKind.NIO).resolver(group));
            try (loop) {
                loop.runUntilComplete(loop.getAddrInfo("host", Port.of(80), STREAMS));
                loop.runUntilComplete(loop.getAddrInfo("host", Port.of(80), STREAMS));
                assertEquals(1, executors.size());
                assertSame(loop.eventLoop(), executors.getFirst());
                assertEquals(1, resolver.closed.getCount());
            }
            assertTrue(resolver.closed.await(30, TimeUnit.SECONDS));
        }
    }
}
