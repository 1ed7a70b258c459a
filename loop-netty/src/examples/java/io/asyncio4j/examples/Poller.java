// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What a service of plain Netty stands on. Any thread. {@code -Dpoller=nio}, {@code epoll} or {@code io_uring} chooses; else it is
 * epoll where there is one.
 */
public enum Poller {
    NIO(NioIoHandler::newFactory, NioServerSocketChannel.class),
    EPOLL(EpollIoHandler::newFactory, EpollServerSocketChannel.class),
    IO_URING(IoUringIoHandler::newFactory, IoUringServerSocketChannel.class);

    private final Supplier<IoHandlerFactory> handlers;
    private final Class<? extends ServerChannel> serverSocket;

    Poller(Supplier<IoHandlerFactory> handlers, Class<? extends ServerChannel> serverSocket) {
        this.handlers = handlers;
        this.serverSocket = serverSocket;
    }

    /** {@return the one that the command line asks for} */
    public static Poller chosen() {
        String name = System.getProperty("poller");
        return name == null ? (Epoll.isAvailable() ? EPOLL : NIO) : valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** {@return event loops of it} */
    public EventLoopGroup group(int loops) {
        return new MultiThreadIoEventLoopGroup(loops, handlers.get());
    }

    /** {@return the kind of socket that listens on them} */
    public Class<? extends ServerChannel> serverSocket() {
        return serverSocket;
    }
}
