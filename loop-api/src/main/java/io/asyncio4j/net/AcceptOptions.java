// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.time.Duration;
import java.util.Objects;

/**
 * What {@code connectAcceptedSocket} can be told (asyncio: the keyword arguments of {@code
 * loop.connect_accepted_socket}). Any thread: a value.
 *
 * @param tls the arguments for TLS, in the role of the server; {@link TlsSettings#NONE} for plain TCP
 */
public record AcceptOptions(
        TlsSettings tls) {

    /** Plain TCP. */
    public static final AcceptOptions NONE = new AcceptOptions(TlsSettings.NONE);

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code tls} is null
     */
    public AcceptOptions {
        Objects.requireNonNull(tls, "AcceptOptions: tls is null; use TlsSettings.NONE");
    }

    /**
     * A copy with another set of TLS arguments.
     *
     * @param tls how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code tls} is null
     */
    public AcceptOptions tls(TlsSettings tls) {
        return new AcceptOptions(tls);
    }

    /**
     * A copy that speaks TLS (asyncio: {@code ssl=}).
     *
     * @param context how to speak it
     * @return the copy
     * @throws NullPointerException when {@code context} is null
     */
    public AcceptOptions tls(TlsContext context) {
        return tls(tls.context(context));
    }

    /**
     * A copy with another limit for the TLS handshake (asyncio: {@code ssl_handshake_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public AcceptOptions tlsHandshakeTimeout(double seconds) {
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
    public AcceptOptions tlsHandshakeTimeout(Duration limit) {
        return tls(tls.handshakeTimeout(limit));
    }

    /**
     * A copy with another limit for the end of TLS (asyncio: {@code ssl_shutdown_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public AcceptOptions tlsShutdownTimeout(double seconds) {
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
    public AcceptOptions tlsShutdownTimeout(Duration limit) {
        return tls(tls.shutdownTimeout(limit));
    }

    /**
     * Refuses values that contradict each other. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when a TLS limit is given without TLS, or a server name at all
     */
    public void requireConsistent(String operation) {
        tls.requireConsistentForServer(operation);
    }
}
