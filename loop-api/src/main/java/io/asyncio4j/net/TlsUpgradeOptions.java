// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code startTls} can be told (asyncio: the keyword arguments of {@code loop.start_tls}). Any thread: a value.
 *
 * @param serverSide whether this side plays the server
 * @param tls server name and limits; its context is not used, since {@code startTls} gets one of its own
 */
public record TlsUpgradeOptions(
        boolean serverSide,
        TlsSettings tls) {

    /** This side plays the client, with the usual limits and without a server name. */
    public static final TlsUpgradeOptions CLIENT = new TlsUpgradeOptions(false, TlsSettings.NONE);

    /** This side plays the server, with the usual limits. */
    public static final TlsUpgradeOptions SERVER = new TlsUpgradeOptions(true, TlsSettings.NONE);

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code tls} is null
     */
    public TlsUpgradeOptions {
        Objects.requireNonNull(tls, "TlsUpgradeOptions: tls is null; use TlsSettings.NONE");
    }

    /**
     * A copy with another role.
     *
     * @param serverSide true when this side plays the server
     * @return the copy
     */
    public TlsUpgradeOptions serverSide(boolean serverSide) {
        return new TlsUpgradeOptions(serverSide, tls);
    }

    /**
     * A copy with another set of TLS arguments.
     *
     * @param tls how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code tls} is null
     */
    public TlsUpgradeOptions tls(TlsSettings tls) {
        return new TlsUpgradeOptions(serverSide, tls);
    }

    /**
     * A copy with another server name (asyncio: {@code server_hostname=}).
     *
     * @param serverHostname the name to send and to check; empty turns the check off
     * @return the copy
     * @throws NullPointerException when {@code serverHostname} is null
     */
    public TlsUpgradeOptions serverHostname(String serverHostname) {
        return tls(tls.serverHostname(serverHostname));
    }

    /**
     * A copy with another limit for the TLS handshake (asyncio: {@code ssl_handshake_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public TlsUpgradeOptions tlsHandshakeTimeout(double seconds) {
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
    public TlsUpgradeOptions tlsHandshakeTimeout(Duration limit) {
        return tls(tls.handshakeTimeout(limit));
    }

    /**
     * A copy with another limit for the end of TLS (asyncio: {@code ssl_shutdown_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public TlsUpgradeOptions tlsShutdownTimeout(double seconds) {
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
    public TlsUpgradeOptions tlsShutdownTimeout(Duration limit) {
        return tls(tls.shutdownTimeout(limit));
    }
}
