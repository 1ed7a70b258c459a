// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.NettyEventLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * A plain Netty service with two event loops, and what it costs it to be attached: threads, live heap, and what the JVM keeps
 * for classes and code. Says one line, {@code ready} and for each stage {@code NAME THREADS HEAP NON_HEAP} with bytes, and ends.
 */
public final class AttachWork {

    private static final StringBuilder LINE = new StringBuilder("ready");

    private AttachWork() {}

    /** Measures and ends. */
    public static void main(String[] args) throws Exception {
        var group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        var address = (InetSocketAddress) new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel()
                .localAddress();
        talk(address);
        talk(address);
        stage("service");
        for (EventExecutor loop : group) {
            NettyEventLoop.of((EventLoop) loop);
        }
        stage("attached");
        for (EventExecutor loop : group) {
            Asyncio.runCoroutineThreadsafe(() -> Asyncio.sleep(0.001), NettyEventLoop.of((EventLoop) loop))
                    .get(20, TimeUnit.SECONDS);
        }
        stage("coroutines");
        System.out.println(LINE);
        System.out.flush();
        System.exit(0);
    }

    private static void talk(InetSocketAddress address) throws Exception {
        try (var client = new Socket(address.getAddress(), address.getPort())) {
            client.getOutputStream().write(new byte[10]);
            client.getInputStream().readNBytes(10);
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush((ByteBuf) message);
        }
    }

    private static void stage(String name) throws InterruptedException {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
            heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        long beside = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.NON_HEAP) {
                beside += pool.getUsage().getUsed();
            }
        }
        // Virtual threads are none of these.
        int threads = Thread.getAllStackTraces().size();
        LINE.append(' ').append(name).append(' ').append(threads).append(' ').append(heap).append(' ').append(beside);
    }
}
