// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertPathBuilderException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The one place where errors of the engines, which differ by provider, become those that {@code TlsContext} documents. Each
 * says what failed, why, and what to do; the engine's own error is the cause.
 */
final class TlsErrors {

    /** How BoringSSL and the JDK name an alert of the peer. */
    private static final Pattern ALERT =
            Pattern.compile("(?:(?:SSLV3|TLSV1|TLSV13)_ALERT_|Received fatal alert: )([A-Za-z_]+)");

    /** BoringSSL's words for bytes that are no TLS. */
    private static final Pattern NO_TLS = Pattern.compile(
            "HTTP_REQUEST|HTTPS_PROXY_REQUEST|WRONG_VERSION_NUMBER|UNEXPECTED_RECORD|UNEXPECTED_MESSAGE"
                    + "|INVALID_SSL_RECORD|DATA_LENGTH_TOO_LONG|ENCRYPTED_LENGTH_TOO_LONG|Unsupported or unrecognized"
                    + "|Unrecognized|not an SSL/TLS record|Invalid TLS record|EXCESSIVE_MESSAGE_SIZE");

    private TlsErrors() {}

    /** A handshake failed. */
    static Throwable ofHandshake(Throwable error, TlsPlan plan, @Nullable SocketAddress peer) {
        Throwable cause = unwrapped(error);
        String begin = plan.operation() + ": the TLS handshake with " + peer + " failed: ";
        if (cause instanceof ClosedChannelException) {
            return with(new SocketException(
                    begin + "the peer closed the connection; check that it speaks TLS, and its log"), cause);
        }
        if (!(cause instanceof SSLException)) {
            return cause;
        }
        CertificateException certificate = find(CertificateException.class, cause);
        if (certificate != null) {
            return with(new SSLPeerUnverifiedException(begin + rejection(cause, certificate, plan)), cause);
        }
        String text = String.valueOf(cause.getMessage());
        Matcher alert = ALERT.matcher(text);
        if (cause instanceof NotSslRecordException || (NO_TLS.matcher(text).find() && !alert.find())) {
            return with(new SSLProtocolException(begin + "the peer does not speak TLS"
                    + (text.contains("HTTP_REQUEST") || text.contains("485454502f") ? " but HTTP" : "")
                    + "; " + (plan.isClient() ? "check the port, or connect without TLS" : "let it connect by TLS")),
                    cause);
        }
        alert.reset();
        if (alert.find()) {
            return with(new SSLHandshakeException(begin + "the peer refuses: " + words(alert.group(1)) + "; "
                    + remedy(alert.group(1))), cause);
        }
        return with(new SSLHandshakeException(
                begin + reason(text) + "; check versions, ciphers and certificates of both sides"), cause);
    }

    /** An established connection failed; null: by no fault of TLS. */
    static @Nullable Throwable onConnection(Throwable error, @Nullable SocketAddress peer) {
        Throwable cause = unwrapped(error);
        if (!(cause instanceof SSLException)) {
            return null;
        }
        return with(new SSLProtocolException("read: the TLS connection to " + peer + " failed: "
                + reason(String.valueOf(cause.getMessage())) + "; connect again, and find who changes the bytes"),
                cause);
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof DecoderException && error.getCause() != null ? error.getCause() : error;
    }

    private static String rejection(Throwable error, CertificateException certificate, TlsPlan plan) {
        String side = plan.isClient() ? "the server's" : "the client's";
        if (find(CertificateExpiredException.class, error) != null) {
            return side + " certificate has expired; let it be renewed, or check this machine's clock";
        }
        if (find(CertificateNotYetValidException.class, error) != null) {
            return side + " certificate is not valid yet; check this machine's clock";
        }
        String text = String.valueOf(certificate.getMessage());
        if (text.contains("subject alternative") || text.contains("No name matching")) {
            return "the server's certificate is not for \"" + plan.serverName() + "\" (" + text
                    + "); connect by a name it has, or give that name as serverHostname";
        }
        if (find(CertPathBuilderException.class, error) != null || text.contains("certification path")) {
            return side + " certificate is self-signed, or signed by somebody who is not trusted; add the signer to"
                    + " TlsContext.trust";
        }
        return side + " certificate is not accepted: " + text + "; let it be replaced";
    }

    private static String remedy(String alert) {
        return switch (alert.toLowerCase(Locale.ROOT)) {
            case "handshake_failure", "insufficient_security", "protocol_version" ->
                "check versions, ciphers and certificates of both sides";
            case "unknown_ca", "bad_certificate", "certificate_unknown", "certificate_expired",
                    "unsupported_certificate",
                    "certificate_revoked" ->
                "it does not accept this side's certificate";
            case "certificate_required" -> "give TlsContext.certificate";
            case "unrecognized_name" -> "check serverHostname";
            case "no_application_protocol" -> "check alpnProtocols of both sides";
            default -> "look into its log";
        };
    }

    private static String words(String alert) {
        return alert.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** BoringSSL writes {@code error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED}. */
    private static String reason(String text) {
        int colon = text.startsWith("error:") ? text.lastIndexOf(':') : -1;
        return colon < 0 ? text : words(text.substring(colon + 1));
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static Throwable with(Exception mapped, Throwable cause) {
        return mapped.initCause(cause);
    }
}
