// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.ssl.SslHandler;
import java.io.DataInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Channels of a plain Netty service that become transports, and back. */
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
class AdoptedChannelTest {

    @Parameter
    IoKind kind;

    private NettyService service;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Boolean> lost = new CompletableFuture<>();

    @BeforeEach
    void start() {
        service = new NettyService(kind);
        service.loop.callSoonThreadsafe(() -> service.loop.setExceptionHandler(
                (loop, report) -> log.add("reported " + report)));
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    /** Hands each channel over as soon as it is active. */
    private ChannelHandler adopting(Supplier<? extends BaseProtocol> factory) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                service.loop.adopt(factory, ctx.channel());
                ctx.pipeline().remove(this);
            }
        };
    }

    private static Socket connect(InetSocketAddress address) throws Exception {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Echoes, notes its life. */
    private class Echo implements Protocol {
        Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
            log.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            log.add(new String(data, US_ASCII).trim());
            transport.write(data);
        }

        @Override
        public boolean eofReceived() {
            log.add("eof");
            return false;
        }

        @Override
        public void connectionLost(@Nullable Throwable error) {
            log.add("lost " + error);
            lost.complete(true);
        }
    }

    @Test
    void anAcceptedChannelBecomesATransport() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {adopting(Echo::new)});
        try (Socket client = connect(address)) {
            client.getOutputStream().write("hello".getBytes(US_ASCII));
            client.shutdownOutput();
            assertEquals("hello", new String(client.getInputStream().readAllBytes(), US_ASCII));
        }
        lost.get(20, TimeUnit.SECONDS);
        assertEquals(List.of("made", "hello", "eof", "lost null"), log);
    }

    @Test
    void aPeerThatHasSentAllStillGetsALongAnswer() throws Exception {
        byte[] answer = new byte[20_000_000];
        Arrays.fill(answer, (byte) 7);
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {adopting(() -> new Echo() {
            @Override
            public boolean eofReceived() {
                transport.write(answer);
                transport.pauseReading();
                transport.resumeReading();
                return false;
            }
        })});
        try (Socket client = connect(address)) {
            client.shutdownOutput();
            assertArrayEquals(answer, client.getInputStream().readAllBytes());
        }
        lost.get(20, TimeUnit.SECONDS);
        assertEquals(List.of("made", "lost null"), log);
    }

    @Test
    void handlersBeforeTheTransportGoOnWorking() throws Exception {
        InetSocketAddress address = service.serve(
                () -> new ChannelHandler[] {new LineBasedFrameDecoder(1024, false, true), adopting(Echo::new)});
        try (Socket client = connect(address)) {
            client.getOutputStream().write("one\ntwo\nthree".getBytes(US_ASCII));
            assertEquals("one\ntwo\n", new String(client.getInputStream().readNBytes(8), US_ASCII));
        }
        lost.get(20, TimeUnit.SECONDS);
        assertEquals(List.of("made", "one", "two", "eof", "lost null"), log.stream().map(
                each -> each.startsWith("lost") ? "lost null" : each).toList());
    }

    @Test
    void tlsOfThePipelineIsWaitedForAndTold() throws Exception {
        SSLContext context = TestIdentity.LOCALHOST.jdkContext();
        assertEquals(0, LoopStatistics.of(service.loop).handshakes().done());
        CompletableFuture<Transport> made = new CompletableFuture<>();
        InetSocketAddress address = service.serve(() -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            return new ChannelHandler[] {new SslHandler(engine), adopting(() -> new Echo() {
                @Override
                public void connectionMade(BaseTransport transport) {
                    super.connectionMade(transport);
                    made.complete(this.transport);
                }
            })};
        });
        try (Socket client = context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write("secret".getBytes(US_ASCII));
            assertEquals("secret", new String(client.getInputStream().readNBytes(6), US_ASCII));
            Transport transport = made.get(20, TimeUnit.SECONDS);
            assertEquals(1, LoopStatistics.of(service.loop).handshakes().done());
            assertEquals(0, LoopStatistics.of(service.loop).handshakes().failed());
            service.run(() -> {
                assertFalse(transport.canWriteEof());
                assertTrue(String.valueOf(transport.getExtraInfo("cipher")).contains("TLS"));
                assertTrue(transport.getExtraInfo("ssl_object") != null);
                transport.close();
            });
            assertEquals(-1, client.getInputStream().read());
        }
        lost.get(20, TimeUnit.SECONDS);
        assertEquals(List.of("made", "secret", "lost null"), log);
    }

    @Test
    void aProtocolGetsNettysBuffersAsTheyAre() throws Exception {
        List<ByteBuf> seen = Collections.synchronizedList(new ArrayList<>());
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {adopting(() -> new ByteBufProtocol() {
            private NettyTransport transport;

            @Override
            public void connectionMade(BaseTransport made) {
                transport = (NettyTransport) made;
            }

            @Override
            public void bytesReceived(ByteBuf data) {
                seen.add(data);
                transport.write(data);
            }

            @Override
            public void connectionLost(@Nullable Throwable error) {
                lost.complete(error == null);
            }
        })});
        byte[] data = new byte[300_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        try (Socket client = connect(address)) {
            client.getOutputStream().write(data);
            client.shutdownOutput();
            assertArrayEquals(data, client.getInputStream().readAllBytes());
        }
        assertTrue(lost.get(20, TimeUnit.SECONDS));
        assertEquals(0, seen.stream().mapToInt(ByteBuf::refCnt).sum(), "all are released once they were sent");
    }

    @Test
    void aCoroutineAdoptsAndWritesBuffers() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {adopting(Echo::new)});
        CompletableFuture<String> answer = new CompletableFuture<>();
        ByteBuf hello = Unpooled.copiedBuffer("hello", US_ASCII);
        service.run(() -> {
            Channel channel = service.client(() -> new ChannelHandler[0]).register().channel();
            NettyFutures.await(channel.connect(address));
            var connection = service.loop
                    .adopt(
                            () -> new Protocol() {
                                @Override
                                public void dataReceived(byte[] data) {
                                    answer.complete(new String(data, US_ASCII));
                                }
                            },
                            channel)
                    .await();
            NettyTransport transport = assertInstanceOf(NettyTransport.class, connection.transport());
            assertSame(channel, transport.channel());
            transport.write(hello);
            NettyFuturesTest.await(answer);
            transport.close();
        });
        assertEquals("hello", answer.get());
        assertEquals(0, hello.refCnt());
    }

    @Test
    void aTransportGivesItsChannelBackWithWhatWasNotRead() throws Exception {
        CompletableFuture<String> handled = new CompletableFuture<>();
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {adopting(() -> new Echo() {
            @Override
            public void dataReceived(byte[] data) {
                super.dataReceived(data);
                transport.pauseReading();
                service.loop.callLater(0.005, () -> {
                    var unused = ((NettyTransport) transport)
                            .detach(
                                    new LineBasedFrameDecoder(1024),
                                    new StringDecoder(US_ASCII),
                                    new StringEncoder(US_ASCII),
                                    NettyMessages.handler(String.class, lines -> {
                                        for (String line : lines.asIterable()) {
                                            log.add("line " + line);
                                            lines.send(line + "!\n");
                                        }
                                        handled.complete("done");
                                    }));
                });
            }
        })});
        try (Socket client = connect(address)) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            client.getOutputStream().write("upgrade\n".getBytes(US_ASCII));
            assertEquals("upgrade", in.readLine());
            client.getOutputStream().write("one\ntwo\n".getBytes(US_ASCII));
            assertEquals("one!", in.readLine());
            assertEquals("two!", in.readLine());
            client.shutdownOutput();
            assertEquals(-1, in.read());
        }
        assertEquals("done", handled.get(20, TimeUnit.SECONDS));
        assertEquals(List.of("made", "upgrade", "line one", "line two"), log, "the protocol is told nothing more");
    }

    @Test
    void whatCannotBeAdoptedIsRefused() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {adopting(Echo::new)});
        try (NettyService other = new NettyService(kind)) {
            service.run(() -> {
                Channel channel = service.client(() -> new ChannelHandler[0]).register().channel();
                assertThrows(IllegalArgumentException.class, () -> service.loop.adopt(Echo::new, channel), "inactive");
                NettyFutures.await(channel.connect(address));
                service.loop.adopt(Echo::new, channel).await();
                assertThrows(IllegalStateException.class, () -> service.loop.adopt(Echo::new, channel), "twice");
                Channel foreign = other.client(() -> new ChannelHandler[0]).register().channel();
                assertThrows(IllegalArgumentException.class, () -> service.loop.adopt(Echo::new, foreign));
                NettyFutures.await(foreign.close());
                NettyFutures.await(channel.close());
            });
        }
    }
}
