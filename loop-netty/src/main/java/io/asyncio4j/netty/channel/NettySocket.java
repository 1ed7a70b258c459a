// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.net.UnixAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.DomainDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
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

    private static final Map<SocketOption<?>, ChannelOption<?>> OPTIONS = Map.ofEntries(
            Map.entry(StandardSocketOptions.TCP_NODELAY, ChannelOption.TCP_NODELAY),
            Map.entry(StandardSocketOptions.SO_KEEPALIVE, ChannelOption.SO_KEEPALIVE),
            Map.entry(StandardSocketOptions.SO_RCVBUF, ChannelOption.SO_RCVBUF),
            Map.entry(StandardSocketOptions.SO_SNDBUF, ChannelOption.SO_SNDBUF),
            Map.entry(StandardSocketOptions.SO_REUSEADDR, ChannelOption.SO_REUSEADDR),
            Map.entry(StandardSocketOptions.SO_REUSEPORT, UnixChannelOption.SO_REUSEPORT),
            Map.entry(StandardSocketOptions.SO_LINGER, ChannelOption.SO_LINGER),
            Map.entry(StandardSocketOptions.SO_BROADCAST, ChannelOption.SO_BROADCAST),
            Map.entry(StandardSocketOptions.IP_TOS, ChannelOption.IP_TOS),
            Map.entry(StandardSocketOptions.IP_MULTICAST_IF, ChannelOption.IP_MULTICAST_IF),
            Map.entry(StandardSocketOptions.IP_MULTICAST_TTL, ChannelOption.IP_MULTICAST_TTL),
            // Netty's says the opposite of the system's.
            Map.entry(StandardSocketOptions.IP_MULTICAST_LOOP, ChannelOption.IP_MULTICAST_LOOP_DISABLED));

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
        return switch (UnixNames.shown(channel, channel.localAddress())) {
            case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> AddressFamily.INET;
            case InetSocketAddress inet -> AddressFamily.INET6;
            case UnixAddress unix -> AddressFamily.UNIX;
            case null, default -> AddressFamily.UNSPECIFIED;
        };
    }

    @Override
    public SocketType type() {
        return channel instanceof DatagramChannel || channel instanceof DomainDatagramChannel
                ? SocketType.DATAGRAM
                : SocketType.STREAM;
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
        SocketAddress known = channel.localAddress();
        // The system binds a datagram socket that sends.
        return known == null && channel instanceof DatagramChannel && channel instanceof UnixChannel unix
                && unix.fd() instanceof Socket socket
                        ? socket.localAddress()
                        : UnixNames.shown(channel, known);
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
        Object value = channel.config().getOption(known("getsockopt", option));
        return (T) (option == StandardSocketOptions.IP_MULTICAST_LOOP && value instanceof Boolean off
                ? Boolean.valueOf(!off)
                : value);
    }

    @Override
    public <T> void setsockopt(SocketOption<T> option, T value) throws IOException {
        requireOpen();
        @SuppressWarnings("unchecked")
        ChannelOption<Object> its = (ChannelOption<Object>) known("setsockopt", option);
        try {
            channel.config().setOption(
                    its,
                    option == StandardSocketOptions.IP_MULTICAST_LOOP && value instanceof Boolean on ? !on : value);
        } catch (ChannelException refused) {
            SocketException explained = new SocketException(
                    "setsockopt: " + option + " = " + value + ": " + refused.getMessage() + "; check the value");
            explained.initCause(refused);
            throw explained;
        }
    }

    private ChannelOption<?> known(String operation, SocketOption<?> option) {
        ChannelOption<?> its = OPTIONS.get(option);
        if (its == null || !has(its)) {
            throw new UnsupportedOperationException(operation + ": " + option + " is not an option of " + this
                    + "; supportedOptions() lists them");
        }
        return its;
    }

    /** The interface for multicast has no value before somebody sets it. */
    private boolean has(ChannelOption<?> its) {
        return channel.config().getOption(its) != null
                || (its == ChannelOption.IP_MULTICAST_IF && channel instanceof DatagramChannel);
    }

    @Override
    public void joinGroup(InetAddress group, NetworkInterface via) throws IOException {
        requireOpen();
        MulticastGroups.change(channel, true, group, via);
    }

    @Override
    public void leaveGroup(InetAddress group, NetworkInterface via) throws IOException {
        requireOpen();
        MulticastGroups.change(channel, false, group, via);
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
            if (has(its)) {
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
