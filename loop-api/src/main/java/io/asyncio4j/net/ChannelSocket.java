// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The restricted view of a JDK channel. */
final class ChannelSocket implements TransportSocket {

    private final NetworkChannel channel;

    private final AddressFamily family;

    ChannelSocket(NetworkChannel channel) {
        Objects.requireNonNull(channel, "TransportSocket: channel is null; give an open channel");
        if (!(channel instanceof SocketChannel
                || channel instanceof ServerSocketChannel
                || channel instanceof DatagramChannel)) {
            throw new IllegalArgumentException("TransportSocket: channel is " + channel
                    + "; give a SocketChannel, a ServerSocketChannel or a DatagramChannel");
        }
        this.channel = channel;
        this.family = familyOf(channel);
    }

    /** The channel does not tell its family; its address does, and an unbound one may still become anything. */
    private static AddressFamily familyOf(NetworkChannel channel) {
        try {
            return switch (channel.getLocalAddress()) {
                case UnixDomainSocketAddress unix -> AddressFamily.UNIX;
                case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> AddressFamily.INET;
                case InetSocketAddress inet -> AddressFamily.INET6;
                case null, default -> AddressFamily.UNSPECIFIED;
            };
        } catch (IOException closed) {
            return AddressFamily.UNSPECIFIED;
        }
    }

    @Override
    public AddressFamily family() {
        return family;
    }

    @Override
    public SocketType type() {
        return channel instanceof DatagramChannel ? SocketType.DATAGRAM : SocketType.STREAM;
    }

    @Override
    public int protocol() {
        return 0;
    }

    @Override
    public @Nullable SocketAddress getsockname() throws IOException {
        return shown(channel.getLocalAddress());
    }

    @Override
    public @Nullable SocketAddress getpeername() throws IOException {
        return switch (channel) {
            case SocketChannel stream -> shown(stream.getRemoteAddress());
            case DatagramChannel datagrams -> datagrams.getRemoteAddress();
            default -> null;
        };
    }

    /** One class for the addresses of unix sockets, whatever carries them. */
    private static @Nullable SocketAddress shown(@Nullable SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix ? UnixAddress.of(unix.getPath()) : address;
    }

    @Override
    public <T> @Nullable T getsockopt(SocketOption<T> option) throws IOException {
        return channel.getOption(option);
    }

    @Override
    public <T> void setsockopt(SocketOption<T> option, T value) throws IOException {
        channel.setOption(option, value);
    }

    @Override
    public void joinGroup(InetAddress group, NetworkInterface via) throws IOException {
        MulticastMembers.join(multicast("joinGroup"), group, via);
    }

    @Override
    public void leaveGroup(InetAddress group, NetworkInterface via) throws IOException {
        MulticastMembers.leave(multicast("leaveGroup"), group, via);
    }

    private DatagramChannel multicast(String operation) {
        if (channel instanceof DatagramChannel datagrams) {
            return datagrams;
        }
        throw new UnsupportedOperationException(
                operation + ": " + this + " has no multicast groups; use the socket of a datagram endpoint");
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public String toString() {
        return "TransportSocket[" + channel + "]";
    }
}
