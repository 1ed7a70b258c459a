// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The peer sends its request, shuts its writing side and then reads; the answer is larger than any socket buffer.
 *
 * <p>Netty 4.2.13 and later lose the rest of it on epoll, which {@link EpollHalfCloseGuard} prevents. To see whether a
 * newer Netty still needs the guard: let {@code MovableIoEventLoop.register} return the registration itself, and run
 * this test on EPOLL. If it passes, the guard can go.
 */
@Timeout(60)
class EpollHalfCloseTest {

    private static final int ANSWER = 20_000_000;

    @ParameterizedTest
    @EnumSource
    void wholeAnswerArrivesAfterThePeersEndOfStream(Poller poller) throws Exception {
        assumeTrue(poller.unavailability() == null, () -> poller + " is not available here");
        MovableIoEventLoop loop = new MovableIoEventLoop(poller, () -> true);
        AtomicReference<String> written = new AtomicReference<>("never");
        long received;
        try (var run = new LoopThread(loop, Thread.ofPlatform().name("loop"))) {
            ChannelFuture bound = Echo.listen(loop, new AnswersAtEndOfStream(written)).sync();
            try (Socket client = Echo.connect(bound.channel())) {
                client.getOutputStream().write(1);
                client.shutdownOutput();
                received = readAll(client.getInputStream());
            }
        }
        loop.close();
        assertEquals("success", written.get());
        assertEquals(ANSWER, received);
    }

    @Test
    void wholeAnswerArrivesOnAnEventLoopOfSomebodyElse() throws Exception {
        assumeTrue(Poller.EPOLL.unavailability() == null, "EPOLL is not available here");
        AtomicReference<String> written = new AtomicReference<>("never");
        long received;
        try (var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
            EventLoop guarded = new GuardedEventLoop(group.next());
            ChannelFuture bound =
                    Echo.listen(guarded, new AnswersAtEndOfStream(written)).sync();
            try (Socket client = Echo.connect(bound.channel())) {
                client.getOutputStream().write(1);
                client.shutdownOutput();
                received = readAll(client.getInputStream());
            }
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
        assertEquals("success", written.get());
        assertEquals(ANSWER, received);
    }

    private static long readAll(InputStream in) throws Exception {
        byte[] buffer = new byte[64 * 1024];
        long received = 0;
        for (int n; (n = in.read(buffer)) >= 0;) {
            received += n;
        }
        return received;
    }

    @ChannelHandler.Sharable
    private static final class AnswersAtEndOfStream extends ChannelInboundHandlerAdapter {
        private final AtomicReference<String> written;

        AnswersAtEndOfStream(AtomicReference<String> written) {
            this.written = written;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                // Some polls later: then there is nothing left to wait for, neither way.
                ctx.executor().schedule(() -> answer(ctx), 50, TimeUnit.MILLISECONDS);
            }
        }

        private void answer(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[ANSWER])).addListener(done -> {
                written.set(done.isSuccess() ? "success" : String.valueOf(done.cause()));
                ctx.close();
            });
        }
    }
}
