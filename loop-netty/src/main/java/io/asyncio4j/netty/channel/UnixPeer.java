// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.transports.PeerCredentials;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** Asks a unix socket who is at its other end. Loop only. */
final class UnixPeer {

    private UnixPeer() {}

    /** The credentials, or null when the channel is closed or no unix socket. */
    static @Nullable PeerCredentials of(Channel channel) {
        if (!channel.isOpen()) {
            return null;
        }
        try {
            return switch (channel) {
                case EpollDomainSocketChannel epoll -> numbers(epoll.peerCredentials());
                case IoUringDomainSocketChannel ring -> numbers(ring.peerCredentials());
                case KQueueDomainSocketChannel kqueue -> numbers(kqueue.peerCredentials());
                default -> channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio
                        && nio.ch() instanceof SocketChannel socket
                        && socket.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
                                ? names(socket.getOption(ExtendedSocketOptions.SO_PEERCRED))
                                : null;
            };
        } catch (IOException | UnsupportedOperationException notToBeHad) {
            return null;
        }
    }

    private static PeerCredentials numbers(io.netty.channel.unix.PeerCredentials peer) {
        int[] groups = peer.gids();
        return PeerCredentials.of(peer.pid(), peer.uid(), groups.length == 0 ? PeerCredentials.UNKNOWN : groups[0]);
    }

    private static PeerCredentials names(UnixDomainPrincipal peer) {
        return PeerCredentials.of(peer.user().getName(), peer.group().getName());
    }
}
