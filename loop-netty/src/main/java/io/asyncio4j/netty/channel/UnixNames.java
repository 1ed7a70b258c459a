// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.net.UnixAddress;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of unix sockets, which have one class here, another one in the JDK and a third one in Netty. Any thread.
 *
 * <p>Netty deletes the file of a listening socket when it is closed, whoever has put another one there meanwhile. So it is
 * given the path with a NUL behind it: for the system a path ends there, and for Java there is no such file to delete.
 */
public final class UnixNames {

    private static final String END = "\0";

    private UnixNames() {}

    /**
     * The address as users see it.
     *
     * @param address of a channel, or null
     * @return a {@link UnixAddress} for those of unix sockets, else the address itself
     */
    public static @Nullable SocketAddress shown(@Nullable SocketAddress address) {
        return switch (address) {
            case DomainSocketAddress unix -> ofNative(unix.path());
            case UnixDomainSocketAddress unix -> UnixAddress.of(unix.getPath());
            case null, default -> address;
        };
    }

    /**
     * The address as users see it.
     *
     * @param channel whose address it is
     * @param address of the channel, or null
     * @return as the other form; that of a unix socket without a name is empty
     */
    static @Nullable SocketAddress shown(Channel channel, @Nullable SocketAddress address) {
        return address == null && isUnix(channel) ? UnixAddress.of("") : shown(address);
    }

    private static UnixAddress ofNative(String path) {
        if (path.startsWith(END)) {
            return UnixAddress.ofAbstract(path.substring(1));
        }
        int end = path.indexOf(END);
        return UnixAddress.of(end < 0 ? path : path.substring(0, end));
    }

    /**
     * The address as Netty's own transports want it.
     *
     * @param address path or abstract name
     * @return for connecting and sending
     */
    public static SocketAddress toNative(UnixAddress address) {
        return new DomainSocketAddress(address.isAbstract() ? END + address.name() : address.name());
    }

    /**
     * The address as Netty's own transports want it, in such a way that they leave the file alone when they are closed.
     *
     * @param address path or abstract name
     * @return for binding
     */
    public static SocketAddress toBind(UnixAddress address) {
        return address.isAbstract() ? toNative(address) : new DomainSocketAddress(address.name() + END);
    }

    /** Whether a stream channel is one of the unix domain. */
    static boolean isUnix(Channel channel) {
        return !(channel instanceof SocketChannel
                || channel instanceof ServerSocketChannel
                || channel instanceof DatagramChannel);
    }

}
