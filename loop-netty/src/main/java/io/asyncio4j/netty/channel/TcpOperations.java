// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.netty.dns.Resolver;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** TCP and name lookup of one loop: what {@code NetworkOperations} promises. Loop only. */
public final class TcpOperations {

    private final ChannelLoop home;
    private final Resolver resolver;

    /**
     * Makes the operations of a loop.
     *
     * @param home the loop
     */
    public TcpOperations(ChannelLoop home) {
        this.home = home;
        this.resolver = home.resolver();
    }

    /**
     * Looks up a host and a port.
     *
     * @param host name or literal address, or null
     * @param port number or service, or null for 0
     * @param hints which addresses to give
     * @return the addresses
     */
    public Future<List<AddressInfo>> getAddrInfo(@Nullable String host, @Nullable Port port, AddressHints hints) {
        Objects.requireNonNull(hints, "getAddrInfo: hints is null; use AddressHints.ANY");
        return resolver.getAddrInfo("getAddrInfo", host, port, hints);
    }

    /**
     * Looks up the names of an address.
     *
     * @param address an internet address
     * @param flags what to do besides
     * @return host and service
     */
    public Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
        return resolver.getNameInfo(address, flags);
    }

    /**
     * Connects.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol
     * @param options where and how
     * @return transport and protocol
     */
    public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
            Supplier<P> protocolFactory, ConnectOptions options) {
        home.begin("createConnection", protocolFactory, options);
        options.requireConsistent("createConnection");
        home.letGo(options.sock());
        TlsPlan tls = home.clientTls("createConnection", options.tls(), options.host());
        return options.sock() == null
                ? new Connector<>(home, resolver, protocolFactory, options, tls).start()
                : SocketAdoption.open("createConnection",
                        home, SocketAdoption.takeStream("createConnection", options.sock()), protocolFactory, tls);
    }

    /**
     * Listens.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param options where and how
     * @return the server
     */
    public Future<Server> createServer(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        home.begin("createServer", protocolFactory, options);
        options.requireConsistent("createServer");
        TlsPlan tls = home.serverTls("createServer", options.tls());
        home.letGo(options.sock());
        return new Binder(home, resolver, protocolFactory, options, tls).start();
    }

    /**
     * Makes a server that does not listen: its connections come from that of another loop.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param options as for the one that listens
     * @return the server
     * @see Handover
     */
    public Server createWorker(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        home.begin("createServer", protocolFactory, options);
        TlsPlan tls = home.serverTls("createServer", options.tls());
        return new NettyServer(
                home, Context.copyCurrent(), protocolFactory, List.of(), Boolean.TRUE.equals(options.keepAlive()), tls);
    }

    /**
     * Makes a transport of an accepted connection.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol
     * @param sock the connection
     * @param options how
     * @return transport and protocol
     */
    public <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocolFactory, SelectableChannel sock, AcceptOptions options) {
        home.begin("connectAcceptedSocket", protocolFactory, options);
        options.requireConsistent("connectAcceptedSocket");
        TlsPlan tls = home.serverTls("connectAcceptedSocket", options.tls());
        if (!(sock instanceof SocketChannel)) {
            Objects.requireNonNull(sock, "connectAcceptedSocket: sock is null; give a connected SocketChannel");
            throw new IllegalArgumentException(
                    "connectAcceptedSocket: sock is " + sock + "; give a connected SocketChannel");
        }
        home.letGo(sock);
        return SocketAdoption.open("connectAcceptedSocket", home,
                SocketAdoption.takeStream("connectAcceptedSocket", sock), protocolFactory,
                tls);
    }

    /**
     * Puts TLS on a connection that is in use.
     *
     * @param transport the connection
     * @param protocol who gets the decrypted data
     * @param context how to speak TLS
     * @param options role, server name and limits
     * @return the transport
     */
    public Future<Transport> startTls(
            Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
        return TlsUpgrade.start(home, transport, protocol, context, options);
    }
}
