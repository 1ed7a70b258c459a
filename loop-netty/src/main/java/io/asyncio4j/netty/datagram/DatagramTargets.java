// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.netty.channel.UnixNames;
import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint's datagrams may go. Any thread: a value.
 *
 * @param family of the socket; UNSPECIFIED for one that was given
 * @param local where it is bound, or null
 * @param remote the address that the endpoint was created with, or null
 * @param connected whether the socket is connected to it, so that no address goes with a datagram
 */
record DatagramTargets(
        AddressFamily family,
        @Nullable SocketAddress local,
        @Nullable SocketAddress remote,
        boolean connected) {

    /**
     * Finds the address that goes with a datagram.
     *
     * @return null on a connected socket
     */
    @Nullable SocketAddress of(@Nullable SocketAddress address) {
        SocketAddress fixed = remote;
        if (fixed != null && address != null && !address.equals(fixed)) {
            throw new IllegalArgumentException("sendto: Invalid address: must be null or " + fixed + ", not " + address
                    + "; the endpoint was created for that one");
        }
        if (connected) {
            return null;
        }
        SocketAddress target = fixed == null ? address : fixed;
        if (target == null) {
            throw new IllegalArgumentException(
                    "sendto: no address is given, and the endpoint was created without one; give one");
        }
        boolean unix = family == AddressFamily.UNIX;
        if (unix ? !(target instanceof UnixAddress) : !(target instanceof InetSocketAddress)) {
            throw new IllegalArgumentException("sendto: the address " + target + " is a "
                    + target.getClass().getSimpleName() + "; give "
                    + (unix ? "a UnixAddress" : "an InetSocketAddress"));
        }
        if (target instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new IllegalArgumentException(
                    "sendto: the address " + inet + " is not resolved; look it up with getAddrInfo first");
        }
        return target;
    }

    /** An error of the system that native code would not notice, or null. */
    @Nullable SocketException unreachable(@Nullable SocketAddress target) {
        return family == AddressFamily.INET
                && target instanceof InetSocketAddress inet
                && inet.getAddress() instanceof Inet6Address
                        ? new SocketException("Address family for hostname not supported: " + inet + " is of IPv6")
                        : null;
    }

    /** The own address; as the system shows it if nothing is bound yet. */
    @Nullable SocketAddress sockname(Channel channel) {
        if (family == AddressFamily.UNIX) {
            return local == null ? UnixAddress.of("") : local;
        }
        SocketAddress known = UnixNames.shown(channel.localAddress());
        if (known == null && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
            known = socket.localAddress();
        }
        return known == null ? new InetSocketAddress(family == AddressFamily.INET6 ? any6() : any4(), 0) : known;
    }

    private static InetAddress any4() {
        return Inet4Address.ofLiteral("0.0.0.0");
    }

    private static InetAddress any6() {
        return Inet6Address.ofLiteral("::");
    }

    /** The other end of a connected socket, or null. */
    @Nullable SocketAddress peername(Channel channel) {
        return !connected ? null : remote == null ? UnixNames.shown(channel.remoteAddress()) : remote;
    }
}
