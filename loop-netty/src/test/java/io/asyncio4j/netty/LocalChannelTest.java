// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.FutureBridge;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Protocols on the two ends of a connection within the process, which tests of Netty handlers use. */
@Timeout(60)
class LocalChannelTest {

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());

    @AfterEach
    void shutDown() {
        assertTrue(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS));
    }

    private static final class Talk implements Protocol {
        final CompletableFuture<Transport> made = new CompletableFuture<>();
        final CompletableFuture<String> heard = new CompletableFuture<>();
        final CompletableFuture<String> lost = new CompletableFuture<>();

        @Override
        public void connectionMade(BaseTransport transport) {
            made.complete((Transport) transport);
        }

        @Override
        public void dataReceived(byte[] data) {
            heard.complete(new String(data, US_ASCII));
        }

        @Override
        public void connectionLost(@Nullable Throwable error) {
            lost.complete(String.valueOf(error));
        }
    }

    private static <T> T await(CompletableFuture<T> result) throws Exception {
        return result.get(20, TimeUnit.SECONDS);
    }

    @Test
    void bothEndsAreAdopted() throws Exception {
        NettyEventLoop loop = NettyEventLoop.of(group.next());
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        LocalAddress address = new LocalAddress("asyncio");
        new ServerBootstrap()
                .group(group)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<LocalChannel>() {
                    @Override
                    protected void initChannel(LocalChannel channel) {
                        channel.config().setAutoRead(false);
                        accepted.complete(channel);
                    }
                })
                .bind(address)
                .sync();
        Channel client = new Bootstrap()
                .group(group)
                .channel(LocalChannel.class)
                .handler(new ChannelInitializer<LocalChannel>() {
                    @Override
                    protected void initChannel(LocalChannel channel) {
                        channel.config().setAutoRead(false);
                    }
                })
                .connect(address)
                .sync()
                .channel();
        Channel server = await(accepted);
        assertSame(loop, NettyEventLoop.of(server.eventLoop()));
        Talk asks = new Talk();
        Talk answers = new Talk();
        await(FutureBridge.runCoroutineThreadsafe(Coroutine.of(() -> {
            loop.adopt(() -> answers, server).await();
            Transport transport = loop.adopt(() -> asks, client).await().transport();
            transport.write("question".getBytes(US_ASCII));
        }), loop));
        assertEquals("question", await(answers.heard));
        Transport back = await(answers.made);
        loop.callSoonThreadsafe(() -> {
            back.write("answer".getBytes(US_ASCII));
            back.close();
        });
        assertEquals("answer", await(asks.heard));
        assertEquals("null", await(answers.lost));
        assertEquals("null", await(asks.lost));
    }
}
