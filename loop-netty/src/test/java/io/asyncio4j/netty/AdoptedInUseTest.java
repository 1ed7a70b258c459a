// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.BaseTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Channels that are adopted, and given back, in the midst of something: writes, ends, errors, handshakes. */
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
class AdoptedInUseTest {

    /** More than the buffers of two sockets take. */
    private static final int MUCH = 20_000_000;

    @Parameter
    IoKind kind;

    private NettyService service;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<String> over = new CompletableFuture<>();

    @BeforeEach
    void start() {
        service = new NettyService(kind);
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    /** Echoes, and notes its life. */
    private class Echo implements Protocol {
        NettyTransport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (NettyTransport) made;
            log.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            log.add(new String(data, US_ASCII));
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
            over.complete("lost");
        }
    }

    private static ChannelHandler onActive(Consumer<ChannelHandlerContext> action) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                action.accept(ctx);
            }
        };
    }

    private void adopt(ChannelHandlerContext context, Echo protocol) {
        service.loop.adopt(() -> protocol, context.channel());
    }

    private static Socket connect(InetSocketAddress address) throws Exception {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), US_ASCII);
    }

    private String over() throws Exception {
        return over.get(20, TimeUnit.SECONDS);
    }

    // ---- what was written before

    @Test
    void whatWasWrittenBeforeLeavesFirst() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[MUCH]));
            adopt(ctx, new Echo());
        })});
        try (Socket client = connect(address)) {
            assertEquals(MUCH, client.getInputStream().readNBytes(MUCH).length);
            write(client, "hello");
            assertEquals("hello", read(client, 5));
        }
        assertEquals("lost", over());
        assertEquals(List.of("made", "hello", "eof", "lost null"), log);
    }

    @Test
    void closeWaitsForWhatWasWrittenBefore() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[MUCH]));
            adopt(ctx, new Echo() {
                @Override
                public void connectionMade(BaseTransport made) {
                    super.connectionMade(made);
                    transport.close();
                }
            });
        })});
        try (Socket client = connect(address)) {
            assertEquals(MUCH, client.getInputStream().readAllBytes().length);
        }
        assertEquals("lost", over());
        assertEquals(List.of("made", "lost null"), log);
    }

    @Test
    void theEndOfOutputWaitsForWhatWasWrittenBefore() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[MUCH]));
            adopt(ctx, new Echo() {
                @Override
                public void connectionMade(BaseTransport made) {
                    super.connectionMade(made);
                    transport.writeEof();
                }
            });
        })});
        try (Socket client = connect(address)) {
            assertEquals(MUCH, client.getInputStream().readAllBytes().length);
        }
        assertEquals("lost", over());
        assertEquals(List.of("made", "eof", "lost null"), log);
    }

    @Test
    void closeWaitsForWhatHandlersHaveWrittenMeanwhile() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> {
            adopt(ctx, new Echo() {
                @Override
                public void dataReceived(byte[] data) {
                    ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[MUCH]));
                    transport.close();
                }
            });
        })});
        try (Socket client = connect(address)) {
            write(client, "x");
            assertEquals(MUCH, client.getInputStream().readAllBytes().length);
        }
        assertEquals("lost", over());
    }

    // ---- what has happened before

    @Test
    void anEndOfInputThatHasPassedIsTold() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event == ChannelInputShutdownEvent.INSTANCE) {
                    ctx.executor().execute(() -> adopt(ctx, new Echo() {
                        @Override
                        public void connectionMade(BaseTransport made) {
                            super.connectionMade(made);
                            transport.write("bye".getBytes(US_ASCII));
                        }
                    }));
                }
            }
        }});
        try (Socket client = connect(address)) {
            client.shutdownOutput();
            assertEquals("bye", new String(client.getInputStream().readAllBytes(), US_ASCII));
        }
        assertEquals("lost", over());
        assertEquals(List.of("made", "eof", "lost null"), log);
    }

    @Test
    void aChannelThatIsClosedAtOnceIsLost() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> {
            adopt(ctx, new Echo());
            ctx.close();
        })});
        try (Socket client = connect(address)) {
            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals("lost", over());
        assertEquals(List.of("made", "lost null"), log);
    }

    @Test
    void aPeerThatLeavesInTheHandshakeIsToldAtOnce() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        InetSocketAddress address = service.serve(() -> {
            SSLEngine engine = TestIdentity.LOCALHOST.jdkContext().createSSLEngine();
            engine.setUseClientMode(false);
            SslHandler tls = new SslHandler(engine);
            tls.setHandshakeTimeoutMillis(0);
            return new ChannelHandler[] {tls, onActive(ctx -> service.loop
                    .adopt(Echo::new, ctx.channel())
                    .addDoneCallback(done -> failure.complete(done.exception())))};
        });
        connect(address).close();
        Throwable told = assertInstanceOf(SocketException.class, failure.get(20, TimeUnit.SECONDS));
        assertTrue(String.valueOf(told.getMessage()).startsWith("adopt: the connection to "), told::toString);
        assertEquals(List.of(), log);
    }

    @Test
    void whatIsNoStreamProtocolIsRefusedInTheNameOfAdopt() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> service.loop
                .adopt(() -> new io.asyncio4j.protocols.DatagramProtocol() {}, ctx.channel())
                .addDoneCallback(done -> failure.complete(done.exception())))});
        try (Socket client = connect(address)) {
            assertEquals(-1, client.getInputStream().read());
        }
        assertTrue(failure.get(20, TimeUnit.SECONDS).toString().contains(": adopt: "), failure::toString);
    }

    // ---- given back

    /** Detaches at the first data, and notes what a handler of plain Netty hears from then on. */
    private class GivesBack extends Echo {
        @Override
        public void dataReceived(byte[] data) {
            super.dataReceived(data);
            giveBack();
        }

        void giveBack() {
            transport.detach(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    log.add("read " + ((ByteBuf) message).toString(US_ASCII));
                    ctx.writeAndFlush(message);
                }

                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    log.add("event " + event.getClass().getSimpleName());
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    log.add("caught " + (cause instanceof IOException));
                }

                @Override
                public void channelInactive(ChannelHandlerContext ctx) {
                    log.add("inactive");
                    over.complete("inactive");
                }
            });
        }
    }

    @Test
    void aChannelThatWasGivenBackIsClosedByItsPeersEndAsBefore() throws Exception {
        InetSocketAddress address =
                service.serve(() -> new ChannelHandler[] {onActive(ctx -> adopt(ctx, new GivesBack()))});
        try (Socket client = connect(address)) {
            write(client, "one");
            assertEquals("one", read(client, 3));
            client.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals("inactive", over());
        assertEquals(List.of("made", "one", "inactive"), log);
    }

    @Test
    void anEndThatWaitedWhenItWasGivenBackClosesItAfterTheAnswer() throws Exception {
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> {
            GivesBack protocol = new GivesBack() {
                @Override
                public void dataReceived(byte[] data) {
                    transport.write(data);
                    transport.pauseReading();
                    // By then the rest has been read, and the end; where a poller says nothing while nobody asks, it comes later.
                    service.loop.callLater(0.05, this::giveBack);
                }
            };
            adopt(ctx, protocol);
        })});
        try (Socket client = connect(address)) {
            write(client, "one");
            assertEquals("one", read(client, 3));
            write(client, "two");
            client.shutdownOutput();
            assertEquals("two", new String(client.getInputStream().readAllBytes(), US_ASCII));
        }
        assertEquals("inactive", over());
        assertEquals(List.of("made", "read two", "inactive"), log);
    }

    @Test
    void anErrorThatWaitedWhenItWasGivenBackIsTold() throws Exception {
        CompletableFuture<GivesBack> paused = new CompletableFuture<>();
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {onActive(ctx -> {
            GivesBack protocol = new GivesBack() {
                @Override
                public void dataReceived(byte[] data) {
                    transport.pauseReading();
                    paused.complete(this);
                }
            };
            adopt(ctx, protocol);
        })});
        try (Socket client = connect(address)) {
            write(client, "one");
            paused.get(20, TimeUnit.SECONDS);
            client.setSoLinger(true, 0);
        }
        GivesBack protocol = paused.get();
        service.run(() -> {
            io.asyncio4j.Asyncio.sleep(0.05);
            protocol.giveBack();
        });
        assertEquals("inactive", over());
        assertEquals(List.of("made", "caught true", "inactive"), log);
    }
}
