// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code createUnixConnection} can be told (asyncio: the keyword arguments of {@code
 * loop.create_unix_connection}). Any thread: a value.
 *
 * @param path where to connect, or null when {@code sock} is given
 * @param sock a connected {@link java.nio.channels.SocketChannel} to use instead of connecting, or null
 * @param tls the arguments for TLS; {@link TlsSettings#NONE} for a plain stream
 */
public record UnixConnectOptions(
        @Nullable UnixAddress path,
        @Nullable SelectableChannel sock,
        TlsSettings tls) {

    /** No peer yet: the loop refuses it unless a path or a channel is added. */
    public static final UnixConnectOptions NONE = new UnixConnectOptions(null, null, TlsSettings.NONE);

    /**
     * Connects to a path.
     *
     * @param path the socket's file
     * @return the options
     * @throws NullPointerException when {@code path} is null
     */
    public static UnixConnectOptions to(Path path) {
        return to(UnixAddress.of(path));
    }

    /**
     * Connects to an address, which may be an abstract name.
     *
     * @param address path or abstract name
     * @return the options
     */
    public static UnixConnectOptions to(UnixAddress address) {
        return new UnixConnectOptions(address, null, TlsSettings.NONE);
    }

    /**
     * Uses a channel that is connected already (asyncio: {@code sock=}).
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the options
     */
    public static UnixConnectOptions on(SelectableChannel sock) {
        return NONE.sock(sock);
    }

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code tls} is null
     */
    public UnixConnectOptions {
        Objects.requireNonNull(tls, "UnixConnectOptions: tls is null; use TlsSettings.NONE");
    }

    /**
     * A copy with another channel.
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the copy
     */
    public UnixConnectOptions sock(SelectableChannel sock) {
        return new UnixConnectOptions(path, sock, tls);
    }

    /**
     * A copy with another set of TLS arguments.
     *
     * @param tls how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code tls} is null
     */
    public UnixConnectOptions tls(TlsSettings tls) {
        return new UnixConnectOptions(path, sock, tls);
    }

    /**
     * A copy that speaks TLS (asyncio: {@code ssl=}).
     *
     * @param context how to speak it
     * @return the copy
     * @throws NullPointerException when {@code context} is null
     */
    public UnixConnectOptions tls(TlsContext context) {
        return tls(tls.context(context));
    }

    /**
     * A copy with another server name (asyncio: {@code server_hostname=}).
     *
     * @param serverHostname the name to send and to check; empty turns the check off
     * @return the copy
     * @throws NullPointerException when {@code serverHostname} is null
     */
    public UnixConnectOptions serverHostname(String serverHostname) {
        return tls(tls.serverHostname(serverHostname));
    }

    /**
     * A copy with another limit for the TLS handshake (asyncio: {@code ssl_handshake_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public UnixConnectOptions tlsHandshakeTimeout(double seconds) {
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
    public UnixConnectOptions tlsHandshakeTimeout(Duration limit) {
        return tls(tls.handshakeTimeout(limit));
    }

    /**
     * A copy with another limit for the end of TLS (asyncio: {@code ssl_shutdown_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public UnixConnectOptions tlsShutdownTimeout(double seconds) {
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
    public UnixConnectOptions tlsShutdownTimeout(Duration limit) {
        return tls(tls.shutdownTimeout(limit));
    }

    /**
     * Refuses values that contradict each other. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when there is neither a path nor a channel, or both; when the channel is not a
     *     {@link java.nio.channels.SocketChannel}; when TLS is given without a server name, or a server name or a TLS
     *     limit without TLS
     */
    public void requireConsistent(String operation) {
        Check.pathOrChannel(operation, path, sock);
        Check.streamChannel(operation, sock);
        tls.requireConsistent(operation);
        if (tls.context() != null && tls.serverHostname() == null) {
            throw new IllegalArgumentException(operation
                    + ": TLS is given without serverHostname; give it, empty to turn the check of the name off");
        }
    }
}
