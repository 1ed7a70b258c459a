// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.context.Context;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.Pending;
import io.asyncio4j.netty.channel.SocketAdoption;
import io.asyncio4j.netty.dns.Resolver;
import io.asyncio4j.netty.unix.SocketFile;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.DatagramTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code create_datagram_endpoint}: looks both addresses up, tries a socket for each family that has what is asked for, makes
 * the protocol. Loop only.
 *
 * <p>State: looking up the local address -> looking up the remote one -> trying one family after the other -> opening -> done.
 */
final class EndpointOpening<P extends DatagramProtocol> {

    private static final String OPERATION = DatagramOperations.CREATE;

    private final ChannelLoop home;
    private final Resolver resolver;
    private final Supplier<P> factory;
    private final DatagramOptions options;
    private final Context context = Context.copyCurrent();
    private final Pending<Connection<DatagramTransport, P>> pending;

    /** What was found for a family, in the order in which families were found. */
    private final Map<AddressFamily, Pair> pairs = new LinkedHashMap<>();

    private final List<Throwable> errors = new ArrayList<>();

    private static final class Pair {
        @Nullable InetSocketAddress local;
        @Nullable InetSocketAddress remote;
    }

    EndpointOpening(ChannelLoop home, Resolver resolver, Supplier<P> factory, DatagramOptions options) {
        this.home = home;
        this.resolver = resolver;
        this.factory = factory;
        this.options = options;
        this.pending = new Pending<>(home.loop());
    }

    // ---- internet sockets

    Future<Connection<DatagramTransport, P>> lookUp() {
        home.enqueue(OPERATION, this::lookUpLocal, context);
        return pending;
    }

    private void lookUpLocal() {
        lookUp(options.localAddress(), found -> {
            // As in asyncio, the last address of a family counts.
            found.forEach(info -> pair(info.family()).local = info.address());
            lookUpRemote();
        });
    }

    private void lookUpRemote() {
        lookUp(options.remoteAddress(), found -> {
            found.forEach(info -> pair(info.family()).remote = info.address());
            tryAll();
        });
    }

    private Pair pair(AddressFamily family) {
        return pairs.computeIfAbsent(family, its -> new Pair());
    }

    private void lookUp(@Nullable SocketAddress address, Consumer<List<AddressInfo>> then) {
        if (pending.done()) {
            return;
        }
        if (!(address instanceof InetSocketAddress wanted)) {
            then.accept(List.of());
            return;
        }
        String host = wanted.isUnresolved()
                ? wanted.getHostString()
                : wanted.getAddress().getHostAddress();
        AddressHints hints = options.hints().type(SocketType.DATAGRAM);
        List<AddressInfo> literal = Resolver.literal(host, Port.of(wanted.getPort()), hints);
        if (literal != null) {
            then.accept(literal);
            return;
        }
        Future<List<AddressInfo>> answer;
        try {
            answer = resolver.getAddrInfo(OPERATION, host, Port.of(wanted.getPort()), hints);
        } catch (RuntimeException error) {
            pending.fail(error);
            return;
        }
        pending.onCancel(answer::cancel);
        answer.addDoneCallback(
                done -> {
                    Throwable error = done.cancelled() ? null : done.exception();
                    if (pending.done()) {
                        return;
                    }
                    pending.onCancel(null);
                    if (error != null) {
                        pending.fail(error);
                    } else {
                        then.accept(done.resultNow());
                    }
                },
                context);
    }

    private void tryAll() {
        List<SocketOpening> attempts = new ArrayList<>();
        boolean broadcast = Boolean.TRUE.equals(options.allowBroadcast());
        pairs.forEach((family, pair) -> {
            if ((options.localAddress() == null || pair.local != null)
                    && (options.remoteAddress() == null || pair.remote != null)) {
                attempts.add(attempt(new DatagramTargets(
                        family, pair.local, pair.remote, pair.remote != null && !broadcast)));
            }
        });
        if (options.localAddress() == null && options.remoteAddress() == null) {
            attempts.add(attempt(new DatagramTargets(options.hints().family(), null, null, false)));
        }
        if (attempts.isEmpty()) {
            pending.fail(new IllegalArgumentException(OPERATION + ": can not get address information: "
                    + options.localAddress() + " and " + options.remoteAddress()
                    + " have no family in common; give addresses of one family"));
            return;
        }
        tryNext(attempts, 0);
    }

    private SocketOpening attempt(DatagramTargets targets) {
        return new SocketOpening(home, context, options, targets);
    }

    private void tryNext(List<SocketOpening> attempts, int index) {
        if (pending.done()) {
            return;
        }
        if (index == attempts.size()) {
            pending.fail(errors.getFirst());
            return;
        }
        SocketOpening attempt = attempts.get(index);
        pending.onCancel(attempt::giveUp);
        attempt.start((endpoint, error) -> {
            if (endpoint != null) {
                open(endpoint);
            } else if (error instanceof IOException) {
                errors.add(error);
                tryNext(attempts, index + 1);
            } else {
                pending.fail(error == null ? new IllegalStateException(OPERATION + ": no endpoint") : error);
            }
        });
    }

    // ---- others

    Future<Connection<DatagramTransport, P>> unix() {
        DatagramTargets targets = new DatagramTargets(AddressFamily.UNIX, options.localAddress(),
                options.remoteAddress(),
                options.remoteAddress() != null && !Boolean.TRUE.equals(options.allowBroadcast()));
        home.enqueue(OPERATION, () -> openUnix(targets), context);
        return pending;
    }

    private void openUnix(DatagramTargets targets) {
        if (pending.done()) {
            return;
        }
        try {
            for (SocketAddress address : new SocketAddress[] {targets.local(), targets.remote()}) {
                if (address instanceof UnixAddress path) {
                    SocketFile.requireFits(OPERATION, path);
                }
            }
            if (targets.local() instanceof UnixAddress path) {
                SocketFile.makeRoom(OPERATION, path);
            }
        } catch (IOException error) {
            pending.fail(error);
            return;
        }
        tryNext(List.of(attempt(targets)), 0);
    }

    Future<Connection<DatagramTransport, P>> adopt(DatagramChannel sock) {
        // A cancel before the first callback: nobody else knows the channel any more.
        pending.onCancel(() -> SocketAdoption.close(sock));
        home.enqueue(OPERATION, () -> register(sock), context);
        return pending;
    }

    private void register(DatagramChannel sock) {
        if (pending.done()) {
            return;
        }
        SocketOpening attempt = attempt(new DatagramTargets(
                AddressFamily.UNSPECIFIED, null, null, sock.isConnected()));
        pending.onCancel(attempt::giveUp);
        attempt.adopt(sock, (endpoint, error) -> {
            if (endpoint != null) {
                open(endpoint);
            } else {
                pending.fail(error == null ? new IllegalStateException(OPERATION + ": no endpoint") : error);
            }
        });
    }

    /** Makes the protocol and opens the endpoint; a factory that throws costs the socket. */
    private void open(DatagramEndpoint endpoint) {
        P protocol = pending.makeProtocol(
                factory, made -> DatagramOperations.requireDatagramProtocol(OPERATION, made), endpoint::dispose);
        if (protocol == null) {
            return;
        }
        pending.onCancel(endpoint::close);
        endpoint.open(protocol, () -> pending.succeed(new Connection<>(endpoint, protocol)));
    }
}
