// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a transport or a server, without its I/O (asyncio: {@code asyncio.trsock.TransportSocket}): family,
 * addresses and options, but no reading, writing, or blocking mode.
 *
 * <p>Loop only, save {@link #family()}, {@link #type()} and {@link #protocol()}, which never change.
 */
public interface TransportSocket {

    /**
     * The restricted view of a JDK channel. For loops.
     *
     * @param channel a {@link java.nio.channels.SocketChannel}, {@link java.nio.channels.ServerSocketChannel} or
     *     {@link java.nio.channels.DatagramChannel}
     * @return the view
     * @throws IllegalArgumentException when the channel is of another kind
     */
    static TransportSocket of(NetworkChannel channel) {
        return new ChannelSocket(channel);
    }

    /**
     * The kind of its addresses (Python: {@code socket.family}).
     *
     * @return the family
     */
    AddressFamily family();

    /**
     * The kind of its traffic (Python: {@code socket.type}).
     *
     * @return the type
     */
    SocketType type();

    /**
     * The number of its protocol (Python: {@code socket.proto}).
     *
     * @return the number, such as 6 for TCP; 0 for the usual of family and type
     */
    int protocol();

    /**
     * The number of its descriptor (Python: {@code socket.fileno}).
     *
     * @return the number, or -1 when the socket is closed or the loop cannot tell
     */
    default int fileno() {
        return -1;
    }

    /**
     * The address that it is bound to (Python: {@code socket.getsockname}).
     *
     * @return the address, or null when it is not bound
     * @throws IOException when the socket is closed
     */
    @Nullable SocketAddress getsockname() throws IOException;

    /**
     * The address that it is connected to (Python: {@code socket.getpeername}).
     *
     * @return the address, or null when it is not connected
     * @throws IOException when the socket is closed
     */
    @Nullable SocketAddress getpeername() throws IOException;

    /**
     * Reads an option (Python: {@code socket.getsockopt}).
     *
     * @param <T> type of the value
     * @param option the option, of {@link java.net.StandardSocketOptions} or another set
     * @return its value, or null when the system does not say
     * @throws UnsupportedOperationException when the socket does not have the option
     * @throws IOException when the socket is closed or the system refuses
     */
    <T> @Nullable T getsockopt(SocketOption<T> option) throws IOException;

    /**
     * Sets an option (Python: {@code socket.setsockopt}).
     *
     * @param <T> type of the value
     * @param option the option, of {@link java.net.StandardSocketOptions} or another set
     * @param value the new value
     * @throws UnsupportedOperationException when the socket does not have the option
     * @throws IllegalArgumentException when the value is not allowed
     * @throws IOException when the socket is closed or the system refuses
     */
    <T> void setsockopt(SocketOption<T> option, T value) throws IOException;

    /**
     * The options that the socket has.
     *
     * @return the options
     */
    Set<SocketOption<?>> supportedOptions();

    /**
     * Receives what is sent to a multicast group (Python: {@code setsockopt} with {@code IP_ADD_MEMBERSHIP} or
     * {@code IPV6_JOIN_GROUP}). Where to send is {@link java.net.StandardSocketOptions#IP_MULTICAST_IF}.
     *
     * @param group the group's address
     * @param via the interface on which to listen
     * @throws UnsupportedOperationException when it is no internet datagram socket
     * @throws IllegalArgumentException when the address is no multicast address
     * @throws IOException when the socket is closed, has joined already, or the system refuses
     */
    default void joinGroup(InetAddress group, NetworkInterface via) throws IOException {
        throw new UnsupportedOperationException(
                "joinGroup: " + this + " has no multicast groups; use the socket of a datagram endpoint");
    }

    /**
     * Receives no more of what is sent to a multicast group (Python: {@code setsockopt} with
     * {@code IP_DROP_MEMBERSHIP} or {@code IPV6_LEAVE_GROUP}).
     *
     * @param group the group's address
     * @param via the interface on which it was joined
     * @throws UnsupportedOperationException when it is no internet datagram socket
     * @throws IllegalArgumentException when the address is no multicast address
     * @throws IOException when the socket is closed, or has not joined
     */
    default void leaveGroup(InetAddress group, NetworkInterface via) throws IOException {
        throw new UnsupportedOperationException(
                "leaveGroup: " + this + " has no multicast groups; use the socket of a datagram endpoint");
    }

    /**
     * Confirms non-blocking mode, the only one (Python: {@code socket.setblocking}).
     *
     * @param blocking must be false
     * @throws IllegalArgumentException when {@code blocking} is true
     */
    default void setblocking(boolean blocking) {
        if (blocking) {
            throw new IllegalArgumentException(
                    "setblocking: the socket belongs to a transport and cannot block; use a channel of your own");
        }
    }

    /**
     * Confirms the timeout 0, the only one (Python: {@code socket.settimeout}).
     *
     * @param seconds must be 0
     * @throws IllegalArgumentException when {@code seconds} is not 0
     */
    default void settimeout(double seconds) {
        if (seconds != 0) {
            throw new IllegalArgumentException("settimeout: " + seconds
                    + " s is asked for, but the socket belongs to a transport and cannot block; use Asyncio.timeout");
        }
    }

    /**
     * The timeout, which is always 0 (Python: {@code socket.gettimeout}).
     *
     * @return 0 seconds
     */
    default double gettimeout() {
        return 0;
    }
}
