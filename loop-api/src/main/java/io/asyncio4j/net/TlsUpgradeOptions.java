// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code startTls} can be told (asyncio: the keyword arguments of {@code loop.start_tls}). Any thread: a value.
 *
 * @param serverSide whether this side plays the server
 * @param tls server name and limits; its context is not used, since {@code startTls} gets one of its own
 * @param readAhead what the protocol has received already, but belongs to TLS: it comes before everything that arrives from
 *     now on. The bytes are not copied; leave them alone until {@code startTls} is done
 */
public record TlsUpgradeOptions(
        boolean serverSide,
        TlsSettings tls,
        ByteBuffer readAhead) {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** This side plays the client, with the usual limits and without a server name. */
    public static final TlsUpgradeOptions CLIENT = new TlsUpgradeOptions(false, TlsSettings.NONE, NOTHING);

    /** This side plays the server, with the usual limits. */
    public static final TlsUpgradeOptions SERVER = new TlsUpgradeOptions(true, TlsSettings.NONE, NOTHING);

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when an argument is null
     */
    public TlsUpgradeOptions {
        Objects.requireNonNull(tls, "TlsUpgradeOptions: tls is null; use TlsSettings.NONE");
        Objects.requireNonNull(readAhead, "TlsUpgradeOptions: readAhead is null; use an empty buffer");
        readAhead = readAhead.asReadOnlyBuffer();
    }

    /**
     * What the protocol has received already, but belongs to TLS.
     *
     * @return a view of its own for each caller, not writable, possibly empty
     */
    @Override
    public ByteBuffer readAhead() {
        return readAhead.duplicate();
    }

    /**
     * A copy with another role.
     *
     * @param serverSide true when this side plays the server
     * @return the copy
     */
    public TlsUpgradeOptions serverSide(boolean serverSide) {
        return new TlsUpgradeOptions(serverSide, tls, readAhead);
    }

    /**
     * A copy with another set of TLS arguments.
     *
     * @param tls how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code tls} is null
     */
    public TlsUpgradeOptions tls(TlsSettings tls) {
        return new TlsUpgradeOptions(serverSide, tls, readAhead);
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

    /**
     * A copy with bytes that came in clear but are the peer's first of TLS: a protocol that reads ahead of itself gives
     * them back by this, so that none is lost, and none can later be taken for something that came over TLS.
     *
     * @param readAhead the bytes in the order of their arrival
     * @return the copy
     * @throws NullPointerException when {@code readAhead} is null
     */
    public TlsUpgradeOptions readAhead(byte[] readAhead) {
        Objects.requireNonNull(readAhead, "readAhead: the bytes are null; leave it out if there are none");
        return new TlsUpgradeOptions(serverSide, tls, ByteBuffer.wrap(readAhead));
    }
}
