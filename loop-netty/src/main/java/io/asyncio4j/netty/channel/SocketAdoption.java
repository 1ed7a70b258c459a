// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.poll.OwnedChannels;
import io.asyncio4j.netty.poll.NioUnixServerChannel;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Channels of the JDK that a user hands over ({@code sock=}). Loop only. From then on the loop owns them: they are set
 * non-blocking, and closing the transport closes them.
 */
public final class SocketAdoption {

    private SocketAdoption() {}

    /**
     * Refuses what cannot become a transport, and marks what can.
     *
     * @throws IllegalArgumentException when it is closed or not connected
     * @throws IllegalStateException when it belongs to a transport already, or to a selector
     */
    static SocketChannel takeStream(String operation, @Nullable SelectableChannel sock) {
        SocketChannel stream = (SocketChannel) requireFree(operation, sock);
        if (!stream.isConnected()) {
            throw new IllegalArgumentException(
                    operation + ": sock " + stream + " is not connected; connect it first, or give host and port");
        }
        OwnedChannels.take(stream);
        return stream;
    }

    /**
     * Refuses what cannot become a server's socket, and marks what can.
     *
     * @throws IllegalArgumentException when it is closed or not bound
     * @throws IllegalStateException when it belongs to a server already, or to a selector
     */
    static ServerSocketChannel takeListener(String operation, @Nullable SelectableChannel sock) {
        ServerSocketChannel listener = (ServerSocketChannel) requireFree(operation, sock);
        try {
            if (listener.getLocalAddress() == null) {
                throw new IllegalArgumentException(
                        operation + ": sock " + listener + " is not bound; bind it first, or give host and port");
            }
        } catch (IOException closed) {
            throw closed(operation, listener);
        }
        OwnedChannels.take(listener);
        return listener;
    }

    /**
     * Refuses what cannot become an endpoint, and marks what can.
     *
     * @param operation for the text of errors
     * @param sock the channel
     * @return the channel
     * @throws IllegalArgumentException when it is closed
     * @throws IllegalStateException when it belongs to a transport already, or to a selector
     */
    public static DatagramChannel takeDatagrams(String operation, DatagramChannel sock) {
        requireFree(operation, sock);
        OwnedChannels.take(sock);
        return sock;
    }

    private static SelectableChannel requireFree(String operation, @Nullable SelectableChannel sock) {
        Objects.requireNonNull(sock, () -> operation + ": sock is null; give a channel");
        if (!sock.isOpen()) {
            throw closed(operation, sock);
        }
        if (OwnedChannels.contains(sock)) {
            throw used(operation, sock, "is used by another transport");
        }
        if (sock.isRegistered()) {
            throw used(operation, sock, "is registered with a selector");
        }
        return sock;
    }

    private static IllegalArgumentException closed(String operation, SelectableChannel sock) {
        IllegalArgumentException error =
                new IllegalArgumentException(operation + ": sock " + sock + " is closed; give an open channel");
        error.initCause(new ClosedChannelException());
        return error;
    }

    private static IllegalStateException used(String operation, SelectableChannel sock, String how) {
        return new IllegalStateException(operation + ": sock " + sock + " " + how + "; give each its own channel");
    }

    /** Wraps a listening channel for Netty. Own thread. */
    static Channel wrap(ServerSocketChannel listener) throws IOException {
        return listener.getLocalAddress() instanceof UnixDomainSocketAddress
                ? new NioUnixServerChannel(listener, 0)
                : new NioServerSocketChannel(listener);
    }

    /** Wraps a connected channel for Netty, which sets it non-blocking. Own thread. */
    private static Channel wrap(SocketChannel stream) throws IOException {
        return stream.getLocalAddress() instanceof UnixDomainSocketAddress
                ? new NioDomainSocketChannel(stream)
                : new NioSocketChannel(stream);
    }

    /** Makes a transport of a connected channel, and its protocol. */
    static <P extends BaseProtocol> PendingConnection<P> open(
            String operation,
            ChannelLoop home,
            SocketChannel stream,
            Supplier<P> factory,
            @Nullable TlsPlan tls) {
        Context context = Context.copyCurrent();
        PendingConnection<P> pending = new PendingConnection<>(home.loop());
        // A cancel before the first callback: nobody else knows the channel any more.
        pending.onCancel(() -> close(stream));
        home.enqueue(operation, () -> register(operation, home, stream, context, factory, tls, pending), context);
        return pending;
    }

    private static <P extends BaseProtocol> void register(
            String operation,
            ChannelLoop home,
            SocketChannel stream,
            Context context,
            Supplier<P> factory,
            @Nullable TlsPlan tls,
            PendingConnection<P> pending) {
        if (pending.done()) {
            return;
        }
        ChannelTransport transport;
        try {
            Channel channel = wrap(stream);
            SocketOptions.ofStream(channel, false);
            transport = new ChannelTransport(home, channel, context);
        } catch (IOException | RuntimeException error) {
            close(stream);
            pending.fail(error);
            return;
        }
        home.forJdkChannels().register(transport.channel()).addListener(registered -> {
            if (registered.isSuccess()) {
                Connector.open(operation, transport, factory, tls, pending);
            } else {
                pending.fail(registered.cause());
            }
        });
    }

    /**
     * Closes a channel that nobody will get.
     *
     * @param channel the channel
     */
    public static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is closed all the same.
        }
    }
}
