// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.netty.dns.Resolver;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.netty.channel.Channel;
import io.netty.channel.socket.ServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code create_server}: looks up the hosts, binds all addresses or none, and makes the server. Loop only.
 *
 * <p>State: looking up one host after the other -> binding (in one go, on the own thread) -> done.
 */
final class Binder {

    private static final String OPERATION = "createServer";

    private final ChannelLoop home;
    private final Resolver resolver;
    private final Supplier<? extends BaseProtocol> factory;
    private final ListenOptions options;
    private final @Nullable TlsPlan tls;
    private final Context context = Context.copyCurrent();
    private final Future<Server> pending;
    private final java.nio.channels.@Nullable ServerSocketChannel sock;

    /** By address, so that those that resolve to the same one are bound once. */
    private final Map<InetSocketAddress, AddressInfo> addresses = new LinkedHashMap<>();

    Binder(
            ChannelLoop home,
            Resolver resolver,
            Supplier<? extends BaseProtocol> factory,
            ListenOptions options,
            @Nullable TlsPlan tls) {
        this.home = home;
        this.resolver = resolver;
        this.factory = factory;
        this.options = options;
        this.tls = tls;
        this.pending = home.loop().createFuture();
        this.sock = options.sock() == null ? null : SocketAdoption.takeListener(OPERATION, options.sock());
    }

    Future<Server> start() {
        java.nio.channels.ServerSocketChannel given = sock;
        if (given == null) {
            startLookUp();
        } else {
            home.enqueue(OPERATION, () -> adopt(given), context);
        }
        return pending;
    }

    private void adopt(java.nio.channels.ServerSocketChannel given) {
        if (pending.done()) {
            SocketAdoption.close(given);
            return;
        }
        try {
            Channel channel = SocketAdoption.wrap(given);
            SocketOptions.ofAcceptor(channel, options.backlog());
            finish(List.of(ListeningSocket.open(home, home.forJdkChannels(), channel, null, context)));
        } catch (IOException | RuntimeException error) {
            SocketAdoption.close(given);
            pending.setException(error);
        }
    }

    private void startLookUp() {
        List<@Nullable String> hosts = new ArrayList<>();
        List<String> named = options.hosts();
        if (named == null) {
            hosts.add(null);
        } else {
            for (String host : named) {
                hosts.add(host.isEmpty() ? null : host);
            }
        }
        home.enqueue(OPERATION, () -> lookUp(hosts, 0), context);
    }

    private void lookUp(List<@Nullable String> hosts, int index) {
        if (pending.done()) {
            return;
        }
        if (index == hosts.size()) {
            bindAll();
            return;
        }
        AddressHints streams = options.hints().type(SocketType.STREAM);
        String host = hosts.get(index);
        List<AddressInfo> literal = Resolver.literal(host, options.port(), streams);
        if (literal != null) {
            add(literal);
            lookUp(hosts, index + 1);
            return;
        }
        Future<List<AddressInfo>> answer;
        try {
            answer = resolver.getAddrInfo(OPERATION, host, options.port(), streams);
        } catch (RuntimeException error) {
            pending.setException(error);
            return;
        }
        answer.addDoneCallback(
                done -> {
                    Throwable error = done.exception();
                    if (pending.done()) {
                        return;
                    }
                    if (error != null) {
                        pending.setException(error);
                    } else {
                        add(done.resultNow());
                        lookUp(hosts, index + 1);
                    }
                },
                context);
    }

    private void add(List<AddressInfo> found) {
        for (AddressInfo address : found) {
            addresses.putIfAbsent(address.address(), address);
        }
    }

    private void bindAll() {
        List<ListeningSocket> bound = new ArrayList<>();
        List<Throwable> unavailable = new ArrayList<>();
        Throwable fatal = null;
        for (AddressInfo address : wanted()) {
            try {
                bound.add(bind(address));
            } catch (IOException | RuntimeException error) {
                Throwable mapped = ErrorMapping.onBind(error, OPERATION, address.address());
                Errno errno = Errno.of(error);
                if (errno != Errno.EADDRNOTAVAIL && errno != Errno.EAFNOSUPPORT) {
                    fatal = mapped;
                    break;
                }
                // Names such as localhost may have addresses of a family that this machine lacks.
                unavailable.add(mapped);
            }
        }
        if (fatal == null && bound.isEmpty()) {
            IOException none =
                    new IOException(OPERATION + ": could not bind on any address out of " + addresses.keySet()
                            + "; give an address of this machine");
            unavailable.forEach(none::addSuppressed);
            fatal = none;
        }
        if (fatal != null) {
            bound.forEach(ListeningSocket::close);
            pending.setException(fatal);
            return;
        }
        finish(bound);
    }

    /**
     * Only sockets of epoll can be told to serve IPv6 alone. Elsewhere the wildcard address of IPv6 serves IPv4 too, and a
     * second socket could not be bound beside it.
     */
    private List<AddressInfo> wanted() {
        List<AddressInfo> all = new ArrayList<>(addresses.values());
        if (home.kinds() != ChannelKinds.EPOLL
                && all.stream().anyMatch(address -> isWildcard(address, AddressFamily.INET6))) {
            all.removeIf(address -> isWildcard(address, AddressFamily.INET));
        }
        return Collections.unmodifiableList(all);
    }

    private static boolean isWildcard(AddressInfo address, AddressFamily family) {
        return address.family() == family && address.address().getAddress().isAnyLocalAddress();
    }

    private ListeningSocket bind(AddressInfo address) throws IOException {
        ServerSocketChannel channel = home.kinds().newServerSocket(SocketOptions.family(address.family()));
        try {
            SocketOptions.ofListener(channel, options, address.family(), home.kinds());
        } catch (RuntimeException error) {
            channel.unsafe().closeForcibly();
            throw error;
        }
        return ListeningSocket.open(home, home.eventLoop(), channel, address.address(), context);
    }

    private void finish(List<ListeningSocket> bound) {
        NettyServer server =
                new NettyServer(home, context, factory, bound, Boolean.TRUE.equals(options.keepAlive()), tls);
        if (options.startServing()) {
            server.serve();
        }
        pending.setResult(server);
    }
}
