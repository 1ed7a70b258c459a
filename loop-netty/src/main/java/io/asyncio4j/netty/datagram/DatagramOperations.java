// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.SocketAdoption;
import io.asyncio4j.netty.dns.Resolver;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.DatagramTransport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Datagram endpoints of one loop: what {@code NetworkOperations} promises. Loop only. */
public final class DatagramOperations {

    static final String CREATE = "createDatagramEndpoint";

    private final ChannelLoop home;
    private final Resolver resolver;

    /**
     * Makes the operations of a loop.
     *
     * @param home the loop
     */
    public DatagramOperations(ChannelLoop home) {
        this.home = home;
        this.resolver = home.resolver();
    }

    /**
     * Opens an endpoint.
     *
     * @param <P> type of the protocol
     * @param factory makes the protocol
     * @param options where and how
     * @return transport and protocol
     */
    public <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
            Supplier<P> factory, DatagramOptions options) {
        home.begin(CREATE, factory, options);
        options.requireConsistent(CREATE);
        EndpointOpening<P> opening = new EndpointOpening<>(home, resolver, factory, options);
        if (options.sock() instanceof DatagramChannel sock) {
            home.letGo(sock);
            return opening.adopt(SocketAdoption.takeDatagrams(CREATE, sock));
        }
        boolean unix = isUnix(options);
        requireAddress(options.localAddress(), unix, "localAddress");
        requireAddress(options.remoteAddress(), unix, "remoteAddress");
        if (!unix) {
            return opening.lookUp();
        }
        if (home.kinds() != ChannelKinds.EPOLL) {
            throw new UnsupportedOperationException(CREATE + ": " + home.kinds()
                    + " has no datagram sockets of the unix domain; use a loop of EPOLL");
        }
        return opening.unix();
    }

    private static boolean isUnix(DatagramOptions options) {
        return options.hints().family() == AddressFamily.UNIX
                || (options.hints().family() == AddressFamily.UNSPECIFIED
                        && (options.localAddress() instanceof UnixAddress
                                || options.remoteAddress() instanceof UnixAddress));
    }

    private static void requireAddress(@Nullable SocketAddress address, boolean unix, String what) {
        Class<?> wanted = unix ? UnixAddress.class : InetSocketAddress.class;
        if (address != null && !wanted.isInstance(address)) {
            throw new IllegalArgumentException(CREATE + ": " + what + " is " + address + ", a "
                    + address.getClass().getSimpleName() + "; give one of " + wanted.getSimpleName()
                    + (unix ? ", as the family is that of unix sockets" : ""));
        }
    }

    /** Refuses what an endpoint cannot call. */
    static DatagramProtocol requireDatagramProtocol(String operation, @Nullable BaseProtocol protocol) {
        Objects.requireNonNull(protocol, () -> operation + ": the protocol is null; give a DatagramProtocol");
        if (protocol instanceof DatagramProtocol datagrams) {
            return datagrams;
        }
        throw new IllegalArgumentException(operation + ": " + protocol.getClass().getName()
                + " is no datagram protocol; implement DatagramProtocol");
    }
}
