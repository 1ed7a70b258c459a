// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code createDatagramEndpoint} can be told (asyncio: the arguments of {@code loop.create_datagram_endpoint}).
 * Any thread: a value.
 *
 * <p>Addresses are {@link InetSocketAddress}, looked up by the loop if unresolved, or {@link UnixAddress}.
 *
 * @param localAddress address to bind, or null
 * @param remoteAddress address to connect to, or null
 * @param hints which addresses the resolver shall give
 * @param reusePort whether several sockets may be bound to the port, or null for no
 * @param allowBroadcast whether datagrams may go to a broadcast address, or null for no
 * @param sock a {@link java.nio.channels.DatagramChannel} to use, or null
 */
public record DatagramOptions(
        @Nullable SocketAddress localAddress,
        @Nullable SocketAddress remoteAddress,
        AddressHints hints,
        @Nullable Boolean reusePort,
        @Nullable Boolean allowBroadcast,
        @Nullable SelectableChannel sock) {

    /** No address yet: the loop refuses it unless an address, a family or a channel is added. */
    public static final DatagramOptions NONE = new DatagramOptions(null, null, AddressHints.ANY, null, null, null);

    /**
     * Receives at an address.
     *
     * @param host name or literal address, looked up by the loop
     * @param port port number, 0 for a free one
     * @return the options
     * @throws IllegalArgumentException when the port is out of range
     */
    public static DatagramOptions at(String host, int port) {
        return NONE.localAddress(InetSocketAddress.createUnresolved(host, Port.of(port).number()));
    }

    /**
     * Talks to one peer.
     *
     * @param host name or literal address, looked up by the loop
     * @param port port number
     * @return the options
     * @throws IllegalArgumentException when the port is out of range
     */
    public static DatagramOptions to(String host, int port) {
        return NONE.remoteAddress(InetSocketAddress.createUnresolved(host, Port.of(port).number()));
    }

    /**
     * Uses a channel that is open already (asyncio: {@code sock=}).
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the options
     */
    public static DatagramOptions on(SelectableChannel sock) {
        return NONE.sock(sock);
    }

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code hints} is null
     */
    public DatagramOptions {
        Objects.requireNonNull(hints, "DatagramOptions: hints is null; use AddressHints.ANY");
    }

    /**
     * A copy with another local address.
     *
     * @param localAddress address to bind; an unresolved one is looked up by the loop
     * @return the copy
     */
    public DatagramOptions localAddress(SocketAddress localAddress) {
        return new DatagramOptions(localAddress, remoteAddress, hints, reusePort, allowBroadcast, sock);
    }

    /**
     * A copy with another remote address.
     *
     * @param remoteAddress address to connect to; an unresolved one is looked up by the loop
     * @return the copy
     */
    public DatagramOptions remoteAddress(SocketAddress remoteAddress) {
        return new DatagramOptions(localAddress, remoteAddress, hints, reusePort, allowBroadcast, sock);
    }

    /**
     * A copy with another choice of addresses.
     *
     * @param hints which addresses the resolver shall give
     * @return the copy
     * @throws NullPointerException when {@code hints} is null
     */
    public DatagramOptions hints(AddressHints hints) {
        return new DatagramOptions(localAddress, remoteAddress, hints, reusePort, allowBroadcast, sock);
    }

    /**
     * A copy with another choice about sharing the port.
     *
     * @param reusePort whether several sockets may be bound to it
     * @return the copy
     */
    public DatagramOptions reusePort(boolean reusePort) {
        return new DatagramOptions(localAddress, remoteAddress, hints, reusePort, allowBroadcast, sock);
    }

    /**
     * A copy with another choice about broadcast.
     *
     * @param allowBroadcast whether datagrams may go to a broadcast address
     * @return the copy
     */
    public DatagramOptions allowBroadcast(boolean allowBroadcast) {
        return new DatagramOptions(localAddress, remoteAddress, hints, reusePort, allowBroadcast, sock);
    }

    /**
     * A copy with another channel.
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the copy
     */
    public DatagramOptions sock(SelectableChannel sock) {
        return new DatagramOptions(localAddress, remoteAddress, hints, reusePort, allowBroadcast, sock);
    }

    /**
     * Refuses values that contradict each other, as asyncio does before it looks anything up. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when a channel is given together with anything else; when it is not a
     *     {@link java.nio.channels.DatagramChannel}; when there is no channel, no address and no family
     */
    public void requireConsistent(String operation) {
        if (sock != null && !NONE.equals(new DatagramOptions(
                localAddress, remoteAddress, hints, reusePort, allowBroadcast, null))) {
            throw new IllegalArgumentException(
                    operation + ": sock is given together with other options (" + this + "); give the channel alone");
        }
        Check.datagramChannel(operation, sock);
        if (sock == null && localAddress == null && remoteAddress == null
                && hints.family() == AddressFamily.UNSPECIFIED) {
            throw new IllegalArgumentException(
                    operation + ": neither an address nor a family nor sock is given; give one of them");
        }
    }
}
