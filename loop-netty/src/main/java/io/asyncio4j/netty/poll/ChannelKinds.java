// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandle;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * The channel types that go with a poller. Any thread.
 *
 * <p>A loop is asked which handles it accepts ({@code isCompatible}), never for the class of its poller; so loops that
 * wrap or delegate to another work as well.
 */
public enum ChannelKinds {

    /** Channels of the JDK. */
    NIO(Poller.NIO, NioIoHandle.class) {
        @Override
        public SocketChannel newSocket(@Nullable SocketProtocolFamily family) {
            return family == null ? new NioSocketChannel() : new NioSocketChannel(SelectorProvider.provider(), family);
        }

        @Override
        public ServerSocketChannel newServerSocket(@Nullable SocketProtocolFamily family) {
            return family == null
                    ? new NioServerSocketChannel()
                    : new NioServerSocketChannel(SelectorProvider.provider(), family);
        }

        @Override
        public DatagramChannel newDatagram(@Nullable SocketProtocolFamily family) {
            return family == null
                    ? new NioDatagramChannel()
                    : new NioDatagramChannel(SelectorProvider.provider(), family);
        }

        @Override
        public DuplexChannel newUnixSocket() {
            return new NioDomainSocketChannel();
        }

        @Override
        public Channel newUnixServerSocket(int backlog) {
            return new NioUnixServerChannel(backlog);
        }
    },

    /** Channels of Netty's epoll transport. */
    EPOLL(Poller.EPOLL, EpollIoHandle.class) {
        @Override
        public SocketChannel newSocket(@Nullable SocketProtocolFamily family) {
            return family == null ? new EpollSocketChannel() : new EpollSocketChannel(family);
        }

        @Override
        public ServerSocketChannel newServerSocket(@Nullable SocketProtocolFamily family) {
            return family == null ? new EpollServerSocketChannel() : new EpollServerSocketChannel(family);
        }

        @Override
        public DatagramChannel newDatagram(@Nullable SocketProtocolFamily family) {
            return family == null ? new EpollDatagramChannel() : new EpollDatagramChannel(family);
        }

        @Override
        public DuplexChannel newUnixSocket() {
            return new EpollDomainSocketChannel();
        }

        @Override
        public Channel newUnixServerSocket(int backlog) {
            return withBacklog(new EpollServerDomainSocketChannel(), backlog);
        }
    },

    /** Channels of Netty's kqueue transport; its listening sockets are of IPv6, if there is IPv6. */
    KQUEUE(Poller.KQUEUE, KQueueIoHandle.class) {
        @Override
        public SocketChannel newSocket(@Nullable SocketProtocolFamily family) {
            return family == null ? new KQueueSocketChannel() : new KQueueSocketChannel(family);
        }

        @Override
        public ServerSocketChannel newServerSocket(@Nullable SocketProtocolFamily family) {
            return new KQueueServerSocketChannel();
        }

        @Override
        public DatagramChannel newDatagram(@Nullable SocketProtocolFamily family) {
            return family == null ? new KQueueDatagramChannel() : new KQueueDatagramChannel(family);
        }

        @Override
        public DuplexChannel newUnixSocket() {
            return new KQueueDomainSocketChannel();
        }

        @Override
        public Channel newUnixServerSocket(int backlog) {
            return withBacklog(new KQueueServerDomainSocketChannel(), backlog);
        }
    },

    /** Channels of Netty's io_uring transport; its TCP sockets are of IPv6, which also serves IPv4, if there is IPv6. */
    IO_URING(Poller.IO_URING, IoUringIoHandle.class) {
        @Override
        public SocketChannel newSocket(@Nullable SocketProtocolFamily family) {
            return new IoUringSocketChannel();
        }

        @Override
        public ServerSocketChannel newServerSocket(@Nullable SocketProtocolFamily family) {
            return new IoUringServerSocketChannel();
        }

        @Override
        public DatagramChannel newDatagram(@Nullable SocketProtocolFamily family) {
            return family == null ? new IoUringDatagramChannel() : new IoUringDatagramChannel(family);
        }

        @Override
        public DuplexChannel newUnixSocket() {
            return new IoUringDomainSocketChannel();
        }

        @Override
        public Channel newUnixServerSocket(int backlog) {
            return withBacklog(new IoUringServerDomainSocketChannel(), backlog);
        }
    };

    private final Poller poller;
    private final Class<? extends IoHandle> handle;

    ChannelKinds(Poller poller, Class<? extends IoHandle> handle) {
        this.poller = poller;
        this.handle = handle;
    }

    /**
     * Finds the channel types that a loop can carry.
     *
     * @param eventLoop any event loop of Netty 4.2
     * @return the first kind whose handles the loop accepts; null if it has no network poller
     */
    public static @Nullable ChannelKinds of(EventLoop eventLoop) {
        if (eventLoop instanceof IoEventLoop io) {
            for (ChannelKinds kind : values()) {
                if (io.isCompatible(kind.handle)) {
                    return kind;
                }
            }
        }
        return null;
    }

    /** {@return the poller these channels need} */
    public Poller poller() {
        return poller;
    }

    /**
     * Opens a TCP socket.
     *
     * @param family the address family, or null for IPv6 that also serves IPv4, where the machine has IPv6
     * @return an unregistered channel
     */
    public abstract SocketChannel newSocket(@Nullable SocketProtocolFamily family);

    /**
     * Opens a listening TCP socket.
     *
     * @param family the address family, or null for IPv6 that also serves IPv4, where the machine has IPv6
     * @return an unregistered, unbound channel
     */
    public abstract ServerSocketChannel newServerSocket(@Nullable SocketProtocolFamily family);

    /**
     * Opens a UDP socket.
     *
     * @param family the address family, or null for IPv6 that also serves IPv4, where the machine has IPv6
     * @return an unregistered, unbound channel
     */
    public abstract DatagramChannel newDatagram(@Nullable SocketProtocolFamily family);

    /** {@return a new stream socket of the unix domain, unregistered} */
    public abstract DuplexChannel newUnixSocket();

    /**
     * Opens a listening stream socket of the unix domain.
     *
     * @param backlog how many connections may wait to be accepted
     * @return an unregistered, unbound channel
     */
    public abstract Channel newUnixServerSocket(int backlog);

    private static Channel withBacklog(Channel channel, int backlog) {
        channel.config().setOption(ChannelOption.SO_BACKLOG, backlog);
        return channel;
    }

    /** {@return whether the poller's own channels know abstract names and the other end's numbers} */
    public boolean isNative() {
        return this != NIO;
    }
}
