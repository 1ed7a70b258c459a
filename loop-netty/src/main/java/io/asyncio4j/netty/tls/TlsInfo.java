// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.asyncio4j.transports.CipherInfo;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The "extra info" of a session, taken when the handshake is done: it outlives the engine.
 *
 * @param session the session
 * @param peerCertificate the peer's own certificate, or null
 * @param cipher what encrypts
 * @param alpn the application protocol agreed on, or null
 * @param reused whether an earlier session was resumed
 */
record TlsInfo(
        SSLSession session,
        @Nullable Certificate peerCertificate,
        CipherInfo cipher,
        @Nullable String alpn,
        boolean reused) {

    private static final Pattern BITS = Pattern.compile("_(?:AES_|CAMELLIA_|ARIA_)?(128|256)_|CHACHA20|3DES");

    private static final int BITS_OF_3DES = 168;
    private static final int BITS_OF_CHACHA = 256;

    static TlsInfo of(SslHandler handler, long begunMillis) {
        SSLSession session = handler.engine().getSession();
        CipherInfo cipher = new CipherInfo(
                session.getCipherSuite(), session.getProtocol(), bits(session.getCipherSuite()));
        return new TlsInfo(
                session,
                certificate(handler.engine(), session),
                cipher,
                handler.applicationProtocol(),
                handler.engine() instanceof ReferenceCountedOpenSslEngine own
                        ? SSL.isSessionReused(own.sslPointer())
                        : session.getCreationTime() < begunMillis);
    }

    @Nullable Object get(String name) {
        return switch (name) {
            case "ssl_object" -> session;
            case "peercert" -> peerCertificate;
            case "cipher" -> cipher;
            case "alpn" -> alpn;
            case "session_reused" -> reused;
            default -> null;
        };
    }

    private static @Nullable Certificate certificate(SSLEngine engine, SSLSession session) {
        if (!engine.getUseClientMode() && !engine.getNeedClientAuth() && !engine.getWantClientAuth()) {
            // Nobody was asked for one; the session would say so by an exception, once a connection.
            return null;
        }
        try {
            return session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    private static int bits(String suite) {
        Matcher matcher = BITS.matcher(suite);
        if (!matcher.find()) {
            return -1;
        }
        String number = matcher.group(1);
        return number != null
                ? Integer.parseInt(number)
                : suite.contains("3DES") ? BITS_OF_3DES : BITS_OF_CHACHA;
    }
}
