// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages of Netty's codecs in coroutines, on the event loop of a plain Netty service. */
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
class NettyMessagesTest {

    @Parameter
    IoKind kind;

    private NettyService service;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() {
        service = new NettyService(kind);
        service.loop.callSoonThreadsafe(() -> service.loop.setExceptionHandler(
                (loop, report) -> log.add("reported " + report.exception())));
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    private InetSocketAddress serveLines(NettyMessages.Handler<String> body) throws Exception {
        ChannelHandler coroutine = NettyMessages.handler(String.class, body);
        return service.serve(() -> lines(coroutine));
    }

    private static ChannelHandler[] lines(ChannelHandler... last) {
        List<ChannelHandler> all = new ArrayList<>(
                List.of(new LineBasedFrameDecoder(1024), new StringDecoder(US_ASCII), new StringEncoder(US_ASCII)));
        all.addAll(List.of(last));
        return all.toArray(ChannelHandler[]::new);
    }

    private static Socket connect(InetSocketAddress address) throws Exception {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void eachLineIsAnsweredInOrder() throws Exception {
        InetSocketAddress address = serveLines(lines -> {
            for (String line : lines.asIterable()) {
                Asyncio.sleep(0);
                lines.send(line + "!\n");
            }
        });
        StringBuilder asked = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            asked.append(i).append('\n');
            expected.add(i + "!");
        }
        try (Socket client = connect(address)) {
            client.getOutputStream().write(asked.toString().getBytes(US_ASCII));
            client.shutdownOutput();
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(in.readLine());
            }
            assertEquals(expected, answers);
        }
        assertEquals(List.of(), log);
    }

    /** Else all connections would be read before the first one is answered, and clients wait for each other. */
    @Test
    void aCoroutineAnswersBeforeNettyReadsTheNextConnection() throws Exception {
        ChannelHandler coroutine = NettyMessages.handler(String.class, lines -> {
            for (String line : lines.asIterable()) {
                lines.send(line + "!\n");
            }
        });
        InetSocketAddress address = service.serve(() -> {
            List<ChannelHandler> all = new ArrayList<>(List.of(new WrittenInRead(log)));
            all.addAll(List.of(lines(coroutine)));
            return all.toArray(ChannelHandler[]::new);
        });
        try (Socket client = connect(address)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
            for (String line : List.of("a", "b")) {
                client.getOutputStream().write((line + "\n").getBytes(US_ASCII));
                assertEquals(line + "!", in.readLine());
            }
        }
        // On the same thread, so after the end of the second read.
        service.run(() -> Asyncio.sleep(0));
        assertEquals(List.of("1 written", "1 written"), List.of(log.get(0), log.get(1)));
    }

    /** Tells how many messages were written between a read and its end. */
    private static final class WrittenInRead extends ChannelDuplexHandler {
        private final List<String> log;
        private int written;

        WrittenInRead(List<String> log) {
            this.log = log;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            written = 0;
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            written++;
            context.write(message, promise);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.fireChannelReadComplete();
            log.add(written + " written");
        }
    }

    @Test
    void whatIsSentLastLeavesBeforeTheChannelIsClosed() throws Exception {
        byte[] page = new byte[4_000_000];
        ChannelHandler coroutine = NettyMessages.handler(ByteBuf.class, requests -> {
            requests.next().release();
            requests.sendLater(Unpooled.wrappedBuffer(page));
            requests.sendLater(Unpooled.wrappedBuffer(page));
        });
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {coroutine});
        try (Socket client = connect(address)) {
            client.getOutputStream().write(1);
            assertEquals(2 * page.length, client.getInputStream().readAllBytes().length);
        }
    }

    @Test
    void aCoroutineThatDoesNotReadStopsItsPeer() throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        InetSocketAddress address = serveLines(lines -> {
            accepted.complete(lines.channel());
            NettyFuturesTest.await(go);
            int count = 0;
            while (lines.hasNext()) {
                lines.next();
                count++;
            }
            log.add(count + " lines");
        });
        byte[] many = "line\n".repeat(200_000).getBytes(US_ASCII);
        try (Socket client = connect(address)) {
            OutputStream out = client.getOutputStream();
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    out.write(many);
                    client.shutdownOutput();
                } catch (Exception e) {
                    log.add("writer " + e);
                }
            });
            Channel channel = accepted.get(20, TimeUnit.SECONDS);
            service.run(() -> {
                while (channel.config().isAutoRead()) {
                    Asyncio.sleep(0.001);
                }
            });
            go.complete(null);
            writer.join();
            // The end: the coroutine has read all and the server closes.
            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals(List.of("200000 lines"), log);
    }

    @Test
    void aChannelThatDoesNotReadByItselfIsRead() throws Exception {
        ChannelHandler coroutine = NettyMessages.handler(ByteBuf.class, requests -> {
            for (ByteBuf request : requests.asIterable()) {
                requests.send(request);
            }
        });
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {new ChannelHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                ctx.channel().config().setAutoRead(false);
            }
        }, coroutine});
        try (Socket client = connect(address)) {
            client.getOutputStream().write(7);
            assertEquals(7, client.getInputStream().read());
        }
    }

    @Test
    void drainWaitsUntilAllHasLeft() throws Exception {
        InetSocketAddress address = serveLines(lines -> {
            for (String line : lines.asIterable()) {
                lines.send(line + "!\n");
                lines.drain();
                assertTrue(lines.toString().contains(" 0 unsent"), lines::toString);
            }
        });
        try (Socket client = connect(address)) {
            client.getOutputStream().write("a\nb\n".getBytes(US_ASCII));
            client.shutdownOutput();
            assertEquals("a!\nb!\n", new String(client.getInputStream().readAllBytes(), US_ASCII));
        }
        assertEquals(List.of(), log);
    }

    @Test
    void sendWaitsForASlowPeer() throws Exception {
        int parts = 2000;
        CompletableFuture<Boolean> waited = new CompletableFuture<>();
        ChannelHandler coroutine = NettyMessages.handler(ByteBuf.class, requests -> {
            requests.next().release();
            boolean[] unwritable = new boolean[1];
            for (int i = 0; i < parts; i++) {
                unwritable[0] |= !requests.channel().isWritable();
                assertTrue(requests.channel().isWritable(), "send came back before the channel was writable");
                service.loop.callSoon(() -> {
                    if (!requests.channel().isWritable()) {
                        waited.complete(true);
                    }
                });
                requests.send(Unpooled.wrappedBuffer(new byte[16 * 1024]));
            }
        });
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {coroutine});
        try (Socket client = connect(address)) {
            client.getOutputStream().write(1);
            assertTrue(waited.get(20, TimeUnit.SECONDS));
            InputStream in = client.getInputStream();
            assertEquals(parts * 16 * 1024, in.readAllBytes().length);
        }
        assertEquals(List.of(), log);
    }

    @Test
    void whoSendsToAClosedChannelIsTold() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        CompletableFuture<ByteBuf> unsent = new CompletableFuture<>();
        ChannelHandler coroutine = NettyMessages.handler(ByteBuf.class, requests -> {
            requests.next().release();
            NettyFutures.await(requests.channel().close());
            ByteBuf late = Unpooled.buffer().writeByte(1);
            unsent.complete(late);
            try {
                requests.send(late);
                told.complete("nothing");
            } catch (ClosedChannelException e) {
                told.complete("closed");
                throw e;
            }
        });
        InetSocketAddress address = service.serve(() -> new ChannelHandler[] {coroutine});
        try (Socket client = connect(address)) {
            client.getOutputStream().write(new byte[100]);
            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals("closed", told.get(20, TimeUnit.SECONDS));
        assertEquals(0, unsent.get().refCnt());
        service.run(() -> Asyncio.sleep(0));
        assertEquals(List.of(), log, "that the peer has gone is not reported");
    }

    @Test
    void anExceptionIsReportedAndClosesTheChannel() throws Exception {
        InetSocketAddress address = serveLines(lines -> {
            throw new IllegalArgumentException("no " + lines.next());
        });
        try (Socket client = connect(address)) {
            client.getOutputStream().write("thanks\nunread\n".getBytes(US_ASCII));
            assertEquals(-1, readToEnd(client));
        }
        assertEquals(List.of("reported java.lang.IllegalArgumentException: no thanks"), log);
    }

    /** The end, also if it comes as a reset because the server left bytes unread. */
    private static int readToEnd(Socket client) throws Exception {
        try {
            return client.getInputStream().read();
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    @Test
    void whatADecoderFailsWithIsThrownAfterTheMessagesBeforeIt() throws Exception {
        InetSocketAddress address = serveLines(lines -> {
            try {
                for (String line : lines.asIterable()) {
                    log.add(line);
                }
            } catch (io.netty.handler.codec.TooLongFrameException e) {
                lines.send("too long\n");
            }
        });
        try (Socket client = connect(address)) {
            client.getOutputStream().write(("a\nb\n" + "x".repeat(5000) + "\n").getBytes(US_ASCII));
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
            assertEquals("too long", in.readLine());
        }
        assertEquals(List.of("a", "b"), log);
    }

    @Test
    void aClientIsACoroutineAsWell() throws Exception {
        InetSocketAddress address = serveLines(lines -> {
            for (String line : lines.asIterable()) {
                lines.send(line + "!\n");
            }
        });
        assertEquals("hello!", service.call(() -> {
            Channel channel = service.client(NettyMessagesTest::lines).register().channel();
            NettyFutures.await(channel.connect(address));
            try (NettyMessages<String> answers = NettyMessages.of(channel, String.class)) {
                answers.send("hello\n");
                return answers.next();
            }
        }));
    }

    @Test
    void cancellingTheTaskThatReadsClosesTheChannel() throws Exception {
        CompletableFuture<Task<?>> reading = new CompletableFuture<>();
        InetSocketAddress address = serveLines(lines -> {
            reading.complete(Asyncio.currentTask());
            try {
                lines.hasNext();
            } catch (CancelledError e) {
                log.add("cancelled");
                throw e;
            }
        });
        try (Socket client = connect(address)) {
            Task<?> task = reading.get(20, TimeUnit.SECONDS);
            service.run(() -> Asyncio.sleep(0));
            service.run(() -> assertTrue(task.cancel()));
            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals(List.of("cancelled"), log);
    }

    @Test
    void oneCoroutineReadsAtATime() throws Exception {
        InetSocketAddress address = serveLines(lines -> {
            Task<Boolean> other = Asyncio.createTask(lines::hasNext);
            Asyncio.sleep(0);
            String refused = assertThrows(IllegalStateException.class, lines::next).getMessage();
            log.add(String.valueOf(refused).substring(0, 30));
            assertTrue(other.cancel());
        });
        try (Socket client = connect(address)) {
            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals(List.of("next: another coroutine alread"), log);
        assertFalse(service.eventLoop.isShutdown());
    }
}
