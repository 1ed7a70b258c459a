// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Sleep;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a server comes about; asyncio's {@code create_server}. In coroutines.
 *
 * <p>
 * Each address of each host gets a socket. One that this machine does not have is passed over, if there are others; any
 * other failure closes them all. "All interfaces" is one socket here, as an IPv6 socket of the JDK takes IPv4 connections
 * too and cannot be told not to.
 */
final class Binder {

    private final SelectorNetwork loop;

    /** A listening socket of the loop, how many connections may wait there, and whether they are kept alive. */
    record Bound(ServerSocketChannel channel, int backlog, boolean keepAlive) {}

    Binder(SelectorNetwork loop) {
        this.loop = loop;
    }

    Server serve(Supplier<? extends BaseProtocol> factory, ListenOptions options) throws Exception {
        List<Bound> sockets = new ArrayList<>();
        ListeningServer server;
        try {
            if (options.sock() instanceof ServerSocketChannel given) {
                sockets.add(adopted(given, options));
            } else {
                bindAll(addresses(options), options, sockets);
            }
            server = new ListeningServer(loop, sockets, factory, new Connector(loop));
        } catch (Throwable failure) {
            for (Bound socket : sockets) {
                loop.holdings().close(socket.channel());
            }
            throw failure;
        }
        if (options.startServing()) {
            server.serve();
            try {
                Sleep.sleep(0);
            } catch (Throwable failure) {
                server.close();
                throw failure;
            }
        }
        return server;
    }

    private Bound adopted(ServerSocketChannel given, ListenOptions options) throws IOException {
        if (!given.isOpen() || given.getLocalAddress() == null) {
            throw new IllegalArgumentException("createServer: " + given + " is not bound");
        }
        loop.holdings().take("createServer", given);
        try {
            given.configureBlocking(false);
        } catch (Throwable failure) {
            loop.holdings().close(given);
            throw failure;
        }
        return held(given, options);
    }

    private static Bound held(ServerSocketChannel channel, ListenOptions options) {
        return new Bound(channel, options.backlog(), Boolean.TRUE.equals(options.keepAlive()));
    }

    private Set<InetSocketAddress> addresses(ListenOptions options) throws Exception {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        List<String> hosts = options.hosts();
        boolean everywhere = hosts == null || hosts.equals(List.of(""));
        for (String host : everywhere ? List.of("") : hosts) {
            for (AddressInfo info : loop.names()
                    .resolve(host, options.port(), options.hints().type(SocketType.STREAM))) {
                addresses.add(info.address());
            }
        }
        if (everywhere && addresses.size() > 1) {
            return Set.of(new InetSocketAddress("::", addresses.iterator().next().getPort()));
        }
        return addresses;
    }

    private void bindAll(Set<InetSocketAddress> addresses, ListenOptions options, List<Bound> sockets)
            throws IOException {
        for (InetSocketAddress address : addresses) {
            ServerSocketChannel channel = bound(address, options);
            if (channel != null) {
                sockets.add(held(channel, options));
            }
        }
        if (sockets.isEmpty()) {
            throw new BindException("could not bind on any address out of " + addresses);
        }
    }

    /** Returns null for an address that this machine does not have. */
    private @Nullable ServerSocketChannel bound(InetSocketAddress address, ListenOptions options) throws IOException {
        ServerSocketChannel channel =
                loop.holdings().take("createServer", ServerSocketChannel.open(Names.family(address)));
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, !Boolean.FALSE.equals(options.reuseAddress()));
            if (Boolean.TRUE.equals(options.reusePort())) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address, Math.max(1, options.backlog()));
            return channel;
        } catch (IOException failure) {
            loop.holdings().close(channel);
            String text = "error while attempting to bind on address " + address + ": " + failure.getMessage();
            if (text.contains("assign requested address")) {
                SelectorLoop.LOG.log(Level.WARNING, text);
                return null;
            }
            throw (IOException) new BindException(text).initCause(failure);
        } catch (Throwable failure) {
            loop.holdings().close(channel);
            throw failure;
        }
    }
}
