// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Echo in plain Netty, as its own users write it: one event loop, pooled buffers passed on untouched, one flush a read. The
 * yardstick for what asyncio's interface costs on top.
 *
 * <p>{@code --mode copy} takes each message out into a {@code byte[]} and writes that, which is what a protocol with byte arrays
 * must do whatever is below it. {@code --mode two-writes} answers each read by a head of 64 bytes and a body.
 */
public final class NettyEchoServer {
    private static final int HEAD = 64;

    private NettyEchoServer() {}

    /** Serves until the process is killed: {@code --port N --kind NIO|EPOLL|IO_URING --mode pass|copy|two-writes}. */
    public static void main(String[] args) throws InterruptedException {
        List<String> words = List.of(args);
        int port = Integer.parseInt(after(words, "--port"));
        String kind = after(words, "--kind");
        String mode = after(words, "--mode");
        var group = new MultiThreadIoEventLoopGroup(1, poller(kind));
        new ServerBootstrap()
                .group(group)
                .channel(channel(kind))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(handler(mode));
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", port))
                .sync();
        System.out.println("ready 127.0.0.1:" + port);
    }

    static String after(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0 || at + 1 == words.size()) {
            throw new IllegalArgumentException("NettyEchoServer: " + name + " is missing");
        }
        return words.get(at + 1);
    }

    static IoHandlerFactory poller(String kind) {
        return switch (kind) {
            case "NIO" -> NioIoHandler.newFactory();
            case "EPOLL" -> EpollIoHandler.newFactory();
            case "IO_URING" -> IoUringIoHandler.newFactory();
            default -> throw new IllegalArgumentException("--kind " + kind + ": use NIO, EPOLL or IO_URING");
        };
    }

    static Class<? extends ServerChannel> channel(String kind) {
        return switch (kind) {
            case "EPOLL" -> EpollServerSocketChannel.class;
            case "IO_URING" -> IoUringServerSocketChannel.class;
            default -> NioServerSocketChannel.class;
        };
    }

    static ChannelInboundHandlerAdapter handler(String mode) {
        return switch (mode) {
            case "pass" -> new Pass();
            case "copy" -> new Copy();
            case "two-writes" -> new TwoWrites();
            default -> throw new IllegalArgumentException("--mode " + mode + ": use pass, copy or two-writes");
        };
    }

    private abstract static class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class Pass extends Echo {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }
    }

    private static final class Copy extends Echo {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var incoming = (ByteBuf) message;
            byte[] data = new byte[incoming.readableBytes()];
            incoming.readBytes(data).release();
            ByteBuf outgoing = context.alloc().directBuffer(data.length).writeBytes(data);
            context.write(outgoing, context.voidPromise());
        }
    }

    private static final class TwoWrites extends Echo {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var incoming = (ByteBuf) message;
            ByteBuf head = incoming.readRetainedSlice(Math.min(HEAD, incoming.readableBytes()));
            context.write(head, context.voidPromise());
            context.write(incoming, context.voidPromise());
        }
    }
}
