// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stream sockets that are no TCP ones: the same transports, servers and ways of adoption, for other packages. Loop only.
 */
public final class StreamSockets {

    private final ChannelLoop home;

    /**
     * Makes it.
     *
     * @param home the loop
     */
    public StreamSockets(ChannelLoop home) {
        this.home = home;
    }

    /**
     * Connects to one address.
     *
     * @param <P> type of the protocol
     * @param operation for the text of errors
     * @param factory makes the protocol
     * @param opener opens an unregistered channel
     * @param target where to, as the channel wants it
     * @param shown where to, as users know it
     * @param tls how to speak TLS, if at all
     * @return transport and protocol
     */
    public <P extends BaseProtocol> Future<Connection<Transport, P>> connect(
            String operation,
            Supplier<P> factory,
            Supplier<? extends Channel> opener,
            SocketAddress target,
            SocketAddress shown,
            TlsSettings tls) {
        TlsPlan plan = home.clientTls(operation, tls, null);
        Context context = Context.copyCurrent();
        PendingConnection<P> pending = new PendingConnection<>(home.loop());
        AddressRace.Result<ChannelTransport> result = new AddressRace.Result<>() {
            @Override
            public void won(ChannelTransport transport) {
                Connector.open(operation, transport, factory, plan, pending);
            }

            @Override
            public void failed(Throwable error) {
                pending.fail(error);
            }
        };
        Dial dial = new Dial(home, context, operation, opener, target, shown, result);
        pending.onCancel(dial::giveUp);
        home.enqueue(operation, () -> dialUnlessDone(dial, pending), context);
        return pending;
    }

    private static void dialUnlessDone(Dial dial, PendingConnection<?> pending) {
        if (!pending.done()) {
            dial.start();
        }
    }

    /**
     * Makes a transport of a connected channel of the JDK.
     *
     * @param <P> type of the protocol
     * @param operation for the text of errors
     * @param factory makes the protocol
     * @param sock the channel
     * @param tls how to speak TLS, if at all
     * @return transport and protocol
     */
    public <P extends BaseProtocol> Future<Connection<Transport, P>> adopt(
            String operation, Supplier<P> factory, SocketChannel sock, TlsSettings tls) {
        TlsPlan plan = home.clientTls(operation, tls, null);
        return SocketAdoption.open(operation, home, SocketAdoption.takeStream(operation, sock), factory, plan);
    }

    /**
     * Takes a listening channel of the JDK over.
     *
     * @param operation for the text of errors
     * @param sock the channel
     * @return the channel
     */
    public static ServerSocketChannel takeListener(String operation, ServerSocketChannel sock) {
        return SocketAdoption.takeListener(operation, sock);
    }

    /**
     * What a server is to be like.
     *
     * @param operation for the text of errors
     * @param factory makes a protocol for each connection
     * @param backlog how many connections are accepted in one go
     * @param tls how to speak TLS, or null
     * @param startServing whether it serves at once
     * @param context in which connections are taken up
     */
    public record Serving(
            String operation,
            Supplier<? extends BaseProtocol> factory,
            int backlog,
            @Nullable TlsPlan tls,
            boolean startServing,
            Context context) {}

    /**
     * Makes a server of one channel. Own thread; on failure the channel is closed.
     *
     * @param how what it is to be like
     * @param channel unregistered
     * @param eventLoop what to register it with
     * @param address where to bind it, or null when it is bound
     * @return the server, and what closes its socket
     * @throws IOException as Netty says; not mapped
     */
    public Bound listen(Serving how, Channel channel, EventLoop eventLoop, @Nullable SocketAddress address)
            throws IOException {
        SocketOptions.ofAcceptor(channel, how.backlog());
        ListeningSocket listening = ListeningSocket.open(home, eventLoop, channel, address, how.context());
        NettyServer server = new NettyServer(home, how.context(), how.factory(), List.of(listening), false, how.tls());
        return new Bound(server, listening, how.startServing());
    }

    /** A server that does not serve yet. */
    public static final class Bound {
        private final NettyServer server;
        private final ListeningSocket listening;
        private final boolean startServing;

        private Bound(NettyServer server, ListeningSocket listening, boolean startServing) {
            this.server = server;
            this.listening = listening;
            this.startServing = startServing;
        }

        /**
         * Has something done when the server stops listening, before its socket is closed.
         *
         * @param action must not throw
         */
        public void beforeClose(Runnable action) {
            listening.beforeClose(action);
        }

        /** {@return the server, serving if it is to serve at once} */
        public Server start() {
            if (startServing) {
                server.serve();
            }
            return server;
        }
    }
}
