// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code createUnixServer} can be told (asyncio: the keyword arguments of {@code loop.create_unix_server}). Any
 * thread: a value.
 *
 * @param path where to listen, or null when {@code sock} is given
 * @param sock a bound {@link java.nio.channels.ServerSocketChannel} to use, or null
 * @param backlog length of the queue of connections that wait to be accepted
 * @param tls the arguments for TLS; {@link TlsSettings#NONE} for a plain stream
 * @param startServing whether the server accepts at once; otherwise after {@code startServing} or {@code serveForever}
 * @param cleanupSocket whether closing the server removes the socket's file if it is still the same
 */
public record UnixListenOptions(
        @Nullable UnixAddress path,
        @Nullable SelectableChannel sock,
        int backlog,
        TlsSettings tls,
        boolean startServing,
        boolean cleanupSocket) {

    /** No path yet: the loop refuses it unless a path or a channel is added. */
    public static final UnixListenOptions NONE =
            new UnixListenOptions(null, null, ListenOptions.DEFAULT_BACKLOG, TlsSettings.NONE, true, true);

    /**
     * Listens at a path.
     *
     * @param path the socket's file
     * @return the options
     * @throws NullPointerException when {@code path} is null
     */
    public static UnixListenOptions at(Path path) {
        return at(UnixAddress.of(path));
    }

    /**
     * Listens at an address, which may be an abstract name.
     *
     * @param address path or abstract name
     * @return the options
     */
    public static UnixListenOptions at(UnixAddress address) {
        return new UnixListenOptions(address, null, ListenOptions.DEFAULT_BACKLOG, TlsSettings.NONE, true, true);
    }

    /**
     * Listens on a channel that is bound already (asyncio: {@code sock=}).
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the options
     */
    public static UnixListenOptions on(SelectableChannel sock) {
        return NONE.sock(sock);
    }

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code tls} is null
     * @throws IllegalArgumentException when {@code backlog} is negative
     */
    public UnixListenOptions {
        Objects.requireNonNull(tls, "UnixListenOptions: tls is null; use TlsSettings.NONE");
        Check.backlog("UnixListenOptions", backlog);
    }

    /**
     * A copy with another channel.
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the copy
     */
    public UnixListenOptions sock(SelectableChannel sock) {
        return new UnixListenOptions(path, sock, backlog, tls, startServing, cleanupSocket);
    }

    /**
     * A copy with another queue length.
     *
     * @param backlog how many connections may wait to be accepted; asyncio's default is 100
     * @return the copy
     * @throws IllegalArgumentException when {@code backlog} is negative
     */
    public UnixListenOptions backlog(int backlog) {
        return new UnixListenOptions(path, sock, backlog, tls, startServing, cleanupSocket);
    }

    /**
     * A copy with another set of TLS arguments.
     *
     * @param tls how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code tls} is null
     */
    public UnixListenOptions tls(TlsSettings tls) {
        return new UnixListenOptions(path, sock, backlog, tls, startServing, cleanupSocket);
    }

    /**
     * A copy with another choice about the start.
     *
     * @param startServing false to accept only after {@code startServing} or {@code serveForever}
     * @return the copy
     */
    public UnixListenOptions startServing(boolean startServing) {
        return new UnixListenOptions(path, sock, backlog, tls, startServing, cleanupSocket);
    }

    /**
     * A copy with another choice about the socket's file.
     *
     * @param cleanupSocket whether closing the server removes it
     * @return the copy
     */
    public UnixListenOptions cleanupSocket(boolean cleanupSocket) {
        return new UnixListenOptions(path, sock, backlog, tls, startServing, cleanupSocket);
    }

    /**
     * A copy that speaks TLS (asyncio: {@code ssl=}).
     *
     * @param context how to speak it
     * @return the copy
     * @throws NullPointerException when {@code context} is null
     */
    public UnixListenOptions tls(TlsContext context) {
        return tls(tls.context(context));
    }

    /**
     * A copy with another limit for the TLS handshake (asyncio: {@code ssl_handshake_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public UnixListenOptions tlsHandshakeTimeout(double seconds) {
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
    public UnixListenOptions tlsHandshakeTimeout(Duration limit) {
        return tls(tls.handshakeTimeout(limit));
    }

    /**
     * A copy with another limit for the end of TLS (asyncio: {@code ssl_shutdown_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public UnixListenOptions tlsShutdownTimeout(double seconds) {
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
    public UnixListenOptions tlsShutdownTimeout(Duration limit) {
        return tls(tls.shutdownTimeout(limit));
    }

    /**
     * Refuses values that contradict each other. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when there is neither a path nor a channel, or both; when the channel is not a
     *     {@link java.nio.channels.ServerSocketChannel}; when a TLS limit is given without TLS, or a server name at all
     */
    public void requireConsistent(String operation) {
        Check.pathOrChannel(operation, path, sock);
        Check.listeningChannel(operation, sock);
        tls.requireConsistentForServer(operation);
    }
}
