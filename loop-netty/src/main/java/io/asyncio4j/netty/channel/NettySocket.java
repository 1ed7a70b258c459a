// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.net.TransportSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The restricted view of a native channel; a channel of the JDK has that of the API. Loop only. */
final class NettySocket implements TransportSocket {

    private static final int TCP = 6;
    private static final int UDP = 17;

    private static final Map<SocketOption<?>, ChannelOption<?>> OPTIONS = Map.of(
            StandardSocketOptions.TCP_NODELAY, ChannelOption.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE, ChannelOption.SO_KEEPALIVE,
            StandardSocketOptions.SO_RCVBUF, ChannelOption.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF, ChannelOption.SO_SNDBUF,
            StandardSocketOptions.SO_REUSEADDR, ChannelOption.SO_REUSEADDR,
            StandardSocketOptions.SO_REUSEPORT, UnixChannelOption.SO_REUSEPORT,
            StandardSocketOptions.SO_LINGER, ChannelOption.SO_LINGER,
            StandardSocketOptions.SO_BROADCAST, ChannelOption.SO_BROADCAST,
            StandardSocketOptions.IP_TOS, ChannelOption.IP_TOS);

    private final Channel channel;

    private NettySocket(Channel channel) {
        this.channel = channel;
    }

    static TransportSocket of(Channel channel) {
        if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio && nio.ch() instanceof NetworkChannel socket) {
            return TransportSocket.of(socket);
        }
        return new NettySocket(channel);
    }

    @Override
    public AddressFamily family() {
        return switch (channel.localAddress()) {
            case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> AddressFamily.INET;
            case InetSocketAddress inet -> AddressFamily.INET6;
            case null -> AddressFamily.UNSPECIFIED;
            default -> AddressFamily.UNIX;
        };
    }

    @Override
    public SocketType type() {
        return channel instanceof DatagramChannel ? SocketType.DATAGRAM : SocketType.STREAM;
    }

    @Override
    public int protocol() {
        return family() == AddressFamily.UNIX ? 0 : type() == SocketType.DATAGRAM ? UDP : TCP;
    }

    @Override
    public int fileno() {
        return channel.isOpen() && channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
    }

    @Override
    public @Nullable SocketAddress getsockname() throws IOException {
        requireOpen();
        return UnixNames.shown(channel, channel.localAddress());
    }

    @Override
    public @Nullable SocketAddress getpeername() throws IOException {
        requireOpen();
        return UnixNames.shown(channel.remoteAddress());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getsockopt(SocketOption<T> option) throws IOException {
        requireOpen();
        return (T) channel.config().getOption(known("getsockopt", option));
    }

    @Override
    public <T> void setsockopt(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        @SuppressWarnings("unchecked")
        ChannelOption<T> its = (ChannelOption<T>) known("setsockopt", option);
        channel.config().setOption(its, value);
    }

    private ChannelOption<?> known(String operation, SocketOption<?> option) {
        ChannelOption<?> its = OPTIONS.get(option);
        if (its == null || channel.config().getOption(its) == null) {
            throw new UnsupportedOperationException(operation + ": " + option + " is not an option of " + this
                    + "; supportedOptions() lists them");
        }
        return its;
    }

    private void requireOpen() throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        Set<SocketOption<?>> supported = new HashSet<>();
        OPTIONS.forEach((option, its) -> {
            if (channel.config().getOption(its) != null) {
                supported.add(option);
            }
        });
        return supported;
    }

    @Override
    public String toString() {
        return "TransportSocket[" + channel + "]";
    }
}
