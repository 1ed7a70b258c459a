// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/** The options that sockets get. Own thread; before the channel is registered. */
public final class SocketOptions {

    /** Linux's numbers: level IPPROTO_IPV6, option IPV6_V6ONLY. */
    private static final ChannelOption<Integer> IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    private SocketOptions() {}

    /**
     * The family as Netty knows it.
     *
     * @param family of an address
     * @return the same, or null for none in particular
     */
    public static @Nullable SocketProtocolFamily family(AddressFamily family) {
        return switch (family) {
            case INET -> SocketProtocolFamily.INET;
            case INET6 -> SocketProtocolFamily.INET6;
            default -> null;
        };
    }

    /** A connection, of either side. */
    static void ofStream(Channel channel, boolean keepAlive) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // Not a unix socket's option; those ignore it.
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        // asyncio has no limit of its own; Netty's is 30 seconds.
        channel.config().setConnectTimeoutMillis(0);
        if (keepAlive) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        }
    }

    /** A listening socket that is still to be bound. */
    static void ofListener(ServerSocketChannel channel, ListenOptions options, AddressFamily family,
            ChannelKinds kinds) {
        ofAcceptor(channel, options.backlog());
        channel.config().setBacklog(options.backlog());
        channel.config().setReuseAddress(options.reuseAddress() == null || options.reuseAddress());
        if (Boolean.TRUE.equals(options.reusePort())) {
            reusePort("createServer", channel, kinds);
        }
        if (family == AddressFamily.INET6 && kinds == ChannelKinds.EPOLL) {
            channel.config().setOption(IPV6_V6ONLY, 1);
        }
    }

    /**
     * Lets several sockets be bound to a port.
     *
     * @param operation for the text of the error
     * @param channel not bound yet
     * @param kinds of the channel
     * @throws IllegalArgumentException when the system cannot
     */
    public static void reusePort(String operation, Channel channel, ChannelKinds kinds) {
        ChannelOption<Boolean> option = kinds == ChannelKinds.NIO
                ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
                : UnixChannelOption.SO_REUSEPORT;
        if (!channel.config().setOption(option, true)) {
            throw new IllegalArgumentException(
                    operation + ": reusePort is not supported by this platform; leave it out");
        }
    }

    /** What concerns accepting: at most as many connections at a time as asyncio takes. */
    static void ofAcceptor(Channel channel, int backlog) {
        ServerChannelRecvByteBufAllocator perEvent = new ServerChannelRecvByteBufAllocator();
        perEvent.maxMessagesPerRead(Math.min(backlog, Short.MAX_VALUE) + 1);
        channel.config().setRecvByteBufAllocator(perEvent);
        channel.config().setAutoRead(false);
    }
}
