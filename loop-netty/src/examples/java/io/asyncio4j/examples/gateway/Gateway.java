// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.gateway;

import io.asyncio4j.Asyncio;
import io.asyncio4j.examples.Poller;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamReaderProtocol;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeoutException;

/**
 * Passes connections on to an upstream server, and who the client is. Each begins with a PROXY header, version 1 or 2, which
 * Netty's codec reads; then the channel is {@linkplain NettyEventLoop#adopt adopted}, and a coroutine with streams goes on.
 *
 * <p>The end of either side is passed on by itself, so half-closed connections live on. Whoever is slow slows the other down.
 *
 * <p>Arguments: port (0 for any), upstream port on 127.0.0.1, the version of the header for the upstream (1 or 2). It prints
 * {@code ready PORT} and serves until it is stopped.
 */
public final class Gateway {

    private static final System.Logger LOG = System.getLogger(Gateway.class.getPackageName());

    /** A load balancer sends its header at once. */
    static final int HEADER_SECONDS = 5;

    private static final double CONNECT_SECONDS = 10;
    private static final int PART = 64 * 1024;

    private final InetSocketAddress upstream;
    private final ProxyHeader.Version version;

    /** One that passes on to that server, with headers of that version. */
    public Gateway(InetSocketAddress upstream, ProxyHeader.Version version) {
        this.upstream = upstream;
        this.version = version;
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: Gateway PORT UPSTREAM-PORT VERSION");
            System.exit(2);
        }
        Gateway gateway = new Gateway(
                new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])),
                args[2].equals("1") ? ProxyHeader.Version.V1 : ProxyHeader.Version.V2);
        Poller poller = Poller.chosen();
        Channel listener = gateway.listen(
                poller.group(1), poller.serverSocket(),
                new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        IO.println("ready " + ((InetSocketAddress) listener.localAddress()).getPort());
    }

    /** Listens on a group that Netty has already. */
    public Channel listen(EventLoopGroup group, Class<? extends ServerChannel> socket, InetSocketAddress address)
            throws InterruptedException {
        return new ServerBootstrap()
                .group(group)
                .channel(socket)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                // The header is decoded read by read, so nothing of what follows it is read before the adoption.
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HAProxyMessageDecoder(), new HeaderHandler(Gateway.this::adopt));
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    /** On the channel's event loop: from here on it is asyncio's. */
    private Future<?> adopt(Channel channel, ProxyHeader client) {
        NettyEventLoop loop = NettyEventLoop.of(channel.eventLoop());
        return loop.adopt(
                () -> new StreamReaderProtocol(
                        new StreamReader(loop), (reader, writer) -> serve(reader, writer, client), loop),
                channel);
    }

    /** The coroutine of one connection. */
    private void serve(StreamReader reader, StreamWriter writer, ProxyHeader client) throws Exception {
        try (writer; StreamConnection server = connect(client)) {
            Asyncio.taskGroup(group -> {
                group.createTask(() -> pump(reader, server.writer()));
                group.createTask(() -> pump(server.reader(), writer));
            });
        } catch (IOException | TimeoutException | ExceptionGroup gone) {
            LOG.log(System.Logger.Level.INFO, () -> "connection of " + client + " broke: " + gone);
        }
    }

    private StreamConnection connect(ProxyHeader client) throws Exception {
        StreamConnection server = Asyncio.timeout(CONNECT_SECONDS,
                () -> Asyncio.openConnection(upstream.getHostString(), upstream.getPort()));
        server.writer().write(client.encode(version));
        return server;
    }

    /** One direction: {@code drain} waits while the other side does not read, and this side is not read meanwhile. */
    private static void pump(StreamReader from, StreamWriter to) throws IOException {
        for (byte[] part = from.read(PART); part.length > 0; part = from.read(PART)) {
            to.write(part);
            to.drain();
        }
        to.writeEof();
    }
}
