// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.unix;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.ErrorMapping;
import io.asyncio4j.netty.channel.StreamSockets;
import io.asyncio4j.netty.channel.UnixNames;
import io.asyncio4j.netty.poll.NioUnixServerChannel;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Unix stream sockets of one loop: what {@code NetworkOperations} promises. Loop only. */
public final class UnixOperations {

    private static final String CONNECT = "createUnixConnection";
    private static final String LISTEN = "createUnixServer";

    private final ChannelLoop home;
    private final StreamSockets streams;

    /**
     * Makes the operations of a loop.
     *
     * @param home the loop
     */
    public UnixOperations(ChannelLoop home) {
        this.home = home;
        this.streams = new StreamSockets(home);
    }

    /**
     * Connects.
     *
     * @param <P> type of the protocol
     * @param factory makes the protocol
     * @param options where and how
     * @return transport and protocol
     */
    public <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
            Supplier<P> factory, UnixConnectOptions options) {
        home.begin(CONNECT, factory, options);
        options.requireConsistent(CONNECT);
        home.letGo(options.sock());
        if (options.sock() instanceof SocketChannel sock) {
            requireUnix(CONNECT, sock);
            return streams.adopt(CONNECT, factory, sock, options.tls());
        }
        UnixAddress path = known(CONNECT, options.path());
        try {
            SocketFile.requireFits(CONNECT, path);
        } catch (IOException tooLong) {
            return failed(tooLong);
        }
        return streams.connect(
                CONNECT, factory, () -> home.kinds().newUnixSocket(), toConnect(path), path, options.tls());
    }

    private SocketAddress toConnect(UnixAddress path) {
        return home.kinds().isNative() ? UnixNames.toNative(path) : UnixDomainSocketAddress.of(path.name());
    }

    private UnixAddress known(String operation, @Nullable UnixAddress path) {
        if (path == null) {
            throw new IllegalArgumentException(operation + ": neither path nor sock is given; give one of them");
        }
        if (path.isAbstract() && !home.kinds().isNative()) {
            throw new UnsupportedOperationException(operation + ": " + path + " is an abstract name, which "
                    + home.kinds() + " does not know; use a loop of EPOLL or IO_URING, or a path");
        }
        return path;
    }

    private <T> Future<T> failed(IOException error) {
        Future<T> failed = home.loop().createFuture();
        failed.setException(error);
        return failed;
    }

    private static void requireUnix(String operation, NetworkChannel sock) {
        try {
            if (sock.getLocalAddress() == null || sock.getLocalAddress() instanceof UnixDomainSocketAddress) {
                return;
            }
        } catch (IOException closed) {
            // Said by whoever takes it over.
            return;
        }
        throw new IllegalArgumentException(
                operation + ": a UNIX Domain Stream Socket was expected, got " + sock
                        + "; give one of the unix domain");
    }

    /**
     * Listens.
     *
     * @param factory makes a protocol for each connection
     * @param options where and how
     * @return the server
     */
    public Future<Server> createUnixServer(Supplier<? extends BaseProtocol> factory, UnixListenOptions options) {
        home.begin(LISTEN, factory, options);
        options.requireConsistent(LISTEN);
        TlsPlan tls = home.serverTls(LISTEN, options.tls());
        home.letGo(options.sock());
        Context context = Context.copyCurrent();
        StreamSockets.Serving how = new StreamSockets.Serving(
                LISTEN, factory, options.backlog(), tls, options.startServing(), context);
        Opening opening;
        if (options.sock() instanceof ServerSocketChannel sock) {
            requireUnix(LISTEN, sock);
            StreamSockets.takeListener(LISTEN, sock);
            opening = () -> streams.listen(how, new NioUnixServerChannel(sock, options.backlog()),
                    home.forJdkChannels(), null);
            return open(opening, UnixNames.shown(localAddress(sock)), options, context);
        }
        UnixAddress path = known(LISTEN, options.path());
        opening = () -> bind(how, path);
        return open(opening, path, options, context);
    }

    private static @Nullable SocketAddress localAddress(ServerSocketChannel sock) {
        try {
            return sock.getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    /** Makes a server that does not serve yet. */
    private interface Opening {
        StreamSockets.Bound open() throws IOException;
    }

    private Future<Server> open(
            Opening opening, @Nullable SocketAddress address, UnixListenOptions options, Context context) {
        Future<Server> pending = home.loop().createFuture();
        home.enqueue(LISTEN, () -> open(opening, address, options, pending), context);
        return pending;
    }

    private static void open(
            Opening opening, @Nullable SocketAddress address, UnixListenOptions options, Future<Server> pending) {
        if (pending.done()) {
            return;
        }
        try {
            StreamSockets.Bound bound = opening.open();
            SocketFile file =
                    options.cleanupSocket() && address instanceof UnixAddress path ? SocketFile.of(path) : null;
            if (file != null) {
                bound.beforeClose(file::cleanUp);
            }
            pending.setResult(bound.start());
        } catch (IOException | RuntimeException error) {
            pending.setException(error);
        }
    }

    private StreamSockets.Bound bind(StreamSockets.Serving how, UnixAddress path) throws IOException {
        SocketFile.requireFits(LISTEN, path);
        SocketFile.makeRoom(LISTEN, path);
        Channel channel = home.kinds().newUnixServerSocket(how.backlog());
        SocketAddress target =
                home.kinds().isNative() ? UnixNames.toBind(path) : UnixDomainSocketAddress.of(path.name());
        try {
            return streams.listen(how, channel, home.eventLoop(), target);
        } catch (IOException | RuntimeException error) {
            throw ErrorMapping.onBindPath(error, LISTEN, path);
        }
    }
}
