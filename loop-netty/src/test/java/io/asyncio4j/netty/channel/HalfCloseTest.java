// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The peer ends its side and begins to read later; the answer is more than all buffers hold. */
@Timeout(120)
class HalfCloseTest {

    private static final int ANSWER_BYTES = 20_000_000;

    /** Answers the end of input, then is closed. */
    private static final class Answering implements Protocol {
        private final NettyEventLoop loop;
        private final CountDownLatch answered = new CountDownLatch(1);
        private final List<String> log = new ArrayList<>();
        private Transport transport;

        Answering(NettyEventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public boolean eofReceived() {
            log.add("eof");
            transport.write(new byte[ANSWER_BYTES]);
            answered.countDown();
            return false;
        }

        @Override
        public void connectionLost(Throwable exc) {
            log.add("lost " + exc);
            loop.stop();
        }
    }

    private static NettyEventLoop open(IoKind kind) {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        return NettyEventLoop.create(kind);
    }

    private static CompletableFuture<Long> peer(Socket socket, Answering protocol) {
        return CompletableFuture.supplyAsync(() -> {
            try (socket) {
                socket.setSoTimeout(30_000);
                socket.shutdownOutput();
                protocol.answered.await(30, TimeUnit.SECONDS);
                long count = 0;
                byte[] buffer = new byte[65_536];
                for (int read; (read = socket.getInputStream().read(buffer)) >= 0;) {
                    count += read;
                }
                return count;
            } catch (Exception e) {
                throw new AssertionError("the peer failed", e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void serverSendsAllOfItsAnswer(IoKind kind) throws Exception {
        try (NettyEventLoop loop = open(kind)) {
            Answering protocol = new Answering(loop);
            var server = loop.runUntilComplete(loop.createServer(() -> protocol, ListenOptions.at("127.0.0.1", 0)));
            int port = ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
            CompletableFuture<Long> peer = peer(new Socket("127.0.0.1", port), protocol);
            loop.runForever();
            assertEquals(ANSWER_BYTES, peer.get(30, TimeUnit.SECONDS));
            assertEquals(List.of("eof", "lost null"), protocol.log);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientSendsAllOfItsAnswer(IoKind kind) throws Exception {
        try (NettyEventLoop loop = open(kind);
                ServerSocket listener = new ServerSocket(0)) {
            Answering protocol = new Answering(loop);
            loop.runUntilComplete(
                    loop.createConnection(() -> protocol, ConnectOptions.to("127.0.0.1", listener.getLocalPort())));
            CompletableFuture<Long> peer = peer(listener.accept(), protocol);
            loop.runForever();
            assertEquals(ANSWER_BYTES, peer.get(30, TimeUnit.SECONDS));
            assertEquals(List.of("eof", "lost null"), protocol.log);
        }
    }
}
