// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The TLS arguments that connecting and listening share (asyncio: {@code ssl}, {@code server_hostname}, {@code
 * ssl_handshake_timeout}, {@code ssl_shutdown_timeout}). Any thread: a value.
 *
 * @param context how to speak TLS, or null for no TLS
 * @param serverHostname the name that a client sends and checks; empty turns the check off; null stands for the host
 * @param handshakeTimeoutSeconds limit for the handshake, or null for 60 seconds
 * @param shutdownTimeoutSeconds limit for the end of TLS, or null for 30 seconds
 */
public record TlsSettings(
        @Nullable TlsContext context,
        @Nullable String serverHostname,
        @Nullable Double handshakeTimeoutSeconds,
        @Nullable Double shutdownTimeoutSeconds) {

    /** Limit for the handshake when nothing is said: 60 seconds, as in asyncio. */
    public static final double DEFAULT_HANDSHAKE_TIMEOUT_SECONDS = 60.0;

    /** Limit for the end of TLS when nothing is said: 30 seconds, as in asyncio. */
    public static final double DEFAULT_SHUTDOWN_TIMEOUT_SECONDS = 30.0;

    /** No TLS. */
    public static final TlsSettings NONE = new TlsSettings(null, null, null, null);

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws IllegalArgumentException when a limit is NaN, infinite, zero or negative
     */
    public TlsSettings {
        Check.limit("TLS: handshakeTimeoutSeconds", handshakeTimeoutSeconds);
        Check.limit("TLS: shutdownTimeoutSeconds", shutdownTimeoutSeconds);
    }

    /**
     * A copy with another TLS description.
     *
     * @param context how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code context} is null
     */
    public TlsSettings context(TlsContext context) {
        return new TlsSettings(
                Objects.requireNonNull(context, "tls: context is null; use TlsSettings.NONE"), serverHostname,
                handshakeTimeoutSeconds, shutdownTimeoutSeconds);
    }

    /**
     * A copy with another server name.
     *
     * @param serverHostname the name to send and to check; empty turns the check off
     * @return the copy
     * @throws NullPointerException when {@code serverHostname} is null
     */
    public TlsSettings serverHostname(String serverHostname) {
        return new TlsSettings(
                context,
                Objects.requireNonNull(serverHostname, "serverHostname: is null; give a name, or an empty one"),
                handshakeTimeoutSeconds, shutdownTimeoutSeconds);
    }

    /**
     * A copy with another limit for the handshake.
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public TlsSettings handshakeTimeout(double seconds) {
        return new TlsSettings(context, serverHostname, seconds, shutdownTimeoutSeconds);
    }

    /**
     * A copy with another limit for the end of TLS.
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public TlsSettings shutdownTimeout(double seconds) {
        return new TlsSettings(context, serverHostname, handshakeTimeoutSeconds, seconds);
    }

    /**
     * A copy with another limit for the handshake.
     *
     * @param limit the limit
     * @return the copy
     * @throws NullPointerException when {@code limit} is null
     * @throws IllegalArgumentException when {@code limit} is zero or negative
     */
    public TlsSettings handshakeTimeout(Duration limit) {
        return handshakeTimeout(Check.seconds("tlsHandshakeTimeout", limit));
    }

    /**
     * A copy with another limit for the end of TLS.
     *
     * @param limit the limit
     * @return the copy
     * @throws NullPointerException when {@code limit} is null
     * @throws IllegalArgumentException when {@code limit} is zero or negative
     */
    public TlsSettings shutdownTimeout(Duration limit) {
        return shutdownTimeout(Check.seconds("tlsShutdownTimeout", limit));
    }

    /**
     * Refuses a server name or a limit without TLS. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when a server name or a limit is given and no context
     */
    public void requireConsistent(String operation) {
        if (context != null) {
            return;
        }
        if (serverHostname != null) {
            throw without(operation, "serverHostname \"" + serverHostname + "\"");
        }
        if (handshakeTimeoutSeconds != null) {
            throw without(operation, "a handshake timeout of " + handshakeTimeoutSeconds + " s");
        }
        if (shutdownTimeoutSeconds != null) {
            throw without(operation, "a shutdown timeout of " + shutdownTimeoutSeconds + " s");
        }
    }

    /**
     * Refuses a limit without TLS, and a server name in any case. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when a limit is given and no context, or when a server name is given
     */
    public void requireConsistentForServer(String operation) {
        if (serverHostname != null) {
            throw new IllegalArgumentException(operation + ": serverHostname \"" + serverHostname
                    + "\" is given to a server; only clients check a name, leave it out");
        }
        requireConsistent(operation);
    }

    private static IllegalArgumentException without(String operation, String what) {
        return new IllegalArgumentException(
                operation + ": " + what + " is given without TLS; give a TlsContext, or leave it out");
    }
}
