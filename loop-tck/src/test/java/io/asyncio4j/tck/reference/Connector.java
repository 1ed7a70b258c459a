// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.StaggeredRace;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a connection comes about; asyncio's {@code create_connection}. In coroutines.
 *
 * <p>
 * The addresses of the host are tried one after the other, or with happy eyeballs each some time after the one before,
 * until one answers. Then the protocol is made, then its transport, and the caller goes on when the transport has called
 * {@code connectionMade}. Whoever leaves this on another way closes the socket.
 */
final class Connector {

    private final SelectorNetwork loop;

    Connector(SelectorNetwork loop) {
        this.loop = loop;
    }

    <P extends BaseProtocol> Connection<Transport, P> connect(Supplier<P> factory, ConnectOptions options)
            throws Exception {
        if (options.sock() != null) {
            return adopt("createConnection", (SocketChannel) options.sock(), factory);
        }
        return transport(firstThatAnswers(options), factory, null);
    }

    <P extends BaseProtocol> Connection<Transport, P> adopt(
            String operation, SocketChannel channel, Supplier<P> factory) throws Exception {
        loop.holdings().take(operation, channel);
        try {
            channel.configureBlocking(false);
        } catch (Throwable failure) {
            loop.holdings().close(channel);
            throw failure;
        }
        return transport(channel, factory, null);
    }

    /** Makes protocol and transport of a channel that the loop holds. */
    <P extends BaseProtocol> Connection<Transport, P> transport(
            SocketChannel channel, Supplier<P> factory, @Nullable ListeningServer server) throws Exception {
        StreamTransport transport;
        P protocol;
        Future<@Nullable Void> made = loop.createFuture();
        try {
            protocol = Objects.requireNonNull(factory.get(), "the protocol factory gave null");
            transport = new StreamTransport(loop, channel, protocol, made, server);
        } catch (Throwable failure) {
            loop.holdings().close(channel);
            throw failure;
        }
        try {
            made.await();
        } catch (Throwable failure) {
            transport.close();
            throw failure;
        }
        return new Connection<>(transport, protocol);
    }

    private SocketChannel firstThatAnswers(ConnectOptions options) throws Exception {
        List<AddressInfo> remotes = loop.names()
                .resolve(options.host(), options.port(), options.hints().type(SocketType.STREAM));
        InetSocketAddress local = options.localAddress();
        List<AddressInfo> locals = local == null
                ? List.of()
                : loop.names()
                        .resolve(local.getHostString(), local.getPort(), Names.streams(options.hints().family()));
        List<Throwable> failures = new ArrayList<>();
        List<SocketChannel> answered = new ArrayList<>();
        List<Coroutine<SocketChannel>> attempts = new ArrayList<>();
        for (AddressInfo remote : interleaved(remotes, options.effectiveInterleave())) {
            attempts.add(() -> {
                SocketChannel channel = attempt(remote.address(), local == null ? null : locals, failures);
                answered.add(channel);
                return channel;
            });
        }
        Double delay = options.happyEyeballsDelaySeconds();
        SocketChannel channel = null;
        try {
            channel = delay == null ? oneByOne(attempts) : StaggeredRace.run(attempts, delay).value();
        } finally {
            // Two may answer at the same time, and nobody may want either any more.
            for (SocketChannel late : answered) {
                if (late != channel) {
                    loop.holdings().close(late);
                }
            }
        }
        if (channel == null) {
            throw options.allErrors() ? new ExceptionGroup("create_connection failed", failures) : failure(failures);
        }
        return channel;
    }

    private static @Nullable SocketChannel oneByOne(List<Coroutine<SocketChannel>> attempts) throws Exception {
        for (Coroutine<SocketChannel> attempt : attempts) {
            try {
                return attempt.run();
            } catch (IOException noted) {
                continue;
            }
        }
        return null;
    }

    private SocketChannel attempt(
            InetSocketAddress address, @Nullable List<AddressInfo> locals, List<Throwable> failures) throws Exception {
        SocketChannel channel = null;
        try {
            channel = loop.holdings().take("createConnection", SocketChannel.open(Names.family(address)));
            channel.configureBlocking(false);
            if (locals != null) {
                bind(channel, address, locals);
            }
            loop.calls().connectHeld(channel, address).await();
            return channel;
        } catch (Throwable failure) {
            if (channel != null) {
                loop.holdings().close(channel);
            }
            if (failure instanceof IOException) {
                failures.add(failure);
            }
            throw failure;
        }
    }

    private static void bind(SocketChannel channel, InetSocketAddress remote, List<AddressInfo> locals)
            throws IOException {
        IOException last = null;
        for (AddressInfo local : locals) {
            if (Names.family(local.address()) == Names.family(remote)) {
                try {
                    channel.bind(local.address());
                    return;
                } catch (IOException e) {
                    last = (IOException) new BindException("error while attempting to bind on address "
                            + local.address() + ": " + e.getMessage()).initCause(e);
                }
            }
        }
        throw last != null ? last
                : new IOException("no matching local address with the family of " + remote + " found");
    }

    private static Exception failure(List<Throwable> failures) {
        List<String> texts = failures.stream().map(Throwable::getMessage).distinct().toList();
        if (texts.size() == 1 && failures.getFirst() instanceof Exception first) {
            return first;
        }
        IOException all = new IOException(
                failures.stream().map(Throwable::getMessage)
                        .collect(Collectors.joining(", ", "Multiple exceptions: ", "")));
        failures.forEach(all::addSuppressed);
        return all;
    }

    /** Some of the first family, then in turn one of each. */
    private static List<AddressInfo> interleaved(List<AddressInfo> infos, int firstCount) {
        if (firstCount == 0) {
            return infos;
        }
        Map<AddressFamily, Deque<AddressInfo>> families = new LinkedHashMap<>();
        for (AddressInfo info : infos) {
            families.computeIfAbsent(info.family(), family -> new ArrayDeque<>()).add(info);
        }
        List<AddressInfo> order = new ArrayList<>();
        Deque<AddressInfo> first = families.values().iterator().next();
        while (order.size() < firstCount - 1 && first.size() > 1) {
            order.add(first.removeFirst());
        }
        while (order.size() < infos.size()) {
            for (Deque<AddressInfo> family : families.values()) {
                if (!family.isEmpty()) {
                    order.add(family.removeFirst());
                }
            }
        }
        return order;
    }
}
