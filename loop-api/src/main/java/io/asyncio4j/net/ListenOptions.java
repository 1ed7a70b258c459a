// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code createServer} can be told (asyncio: the keyword arguments of {@code loop.create_server}). Any thread: a
 * value.
 *
 * <p>Start with {@link #at(String, int)} or {@link #on(SelectableChannel)}. A single value that is wrong is refused
 * here; values that contradict each other are refused by the loop, in {@link #requireConsistent(String)}, before
 * anything is looked up.
 *
 * @param hosts names or literal addresses to listen at; null or an empty name for all interfaces; an empty list makes
 *     the call fail
 * @param port port to listen at; null or 0 for a free one at each address
 * @param hints which addresses the resolver shall give; asyncio's default is {@link AddressHints#PASSIVE}
 * @param sock a bound {@link java.nio.channels.ServerSocketChannel} to use, or null
 * @param backlog length of the queue of connections that wait to be accepted
 * @param tls the arguments for TLS; {@link TlsSettings#NONE} for plain TCP
 * @param reuseAddress whether an address in TIME_WAIT may be bound, or null for the platform's usual: yes on POSIX
 * @param reusePort whether several sockets may be bound to the port, or null for no
 * @param keepAlive whether idle connections are probed by the system, or null for no
 * @param startServing whether the server accepts at once; otherwise after {@code startServing} or {@code serveForever}
 */
public record ListenOptions(
        @Nullable List<String> hosts,
        @Nullable Port port,
        AddressHints hints,
        @Nullable SelectableChannel sock,
        int backlog,
        TlsSettings tls,
        @Nullable Boolean reuseAddress,
        @Nullable Boolean reusePort,
        @Nullable Boolean keepAlive,
        boolean startServing) {

    /** Length of the queue of waiting connections when nothing is said, as in asyncio. */
    public static final int DEFAULT_BACKLOG = 100;

    /** No address yet: the loop refuses it unless a host or port or a channel is added. */
    public static final ListenOptions NONE = new ListenOptions(
            null, null, AddressHints.PASSIVE, null, DEFAULT_BACKLOG, TlsSettings.NONE, null, null, null, true);

    /**
     * Listens at a host and a port.
     *
     * @param host name or literal address; null or empty for all interfaces
     * @param port port number, 0 for a free one
     * @return the options
     * @throws IllegalArgumentException when the port is out of range
     */
    public static ListenOptions at(@Nullable String host, int port) {
        return at(host, Port.of(port));
    }

    /**
     * Listens at a host and a port.
     *
     * @param host name or literal address; null or empty for all interfaces
     * @param port port number or service name; null for a free port
     * @return the options
     */
    public static ListenOptions at(@Nullable String host, @Nullable Port port) {
        return NONE.where(host == null ? null : List.of(host), port);
    }

    /**
     * Listens at several hosts, at each on the same port.
     *
     * @param hosts names or literal addresses; those that resolve to the same address count once
     * @param port port number, 0 for a free one at each address
     * @return the options
     * @throws NullPointerException when {@code hosts} or one of them is null
     * @throws IllegalArgumentException when the port is out of range
     */
    public static ListenOptions atEach(Collection<String> hosts, int port) {
        return NONE.where(List.copyOf(hosts), Port.of(port));
    }

    /**
     * Listens on a channel that is bound already (asyncio: {@code sock=}).
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the options
     */
    public static ListenOptions on(SelectableChannel sock) {
        return NONE.sock(sock);
    }

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code hints}, {@code tls} or one of the hosts is null
     * @throws IllegalArgumentException when {@code backlog} is negative
     */
    public ListenOptions {
        hosts = hosts == null ? null : List.copyOf(hosts);
        Objects.requireNonNull(hints, "ListenOptions: hints is null; use AddressHints.PASSIVE");
        Objects.requireNonNull(tls, "ListenOptions: tls is null; use TlsSettings.NONE");
        Check.backlog("ListenOptions", backlog);
    }

    /**
     * A copy with another choice of addresses.
     *
     * @param hints which addresses the resolver shall give
     * @return the copy
     * @throws NullPointerException when {@code hints} is null
     */
    public ListenOptions hints(AddressHints hints) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy with another channel.
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the copy
     */
    public ListenOptions sock(SelectableChannel sock) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy with another queue length.
     *
     * @param backlog how many connections may wait to be accepted; asyncio's default is 100
     * @return the copy
     * @throws IllegalArgumentException when {@code backlog} is negative
     */
    public ListenOptions backlog(int backlog) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy with another set of TLS arguments.
     *
     * @param tls how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code tls} is null
     */
    public ListenOptions tls(TlsSettings tls) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy with another choice about an address in TIME_WAIT.
     *
     * @param reuseAddress whether such an address may be bound
     * @return the copy
     */
    public ListenOptions reuseAddress(boolean reuseAddress) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy with another choice about sharing the port.
     *
     * @param reusePort whether several sockets may be bound to it
     * @return the copy
     */
    public ListenOptions reusePort(boolean reusePort) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy with another choice about probing idle connections.
     *
     * @param keepAlive whether the system probes them
     * @return the copy
     */
    public ListenOptions keepAlive(boolean keepAlive) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy with another choice about the start.
     *
     * @param startServing false to accept only after {@code startServing} or {@code serveForever}
     * @return the copy
     */
    public ListenOptions startServing(boolean startServing) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    private ListenOptions where(@Nullable List<String> hosts, @Nullable Port port) {
        return new ListenOptions(
                hosts, port, hints, sock, backlog, tls, reuseAddress, reusePort, keepAlive, startServing);
    }

    /**
     * A copy that speaks TLS (asyncio: {@code ssl=}).
     *
     * @param context how to speak it
     * @return the copy
     * @throws NullPointerException when {@code context} is null
     */
    public ListenOptions tls(TlsContext context) {
        return tls(tls.context(context));
    }

    /**
     * A copy with another limit for the TLS handshake (asyncio: {@code ssl_handshake_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public ListenOptions tlsHandshakeTimeout(double seconds) {
        return tls(tls.handshakeTimeout(seconds));
    }

    /**
     * A copy with another limit for the TLS handshake (asyncio: {@code ssl_handshake_timeout=}).
     *
     * @param limit the limit
     * @return the copy
     * @throws NullPointerException when {@code limit} is null
     * @throws IllegalArgumentException when {@code limit} is zero or negative
     */
    public ListenOptions tlsHandshakeTimeout(Duration limit) {
        return tls(tls.handshakeTimeout(limit));
    }

    /**
     * A copy with another limit for the end of TLS (asyncio: {@code ssl_shutdown_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public ListenOptions tlsShutdownTimeout(double seconds) {
        return tls(tls.shutdownTimeout(seconds));
    }

    /**
     * A copy with another limit for the end of TLS (asyncio: {@code ssl_shutdown_timeout=}).
     *
     * @param limit the limit
     * @return the copy
     * @throws NullPointerException when {@code limit} is null
     * @throws IllegalArgumentException when {@code limit} is zero or negative
     */
    public ListenOptions tlsShutdownTimeout(Duration limit) {
        return tls(tls.shutdownTimeout(limit));
    }

    /**
     * Refuses values that contradict each other, as asyncio does before it looks anything up. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when there is neither a host or port nor a channel, or both; when the channel is
     *     not a {@link java.nio.channels.ServerSocketChannel}; when a TLS limit is given without TLS, or a server name
     *     at all
     */
    public void requireConsistent(String operation) {
        if (sock != null && (hosts != null || port != null)) {
            throw new IllegalArgumentException(operation + ": hosts " + hosts + ", port " + port + " and sock " + sock
                    + " are given together; give either an address or a channel");
        }
        if (sock == null && hosts == null && port == null) {
            throw new IllegalArgumentException(
                    operation + ": neither host and port nor sock is given; give an address or a bound channel");
        }
        Check.listeningChannel(operation, sock);
        tls.requireConsistentForServer(operation);
    }
}
