// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.bench.load.PlainWire;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** What {@link IoServer} does, in plain Netty as its own users write it, with Netty's defaults. */
public final class NettyIoServer {
    private final List<String> words;
    private final String kind;
    private final int port;

    private NettyIoServer(List<String> words) {
        this.words = words;
        this.kind = NettyEchoServer.after(words, "--kind");
        this.port = Integer.parseInt(NettyEchoServer.after(words, "--port"));
    }

    /** Options as those of {@link IoServer}; modes {@code tls|udp|udp-batch|udp-coalescing|unix|file}. */
    public static void main(String[] args) throws Exception {
        new NettyIoServer(List.of(args)).run();
    }

    private void run() throws Exception {
        String mode = NettyEchoServer.after(words, "--mode");
        var group = new MultiThreadIoEventLoopGroup(1, NettyEchoServer.poller(kind));
        switch (mode) {
            case "tls" -> {
                SslContext tls = SslContextBuilder.forServer(file("--cert"), file("--key"))
                        .sslProvider(
                                NettyEchoServer.after(words, "--provider").equals("JDK")
                                        ? SslProvider.JDK
                                        : SslProvider.OPENSSL)
                        .build();
                serve(group, NettyEchoServer.channel(kind), new InetSocketAddress("127.0.0.1", port), channel -> channel
                        .pipeline()
                        .addLast(tls.newHandler(channel.alloc()), NettyEchoServer.handler("pass")));
            }
            case "unix" -> serve(group, unixChannel(), new DomainSocketAddress(PlainWire.unixPath(port)),
                    channel -> channel
                            .pipeline()
                            .addLast(NettyEchoServer.handler("pass")));
            case "file" -> {
                File file = file("--file");
                serve(group, NettyEchoServer.channel(kind), new InetSocketAddress("127.0.0.1", port), channel -> channel
                        .pipeline()
                        .addLast(new Sender(file)));
            }
            default -> datagrams(group, mode);
        }
        System.out.println("ready " + mode + " " + port);
    }

    private File file(String option) {
        return new File(NettyEchoServer.after(words, option));
    }

    private interface Setup {
        void set(Channel channel);
    }

    private void serve(EventLoopGroup group, Class<? extends ServerChannel> type, SocketAddress address, Setup setup)
            throws InterruptedException {
        var bootstrap = new ServerBootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        setup.set(channel);
                    }
                });
        if (address instanceof InetSocketAddress) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
        }
        bootstrap.bind(address).sync();
    }

    private void datagrams(EventLoopGroup group, String mode) throws InterruptedException {
        Class<? extends DatagramChannel> type = switch (kind) {
            case "EPOLL" -> EpollDatagramChannel.class;
            case "IO_URING" -> IoUringDatagramChannel.class;
            default -> NioDatagramChannel.class;
        };
        var bootstrap = new Bootstrap().group(group).channel(type).handler(new Packets());
        if (mode.equals("udp-coalescing")) {
            bootstrap.option(EpollChannelOption.UDP_GRO, true)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new io.netty.channel.FixedRecvByteBufAllocator(65_536));
        } else if (mode.equals("udp-batch")) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2048)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new io.netty.channel.FixedRecvByteBufAllocator(32 * 2048));
        }
        bootstrap.bind(new InetSocketAddress("127.0.0.1", port)).sync();
    }

    private Class<? extends ServerChannel> unixChannel() {
        return kind.equals("IO_URING") ? IoUringServerDomainSocketChannel.class : EpollServerDomainSocketChannel.class;
    }

    /** Turns each packet round and flushes when a read is complete, which on epoll sends them together. */
    private static final class Packets extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            ByteBuf content = packet.content();
            context.write(new DatagramPacket(content, packet.sender()), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private static final class Sender extends ChannelInboundHandlerAdapter {
        private final File file;

        Sender(File file) {
            this.file = file;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            context.writeAndFlush(new DefaultFileRegion(file, 0, file.length()))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
