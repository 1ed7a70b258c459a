// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.Transport;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop's connections, servers, datagram endpoints and name lookup (asyncio: {@code loop.create_connection} and its
 * neighbours).
 *
 * <p>Loop only. Nothing here suspends: what is a coroutine in asyncio returns a future. Arguments that are wrong in
 * themselves or together make the call itself throw, before anything is looked up; whatever happens later fails the
 * future. Cancelling the future gives up the attempt and closes what was opened. A loop that lacks a method throws
 * {@link UnsupportedOperationException} that names it.
 */
public interface NetworkOperations {

    // ---- name lookup

    /**
     * Looks up a host and a port, off the loop's thread (asyncio: {@code loop.getaddrinfo}).
     *
     * @param host name or literal address; null for the local host, or with
     *     {@link AddressFlag#PASSIVE PASSIVE} for all interfaces
     * @param port number or service, or null for 0
     * @param hints which addresses to give
     * @return the addresses in the resolver's order; fails with {@link java.net.UnknownHostException}
     * @throws NullPointerException when {@code hints} is null
     * @throws IllegalStateException when the loop is closed, or its default executor shut down
     */
    default Future<List<AddressInfo>> getAddrInfo(@Nullable String host, @Nullable Port port, AddressHints hints) {
        throw Unsupported.method("getAddrInfo", this);
    }

    /**
     * Looks up a host, off the loop's thread (asyncio: {@code loop.getaddrinfo}).
     *
     * @param host name or literal address; null for the local host
     * @param port port number, which the addresses get
     * @return the addresses in the resolver's order; fails with {@link java.net.UnknownHostException}
     * @throws IllegalArgumentException when the port is out of range
     * @throws IllegalStateException when the loop is closed, or its default executor shut down
     */
    default Future<List<AddressInfo>> getAddrInfo(@Nullable String host, int port) {
        return getAddrInfo(host, Port.of(port), AddressHints.ANY);
    }

    /**
     * Looks up the names of an address, off the loop's thread (asyncio: {@code loop.getnameinfo}).
     *
     * @param address the address
     * @param flags what to do besides
     * @return the names; fails with {@link java.net.UnknownHostException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed, or its default executor shut down
     */
    default Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
        throw Unsupported.method("getNameInfo", this);
    }

    /**
     * Looks up the names of an address, off the loop's thread (asyncio: {@code loop.getnameinfo}).
     *
     * @param address the address
     * @return the names; fails with {@link java.net.UnknownHostException}
     * @throws NullPointerException when {@code address} is null
     * @throws IllegalStateException when the loop is closed, or its default executor shut down
     */
    default Future<NameInfo> getNameInfo(SocketAddress address) {
        return getNameInfo(address, Set.of());
    }

    // ---- TCP and TLS

    /**
     * Connects, plainly or by TLS (asyncio: {@code loop.create_connection}). Order: look up, connect, call the factory,
     * {@code connectionMade}, then the future is done. There is no limit of time: use a timeout around it.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once, after the connection is there; what it throws fails the future
     * @param options where and how
     * @return transport and protocol; fails with the {@link java.io.IOException} of the attempt, with one that lists
     *     all attempts, or with an {@link io.asyncio4j.tasks.ExceptionGroup} when {@code allErrors} asks for it; by TLS
     *     also as {@link TlsContext} tells
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException as {@link ConnectOptions#requireConsistent(String)} tells, or when the channel is
     *     closed or not connected
     * @throws IllegalStateException when the loop is closed, or the channel belongs to another transport
     */
    default <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
            Supplier<P> protocolFactory, ConnectOptions options) {
        throw Unsupported.method("createConnection", this);
    }

    /**
     * Connects to a host and a port by plain TCP (asyncio: {@code loop.create_connection}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once, after the connection is there
     * @param host name or literal address
     * @param port port number
     * @return transport and protocol; fails with the {@link java.io.IOException} of the attempt
     * @throws NullPointerException when the factory is null
     * @throws IllegalArgumentException when the port is out of range
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
            Supplier<P> protocolFactory, String host, int port) {
        return createConnection(protocolFactory, ConnectOptions.to(host, port));
    }

    /**
     * Listens, plainly or by TLS (asyncio: {@code loop.create_server}).
     *
     * @param protocolFactory makes a protocol for each connection; what it throws is reported, and ends that connection
     *     only
     * @param options where and how
     * @return the server, which accepts already unless {@code startServing} is false; fails with
     *     {@link java.io.IOException} when an address cannot be bound, and leaves no socket open then
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException as {@link ListenOptions#requireConsistent(String)} tells, or when the channel is
     *     closed or not bound
     * @throws IllegalStateException when the loop is closed
     */
    default Future<Server> createServer(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        throw Unsupported.method("createServer", this);
    }

    /**
     * Listens at a host and a port by plain TCP (asyncio: {@code loop.create_server}).
     *
     * @param protocolFactory makes a protocol for each connection
     * @param host name or literal address; null or empty for all interfaces
     * @param port port number, 0 for a free one
     * @return the server; fails with {@link java.io.IOException} when the address cannot be bound
     * @throws NullPointerException when the factory is null
     * @throws IllegalArgumentException when the port is out of range
     * @throws IllegalStateException when the loop is closed
     */
    default Future<Server> createServer(
            Supplier<? extends BaseProtocol> protocolFactory, @Nullable String host, int port) {
        return createServer(protocolFactory, ListenOptions.at(host, port));
    }

    /**
     * Makes a transport of a connection that was accepted elsewhere (asyncio: {@code loop.connect_accepted_socket}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param sock a connected {@link java.nio.channels.SocketChannel}; it belongs to the loop from the call on
     * @param options how
     * @return transport and protocol
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is of another kind, closed or not connected, or as
     *     {@link AcceptOptions#requireConsistent(String)} tells
     * @throws IllegalStateException when the loop is closed, or the channel belongs to another transport
     */
    default <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocolFactory, SelectableChannel sock, AcceptOptions options) {
        throw Unsupported.method("connectAcceptedSocket", this);
    }

    /**
     * Makes a plain transport of a connection that was accepted elsewhere (asyncio: {@code
     * loop.connect_accepted_socket}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param sock a connected {@link java.nio.channels.SocketChannel}; it belongs to the loop from the call on
     * @return transport and protocol
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is of another kind
     * @throws IllegalStateException when the loop is closed, or the channel belongs to another transport
     */
    default <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocolFactory, SelectableChannel sock) {
        return connectAcceptedSocket(protocolFactory, sock, AcceptOptions.NONE);
    }

    /**
     * Puts TLS on a connection that is in use (asyncio: {@code loop.start_tls}), also on one that speaks TLS already. The
     * protocol gets no second {@code connectionMade}; from the call on nothing that comes in clear reaches it, and what it
     * was given too much belongs into {@link TlsUpgradeOptions#readAhead(byte[])}.
     *
     * @param transport the transport, which must not be used until the future is done
     * @param protocol who receives the decrypted data
     * @param context how to speak TLS
     * @param options role, server name and limits
     * @return the TLS transport, to be used in the place of the old one from now on; fails as {@link TlsContext} tells, and
     *     closes the connection then, as cancelling it does
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the transport is of a kind that cannot be upgraded
     * @throws IllegalStateException when the transport is closing
     */
    default Future<Transport> startTls(
            Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
        throw Unsupported.method("startTls", this);
    }

    /**
     * Puts TLS on a connection that is in use, as the client (asyncio: {@code loop.start_tls}).
     *
     * @param transport the plain transport
     * @param protocol who receives the decrypted data
     * @param context how to speak TLS
     * @return the TLS transport, to be used in the place of the old one from now on; fails as {@link TlsContext} tells, and
     *     closes the connection then, as cancelling it does
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the transport is of a kind that cannot be upgraded
     * @throws IllegalStateException when the transport is closing
     */
    default Future<Transport> startTls(Transport transport, BaseProtocol protocol, TlsContext context) {
        return startTls(transport, protocol, context, TlsUpgradeOptions.CLIENT);
    }

    // ---- unix sockets

    /**
     * Connects to a unix socket (asyncio: {@code loop.create_unix_connection}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once, after the connection is there
     * @param options where and how
     * @return transport and protocol; fails with {@link java.nio.file.NoSuchFileException} when there is no such path,
     *     with {@link java.net.ConnectException} when nobody listens there
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException as {@link UnixConnectOptions#requireConsistent(String)} tells
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
            Supplier<P> protocolFactory, UnixConnectOptions options) {
        throw Unsupported.method("createUnixConnection", this);
    }

    /**
     * Connects to a unix socket (asyncio: {@code loop.create_unix_connection}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once, after the connection is there
     * @param path the socket's file
     * @return transport and protocol; fails as the longer form does
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
            Supplier<P> protocolFactory, Path path) {
        return createUnixConnection(protocolFactory, UnixConnectOptions.to(path));
    }

    /**
     * Listens on a unix socket (asyncio: {@code loop.create_unix_server}). A socket file that is there already is
     * replaced.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param options where and how
     * @return the server; fails with {@link java.net.BindException} when something else than a socket is there
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException as {@link UnixListenOptions#requireConsistent(String)} tells
     * @throws IllegalStateException when the loop is closed
     */
    default Future<Server> createUnixServer(
            Supplier<? extends BaseProtocol> protocolFactory, UnixListenOptions options) {
        throw Unsupported.method("createUnixServer", this);
    }

    /**
     * Listens on a unix socket (asyncio: {@code loop.create_unix_server}).
     *
     * @param protocolFactory makes a protocol for each connection
     * @param path the socket's file
     * @return the server; fails as the longer form does
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed
     */
    default Future<Server> createUnixServer(Supplier<? extends BaseProtocol> protocolFactory, Path path) {
        return createUnixServer(protocolFactory, UnixListenOptions.at(path));
    }

    // ---- datagrams

    /**
     * Opens a datagram endpoint (asyncio: {@code loop.create_datagram_endpoint}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param options where and how
     * @return transport and protocol; fails with the {@link java.io.IOException} of the first address that was tried
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException as {@link DatagramOptions#requireConsistent(String)} tells, or when the
     *     addresses have no family in common
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
            Supplier<P> protocolFactory, DatagramOptions options) {
        throw Unsupported.method("createDatagramEndpoint", this);
    }

    // ---- files

    /**
     * Sends a file through a transport, by the system itself where it can (asyncio: {@code loop.sendfile}). The
     * channel's own position does not matter, and is behind the last byte sent afterwards.
     *
     * @param transport where to; reading and writing by the protocol rest meanwhile
     * @param file the file
     * @param options which part, and how
     * @return how many bytes were sent
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the transport is closing, cannot send files, or sends one already
     */
    default Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
        throw Unsupported.method("sendfile", this);
    }

    /**
     * Sends a whole file through a transport (asyncio: {@code loop.sendfile}).
     *
     * @param transport where to; reading and writing by the protocol rest meanwhile
     * @param file the file
     * @return how many bytes were sent
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the transport is closing, cannot send files, or sends one already
     */
    default Future<Long> sendfile(BaseTransport transport, FileChannel file) {
        return sendfile(transport, file, SendfileOptions.ALL);
    }
}
