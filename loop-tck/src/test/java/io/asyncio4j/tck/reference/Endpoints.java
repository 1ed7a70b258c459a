// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.DatagramTransport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a datagram endpoint comes about; asyncio's {@code create_datagram_endpoint}. In coroutines.
 *
 * <p>
 * Both addresses are looked up, and for each family that both have one socket is tried, until one is bound and connected.
 * For broadcasts a socket is not connected, as the answers come from other addresses.
 */
final class Endpoints {

    private final SelectorNetwork loop;

    /** What one socket is bound and connected to. */
    private record Pair(ProtocolFamily family, @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) {}

    Endpoints(SelectorNetwork loop) {
        this.loop = loop;
    }

    static void requireInternet(DatagramOptions options) {
        for (SocketAddress address : new @Nullable SocketAddress[] {options.localAddress(), options.remoteAddress()}) {
            if (address != null && !(address instanceof InetSocketAddress)) {
                throw new IllegalArgumentException("createDatagramEndpoint: " + address + " is no internet address");
            }
        }
        if (options.hints().family() == AddressFamily.UNIX) {
            throw new IllegalArgumentException("createDatagramEndpoint: SelectorLoop has no unix datagrams");
        }
    }

    <P extends DatagramProtocol> Connection<DatagramTransport, P> open(Supplier<P> factory, DatagramOptions options)
            throws Exception {
        DatagramChannel channel;
        SocketAddress remote = null;
        if (options.sock() instanceof DatagramChannel given) {
            if (!given.isOpen()) {
                throw new IllegalArgumentException("createDatagramEndpoint: " + given + " is closed");
            }
            channel = loop.holdings().take("createDatagramEndpoint", given);
        } else {
            Opened opened = firstThatWorks(pairs(options), options);
            channel = opened.channel();
            remote = opened.pair().remote();
        }
        Future<@Nullable Void> made = loop.createFuture();
        DatagramEndpoint transport;
        P protocol;
        try {
            channel.configureBlocking(false);
            protocol = Objects.requireNonNull(factory.get(), "the protocol factory gave null");
            transport = new DatagramEndpoint(loop, channel, protocol, remote, made);
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

    private List<Pair> pairs(DatagramOptions options) throws Exception {
        List<AddressInfo> locals = resolved(options.localAddress(), options.hints());
        List<AddressInfo> remotes = resolved(options.remoteAddress(), options.hints());
        List<Pair> pairs = new ArrayList<>();
        for (StandardProtocolFamily family : families(options.hints())) {
            InetSocketAddress local = of(family, locals);
            InetSocketAddress remote = of(family, remotes);
            boolean nowhere = options.localAddress() == null && options.remoteAddress() == null;
            boolean whole = (options.localAddress() == null || local != null)
                    && (options.remoteAddress() == null || remote != null);
            if (whole && (!nowhere || options.hints().family() != AddressFamily.UNSPECIFIED)) {
                pairs.add(new Pair(family, local, remote));
            }
        }
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("createDatagramEndpoint: can not get address information");
        }
        return pairs;
    }

    private static List<StandardProtocolFamily> families(AddressHints hints) {
        return switch (hints.family()) {
            case INET -> List.of(StandardProtocolFamily.INET);
            case INET6 -> List.of(StandardProtocolFamily.INET6);
            default -> List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
        };
    }

    private static @Nullable InetSocketAddress of(StandardProtocolFamily family, List<AddressInfo> infos) {
        for (AddressInfo info : infos) {
            if (Names.family(info.address()) == family) {
                return info.address();
            }
        }
        return null;
    }

    private List<AddressInfo> resolved(@Nullable SocketAddress address, AddressHints hints) throws Exception {
        if (!(address instanceof InetSocketAddress inet)) {
            return List.of();
        }
        String host = inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
        return loop.names().resolve(host, inet.getPort(), hints.type(SocketType.DATAGRAM));
    }

    private record Opened(DatagramChannel channel, Pair pair) {}

    private Opened firstThatWorks(List<Pair> pairs, DatagramOptions options) throws IOException {
        IOException first = null;
        for (Pair pair : pairs) {
            try {
                return new Opened(opened(pair, options), pair);
            } catch (IOException failure) {
                first = first == null ? failure : first;
            }
        }
        throw Objects.requireNonNull(first);
    }

    private DatagramChannel opened(Pair pair, DatagramOptions options) throws IOException {
        DatagramChannel channel = loop.holdings().take("createDatagramEndpoint", DatagramChannel.open(pair.family()));
        try {
            if (Boolean.TRUE.equals(options.reusePort())) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            boolean broadcast = Boolean.TRUE.equals(options.allowBroadcast());
            channel.setOption(StandardSocketOptions.SO_BROADCAST, broadcast);
            if (pair.local() != null) {
                try {
                    channel.bind(pair.local());
                } catch (IOException e) {
                    throw (IOException) new BindException("error while attempting to bind on address " + pair.local()
                            + ": " + e.getMessage()).initCause(e);
                }
            }
            if (pair.remote() != null && !broadcast) {
                channel.connect(pair.remote());
            }
            return channel;
        } catch (Throwable failure) {
            loop.holdings().close(channel);
            throw failure;
        }
    }
}
