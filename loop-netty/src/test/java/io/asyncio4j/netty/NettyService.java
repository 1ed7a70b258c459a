// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.poll.ChannelKinds;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.FutureBridge;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A small service of plain Netty, one event loop, for tests of what asyncio adds to it. Any thread. */
public final class NettyService implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup group;

    /** The group's only event loop. */
    public final EventLoop eventLoop;

    /** Its asyncio view. */
    public final NettyEventLoop loop;

    private final ChannelKinds kinds;

    public NettyService(IoKind kind) {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("service"), kind.poller().newFactory());
        eventLoop = group.next();
        loop = NettyEventLoop.of(eventLoop);
        kinds = java.util.Objects.requireNonNull(ChannelKinds.of(eventLoop));
    }

    /** Starts a server of Netty. */
    public InetSocketAddress serve(Supplier<ChannelHandler[]> handlers) throws Exception {
        return (InetSocketAddress) new ServerBootstrap()
                .group(group)
                .channelFactory(() -> kinds.newServerSocket(null))
                .childHandler(initializer(handlers))
                .bind("127.0.0.1", 0)
                .sync()
                .channel()
                .localAddress();
    }

    /** Prepares a client of Netty. */
    public Bootstrap client(Supplier<ChannelHandler[]> handlers) {
        return new Bootstrap().group(group).channelFactory(() -> kinds.newSocket(null)).handler(initializer(handlers));
    }

    private static ChannelHandler initializer(Supplier<ChannelHandler[]> handlers) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.get());
            }
        };
    }

    /** Runs a coroutine on the view and waits for its end. */
    public <T> T call(Coroutine<T> body) throws Exception {
        return FutureBridge.runCoroutineThreadsafe(body, loop).get(20, TimeUnit.SECONDS);
    }

    /** Runs a coroutine on the view and waits for its end. */
    public void run(CoroutineAction body) throws Exception {
        call(Coroutine.of(body));
    }

    @Override
    public void close() {
        // Without a quiet period Netty may end before io_uring has told it that the channels are closed, and loses a buffer.
        long quiet = loop.kind() == IoKind.IO_URING ? 1 : 0;
        group.shutdownGracefully(quiet, 5_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS);
    }
}
