// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TCP on an event loop that belongs to a Netty service. */
@Timeout(60)
class AttachedTcpTest {

    private static final int ANSWER = 20_000_000;

    private static EventLoopGroup start(IoKind kind) {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        return new MultiThreadIoEventLoopGroup(1, kind.poller().newFactory());
    }

    private static <T> T await(CompletableFuture<T> result) throws Exception {
        return result.get(20, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Server> listen(NettyEventLoop loop,
            java.util.function.Supplier<Protocol> factory) {
        CompletableFuture<Server> server = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> loop.createServer(factory, "127.0.0.1", 0)
                .toCompletableFuture()
                .whenComplete((made, error) -> {
                    if (error == null) {
                        server.complete(made);
                    } else {
                        server.completeExceptionally(error);
                    }
                }));
        return server;
    }

    private static InetSocketAddress address(Server server) throws Exception {
        return (InetSocketAddress) server.sockets().getFirst().getsockname();
    }

    @ParameterizedTest
    @EnumSource
    void clientAndServerTalkOnOneEventLoop(IoKind kind) throws Exception {
        try (EventLoopGroup group = start(kind)) {
            NettyEventLoop loop = NettyEventLoop.of(group.next());
            List<String> log = Collections.synchronizedList(new ArrayList<>());
            Server server = await(listen(loop, EchoProtocol::new));
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            InetSocketAddress address = address(server);
            loop.callSoonThreadsafe(() -> loop.createTask(() -> {
                var connection = loop.createConnection(() -> new Greeter(log, closed), "127.0.0.1", address.getPort())
                        .await();
                log.add("connected");
                connection.transport().write("hello".getBytes(StandardCharsets.US_ASCII));
            }));
            await(closed);
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            loop.callSoonThreadsafe(() -> {
                server.close();
                ended.complete(server.isServing());
            });
            assertEquals(false, await(ended));
            assertEquals(List.of("made", "connected", "hello", "lost null"), log);
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeAnswerArrivesAfterThePeersEndOfStream(IoKind kind) throws Exception {
        try (EventLoopGroup group = start(kind)) {
            NettyEventLoop loop = NettyEventLoop.of(group.next());
            Server server = await(listen(loop, () -> new AnswersAtEnd(loop)));
            long received = 0;
            try (Socket client = new Socket()) {
                client.setSoTimeout(20_000);
                client.connect(address(server));
                client.getOutputStream().write(1);
                client.shutdownOutput();
                InputStream in = client.getInputStream();
                byte[] buffer = new byte[64 * 1024];
                for (int n; (n = in.read(buffer)) >= 0;) {
                    received += n;
                }
            }
            assertEquals(ANSWER, received);
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    private static final class EchoProtocol implements Protocol {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            if (transport != null) {
                transport.write(data);
            }
        }
    }

    private static final class Greeter implements Protocol {
        private final List<String> log;
        private final CompletableFuture<Boolean> closed;
        private @Nullable Transport transport;

        Greeter(List<String> log, CompletableFuture<Boolean> closed) {
            this.log = log;
            this.closed = closed;
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
            log.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            log.add(new String(data, StandardCharsets.US_ASCII));
            if (transport != null) {
                transport.close();
            }
        }

        @Override
        public void connectionLost(@Nullable Throwable exc) {
            log.add("lost " + exc);
            closed.complete(true);
        }
    }

    private static final class AnswersAtEnd implements Protocol {
        private final NettyEventLoop loop;
        private @Nullable Transport transport;

        AnswersAtEnd(NettyEventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public boolean eofReceived() {
            // Some polls later: then the poller has nothing to wait for, neither way.
            loop.callLater(0.05, () -> {
                if (transport != null) {
                    transport.write(new byte[ANSWER]);
                    transport.close();
                }
            });
            return true;
        }
    }
}
