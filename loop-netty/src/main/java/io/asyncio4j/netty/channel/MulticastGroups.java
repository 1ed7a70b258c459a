// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Membership in multicast groups, for the native sockets of Linux. Loop only. Netty's own way tells errors to the channel's
 * thread alone, which a coroutine is not; the system's does so at once.
 */
final class MulticastGroups {

    /** Linux's numbers, which are part of its interface. */
    private static final int IPPROTO_IP = 0;

    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_DROP_MEMBERSHIP = 36;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_ADD_MEMBERSHIP = 20;
    private static final int IPV6_DROP_MEMBERSHIP = 21;

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private MulticastGroups() {}

    static void change(Channel channel, boolean join, InetAddress group, NetworkInterface via) throws IOException {
        String operation = join ? "joinGroup" : "leaveGroup";
        if (!(channel instanceof EpollDatagramChannel || channel instanceof IoUringDatagramChannel)
                || !(((UnixChannel) channel).fd() instanceof Socket socket)) {
            throw new UnsupportedOperationException(operation + ": " + channel
                    + " has no multicast groups; use a datagram endpoint of a NIO, EPOLL or IO_URING loop");
        }
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(operation + ": " + group
                    + " is no multicast address; give one of 224.0.0.0/4 or ff00::/8");
        }
        try {
            if (group instanceof Inet4Address) {
                socket.setRawOpt(IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, membership4(group, via));
            } else {
                socket.setRawOpt(
                        IPPROTO_IPV6, join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP, membership6(group, via));
            }
        } catch (IOException | ChannelException error) {
            SocketException explained = new SocketException(operation + ": " + group + " on " + via.getName()
                    + ": " + error.getMessage() + "; check group, interface and what was joined before");
            explained.initCause(error);
            throw explained;
        }
    }

    /** The kernel's {@code ip_mreqn}: group, an address that the interface's number makes unnecessary, that number. */
    private static ByteBuffer membership4(InetAddress group, NetworkInterface via) {
        return ByteBuffer.allocateDirect(2 * IPV4_BYTES + Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .put(group.getAddress())
                .put(new byte[IPV4_BYTES])
                .putInt(via.getIndex())
                .flip();
    }

    /** The kernel's {@code ipv6_mreq}: group and the interface's number. */
    private static ByteBuffer membership6(InetAddress group, NetworkInterface via) {
        return ByteBuffer.allocateDirect(IPV6_BYTES + Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .put(group.getAddress())
                .putInt(via.getIndex())
                .flip();
    }
}
