// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code createConnection} can be told (asyncio: the keyword arguments of {@code loop.create_connection}). Any
 * thread: a value.
 *
 * <p>Start with {@link #to(String, int)} or {@link #on(SelectableChannel)}. A single value that is wrong is refused
 * here; values that contradict each other are refused by the loop, in {@link #requireConsistent(String)}, before
 * anything is looked up.
 *
 * @param host name or literal address of the peer, or null when {@code sock} is given
 * @param port port of the peer, or null when {@code sock} is given
 * @param hints which addresses the resolver shall give
 * @param sock a connected {@link java.nio.channels.SocketChannel} to use instead of connecting, or null
 * @param localAddress address to bind before connecting, looked up by the loop if unresolved, or null
 * @param tls the arguments for TLS; {@link TlsSettings#NONE} for plain TCP
 * @param happyEyeballsDelaySeconds after how many seconds the next address is tried beside the one under way, or null
 *     to try one after the other
 * @param interleave how many addresses of the first family come before the families alternate, or null for 1 with happy
 *     eyeballs and 0 without
 * @param allErrors whether a failure is always an exception group of all attempts' errors
 */
public record ConnectOptions(
        @Nullable String host,
        @Nullable Port port,
        AddressHints hints,
        @Nullable SelectableChannel sock,
        @Nullable InetSocketAddress localAddress,
        TlsSettings tls,
        @Nullable Double happyEyeballsDelaySeconds,
        @Nullable Integer interleave,
        boolean allErrors) {

    /** No peer yet: the loop refuses it unless a host and port or a channel are added. */
    public static final ConnectOptions NONE =
            new ConnectOptions(null, null, AddressHints.ANY, null, null, TlsSettings.NONE, null, null, false);

    /**
     * Connects to a host and a port.
     *
     * @param host name or literal address; null stands for the local host
     * @param port port number, 0 to 65535
     * @return the options
     * @throws IllegalArgumentException when the port is out of range
     */
    public static ConnectOptions to(@Nullable String host, int port) {
        return to(host, Port.of(port));
    }

    /**
     * Connects to a host and a port.
     *
     * @param host name or literal address; null stands for the local host
     * @param port port number or service name, or null
     * @return the options
     */
    public static ConnectOptions to(@Nullable String host, @Nullable Port port) {
        return new ConnectOptions(host, port, AddressHints.ANY, null, null, TlsSettings.NONE, null, null, false);
    }

    /**
     * Uses a channel that is connected already (asyncio: {@code sock=}).
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the options
     */
    public static ConnectOptions on(SelectableChannel sock) {
        return NONE.sock(sock);
    }

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code hints} or {@code tls} is null
     * @throws IllegalArgumentException when the delay is NaN, infinite or negative, or {@code interleave} is negative
     */
    public ConnectOptions {
        Objects.requireNonNull(hints, "ConnectOptions: hints is null; use AddressHints.ANY");
        Objects.requireNonNull(tls, "ConnectOptions: tls is null; use TlsSettings.NONE");
        Check.delay("ConnectOptions: happyEyeballsDelaySeconds", happyEyeballsDelaySeconds);
        if (interleave != null && interleave < 0) {
            throw new IllegalArgumentException(
                    "ConnectOptions: interleave is " + interleave + "; give 0 or a count of addresses");
        }
    }

    /**
     * A copy with another choice of addresses.
     *
     * @param hints which addresses the resolver shall give
     * @return the copy
     * @throws NullPointerException when {@code hints} is null
     */
    public ConnectOptions hints(AddressHints hints) {
        return new ConnectOptions(
                host, port, hints, sock, localAddress, tls, happyEyeballsDelaySeconds, interleave, allErrors);
    }

    /**
     * A copy with another channel.
     *
     * @param sock the channel; it belongs to the loop from the call on
     * @return the copy
     */
    public ConnectOptions sock(SelectableChannel sock) {
        return new ConnectOptions(
                host, port, hints, sock, localAddress, tls, happyEyeballsDelaySeconds, interleave, allErrors);
    }

    /**
     * A copy with another local address.
     *
     * @param localAddress address to bind before connecting; an unresolved one is looked up by the loop
     * @return the copy
     */
    public ConnectOptions localAddress(InetSocketAddress localAddress) {
        return new ConnectOptions(
                host, port, hints, sock, localAddress, tls, happyEyeballsDelaySeconds, interleave, allErrors);
    }

    /**
     * A copy with another set of TLS arguments.
     *
     * @param tls how to speak TLS
     * @return the copy
     * @throws NullPointerException when {@code tls} is null
     */
    public ConnectOptions tls(TlsSettings tls) {
        return new ConnectOptions(
                host, port, hints, sock, localAddress, tls, happyEyeballsDelaySeconds, interleave, allErrors);
    }

    /**
     * A copy with another order of addresses.
     *
     * @param interleave 0 for the resolver's order; n puts n-1 addresses of the first family before the families
     * alternate
     * @return the copy
     * @throws IllegalArgumentException when {@code interleave} is negative
     */
    public ConnectOptions interleave(int interleave) {
        return new ConnectOptions(
                host, port, hints, sock, localAddress, tls, happyEyeballsDelaySeconds, interleave, allErrors);
    }

    /**
     * A copy with another form of failure.
     *
     * @param allErrors true for an exception group of all errors, also when there is only one
     * @return the copy
     */
    public ConnectOptions allErrors(boolean allErrors) {
        return new ConnectOptions(
                host, port, hints, sock, localAddress, tls, happyEyeballsDelaySeconds, interleave, allErrors);
    }

    /**
     * A copy with another local address (asyncio: {@code local_addr=(host, port)}).
     *
     * @param host name or literal address, looked up by the loop
     * @param port port number, 0 for any
     * @return the copy
     * @throws IllegalArgumentException when the port is out of range
     */
    public ConnectOptions localAddress(String host, int port) {
        return localAddress(InetSocketAddress.createUnresolved(host, Port.of(port).number()));
    }

    /**
     * A copy that tries the next address after a delay, beside the one under way (asyncio:
     * {@code happy_eyeballs_delay=}).
     *
     * @param seconds the delay; RFC 8305 recommends 0.25
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite or negative
     */
    public ConnectOptions happyEyeballsDelay(double seconds) {
        return new ConnectOptions(host, port, hints, sock, localAddress, tls, seconds, interleave, allErrors);
    }

    /**
     * A copy that tries the next address after a delay, beside the one under way (asyncio:
     * {@code happy_eyeballs_delay=}).
     *
     * @param delay the delay; RFC 8305 recommends 250 milliseconds
     * @return the copy
     * @throws NullPointerException when {@code delay} is null
     * @throws IllegalArgumentException when {@code delay} is negative
     */
    public ConnectOptions happyEyeballsDelay(Duration delay) {
        return happyEyeballsDelay(Check.seconds("happyEyeballsDelay", delay));
    }

    /**
     * A copy that speaks TLS (asyncio: {@code ssl=}).
     *
     * @param context how to speak it
     * @return the copy
     * @throws NullPointerException when {@code context} is null
     */
    public ConnectOptions tls(TlsContext context) {
        return tls(tls.context(context));
    }

    /**
     * A copy with another server name (asyncio: {@code server_hostname=}).
     *
     * @param serverHostname the name to send and to check; empty turns the check off
     * @return the copy
     * @throws NullPointerException when {@code serverHostname} is null
     */
    public ConnectOptions serverHostname(String serverHostname) {
        return tls(tls.serverHostname(serverHostname));
    }

    /**
     * A copy with another limit for the TLS handshake (asyncio: {@code ssl_handshake_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public ConnectOptions tlsHandshakeTimeout(double seconds) {
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
    public ConnectOptions tlsHandshakeTimeout(Duration limit) {
        return tls(tls.handshakeTimeout(limit));
    }

    /**
     * A copy with another limit for the end of TLS (asyncio: {@code ssl_shutdown_timeout=}).
     *
     * @param seconds the limit
     * @return the copy
     * @throws IllegalArgumentException when {@code seconds} is NaN, infinite, zero or negative
     */
    public ConnectOptions tlsShutdownTimeout(double seconds) {
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
    public ConnectOptions tlsShutdownTimeout(Duration limit) {
        return tls(tls.shutdownTimeout(limit));
    }

    /**
     * How many addresses of the first family come before the families alternate.
     *
     * @return the value that was given; else 1 with happy eyeballs and 0 without
     */
    public int effectiveInterleave() {
        return interleave != null ? interleave : happyEyeballsDelaySeconds == null ? 0 : 1;
    }

    /**
     * Refuses values that contradict each other, as asyncio does before it looks anything up. For loops.
     *
     * @param operation name of the method that the user called, for the text of the error
     * @throws IllegalArgumentException when there is neither a host or port nor a channel, or both; when the channel is
     *     not a {@link java.nio.channels.SocketChannel}; when a server name or a TLS limit is given without TLS; when
     *     TLS is given with neither a host nor a server name
     */
    public void requireConsistent(String operation) {
        if (sock != null && (host != null || port != null)) {
            throw new IllegalArgumentException(operation + ": host \"" + host + "\", port " + port + " and sock " + sock
                    + " are given together; give either an address or a channel");
        }
        if (sock == null && host == null && port == null) {
            throw new IllegalArgumentException(
                    operation + ": neither host and port nor sock is given; give an address or a connected channel");
        }
        Check.streamChannel(operation, sock);
        tls.requireConsistent(operation);
        if (tls.context() != null && tls.serverHostname() == null && (host == null || host.isEmpty())) {
            throw new IllegalArgumentException(operation
                    + ": TLS is given without a host; give serverHostname, empty to turn the check of the name off");
        }
    }
}
