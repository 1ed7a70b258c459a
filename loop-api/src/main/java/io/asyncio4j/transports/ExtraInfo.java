// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TransportSocket;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLSession;

/**
 * The keys of {@link BaseTransport#getExtraInfo(Key)}, each with the type of its value (asyncio: the names that
 * {@code transport.get_extra_info} knows). Any thread: constants.
 */
public final class ExtraInfo {

    /** {@code "socket"}: the restricted socket. Sockets only. */
    public static final Key<TransportSocket> SOCKET = new Key<>("socket", TransportSocket.class);

    /** {@code "sockname"}: the local address. Sockets only. */
    public static final Key<SocketAddress> SOCKNAME = new Key<>("sockname", SocketAddress.class);

    /** {@code "peername"}: the remote address. Connected sockets only. */
    public static final Key<SocketAddress> PEERNAME = new Key<>("peername", SocketAddress.class);

    /** {@code "peercred"}: who is at the other end. Connected unix sockets only, while they are open. */
    public static final Key<PeerCredentials> PEERCRED = new Key<>("peercred", PeerCredentials.class);

    /** {@code "sslcontext"}: what TLS was set up from. TLS only, from the start. */
    public static final Key<TlsContext> SSLCONTEXT = new Key<>("sslcontext", TlsContext.class);

    /** {@code "ssl_object"}: the session. TLS only, after the handshake. */
    public static final Key<SSLSession> SSL_OBJECT = new Key<>("ssl_object", SSLSession.class);

    /** {@code "peercert"}: the peer's own certificate. TLS only, after the handshake, when the peer sent one. */
    public static final Key<X509Certificate> PEERCERT = new Key<>("peercert", X509Certificate.class);

    /** {@code "cipher"}: suite, version and bits. TLS only, after the handshake. */
    public static final Key<CipherInfo> CIPHER = new Key<>("cipher", CipherInfo.class);

    /** {@code "compression"}: the TLS compression method. Never present: no engine here compresses. */
    public static final Key<String> COMPRESSION = new Key<>("compression", String.class);

    /**
     * {@code "alpn"}: the application protocol that both sides agreed on. TLS only; asyncio has it in the ssl object.
     */
    public static final Key<String> ALPN = new Key<>("alpn", String.class);

    /**
     * {@code "close_notify"}: how the peer's bytes ended. True when it said so by TLS's close_notify; false when they just
     * ended, by fault or by an attacker, and more may have been meant to come. TLS only, from {@code eofReceived} on; asyncio
     * does not tell.
     */
    public static final Key<Boolean> CLOSE_NOTIFY = new Key<>("close_notify", Boolean.class);

    /**
     * {@code "session_reused"}: whether the handshake went on with the keys of an earlier session. TLS only, after the
     * handshake; asyncio has it in the ssl object.
     */
    public static final Key<Boolean> SESSION_REUSED = new Key<>("session_reused", Boolean.class);

    /**
     * {@code "pipe"}: the channel that was given to {@code connectReadPipe} or {@code connectWritePipe}. Pipes only.
     */
    public static final Key<Channel> PIPE = new Key<>("pipe", Channel.class);

    /** {@code "subprocess"}: the process. Child processes only. */
    public static final Key<Process> SUBPROCESS = new Key<>("subprocess", Process.class);

    private ExtraInfo() {}

    /**
     * A key with the type of its value. Loops may define keys of their own. Any thread: a value.
     *
     * @param <T> type of the value
     * @param name asyncio's name of the key
     * @param type class of the value
     */
    public record Key<T>(String name, Class<T> type) {

        /**
         * Makes a key.
         *
         * @throws NullPointerException when {@code name} or {@code type} is null
         */
        public Key {
            Objects.requireNonNull(name, "ExtraInfo.Key: name is null; give the key's name");
            Objects.requireNonNull(type, "ExtraInfo.Key: type is null; give the value's class");
        }
    }
}
