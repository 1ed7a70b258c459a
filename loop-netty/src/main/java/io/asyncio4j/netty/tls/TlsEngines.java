// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.asyncio4j.net.TlsContext;
import io.asyncio4j.netty.TlsProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes engines of Netty from neutral descriptions, once a description, role and provider, so that files are read once and
 * sessions can be resumed. All loops share them. Any thread.
 */
public final class TlsEngines {

    /** What asyncio's default context allows too. */
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** By identity: who makes a description anew, because its files have changed, must not get the old engine. */
    private static final IdentityCache<TlsContext, Map<String, SslContext>> MADE = new IdentityCache<>();

    /** Null for the best, which is looked for when TLS is used: BoringSSL takes a loop's time to load. */
    private final @Nullable SslProvider chosen;

    /** Loaded when it is asked for. */
    private static final class Best {
        static final SslProvider PROVIDER = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;

        private Best() {}
    }

    /**
     * Chooses the provider.
     *
     * @param asked who computes
     * @throws UnsupportedOperationException when it is BoringSSL and the machine lacks it
     * @throws IllegalStateException when the system property names no provider
     */
    public TlsEngines(TlsProvider asked) {
        TlsProvider wanted = asked == TlsProvider.AUTO ? byProperty() : asked;
        if (wanted == TlsProvider.BORINGSSL && !OpenSsl.isAvailable()) {
            throw new UnsupportedOperationException(
                    "TlsProvider.BORINGSSL: its native library cannot be loaded: " + OpenSsl.unavailabilityCause()
                            + "; add netty-tcnative-boringssl-static, or use AUTO",
                    OpenSsl.unavailabilityCause());
        }
        this.chosen = switch (wanted) {
            case JDK -> SslProvider.JDK;
            case BORINGSSL -> SslProvider.OPENSSL;
            case AUTO -> null;
        };
    }

    private SslProvider provider() {
        SslProvider known = chosen;
        return known == null ? Best.PROVIDER : known;
    }

    private static TlsProvider byProperty() {
        String named = System.getProperty(TlsProvider.PROPERTY, TlsProvider.AUTO.name());
        for (TlsProvider known : TlsProvider.values()) {
            if (known.name().equals(named.toUpperCase(Locale.ROOT))) {
                return known;
            }
        }
        throw new IllegalStateException("TLS: the system property " + TlsProvider.PROPERTY + " is \"" + named
                + "\"; use one of " + Arrays.toString(TlsProvider.values()));
    }

    /**
     * Makes the engine of a description, or finds it.
     *
     * @param operation for the text of errors
     * @param context the description
     * @param client which role
     * @throws IllegalArgumentException when the description cannot be used
     */
    SslContext engine(String operation, TlsContext context, boolean client) {
        Map<String, SslContext> made = MADE.get(context, key -> new ConcurrentHashMap<>());
        return made.computeIfAbsent(provider() + (client ? " client" : " server"),
                key -> make(operation, context, client));
    }

    private SslContext make(String operation, TlsContext context, boolean client) {
        try {
            SslContext made = switch (context.engine()) {
                case null -> build(operation, context, client);
                case SslContext ready -> requireRole(operation, ready, client);
                case SSLContext jdk -> wrap(jdk, context, client);
                case Object unknown -> throw new IllegalArgumentException(operation + ": TlsContext has an engine of "
                        + unknown.getClass().getName()
                        + ", which this loop cannot use; give a javax.net.ssl.SSLContext, or Netty's SslContext");
            };
            tryOut(operation, context, made);
            return made;
        } catch (SSLException e) {
            throw unusable(operation, context, e);
        }
    }

    /** Some of what a context cannot do it says only when it is used, or never. */
    private static void tryOut(String operation, TlsContext context, SslContext made) {
        SSLEngine engine;
        try {
            engine = made.newEngine(UnpooledByteBufAllocator.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw unusable(operation, context, e);
        }
        try {
            requireVersions(operation, context, engine);
        } finally {
            ReferenceCountUtil.release(engine);
        }
    }

    private static void requireVersions(String operation, TlsContext context, SSLEngine engine) {
        List<String> known = List.of(engine.getSupportedProtocols());
        for (String version : context.versions()) {
            if (!known.contains(version)) {
                throw new IllegalArgumentException(operation + ": TlsContext has the version " + version
                        + ", which is not among " + known + "; use one of these");
            }
        }
    }

    /** Asks an engine without wishes: one that refuses a version as it is made, Netty's finaliser complains of later. */
    private static void requireVersionsOfOpenSsl(String operation, TlsContext context) throws SSLException {
        if (VERSIONS.containsAll(context.versions())) {
            return;
        }
        SslContext plain =
                SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL).build();
        SSLEngine engine = plain.newEngine(UnpooledByteBufAllocator.DEFAULT);
        try {
            requireVersions(operation, context, engine);
        } finally {
            ReferenceCountUtil.release(engine);
            ReferenceCountUtil.release(plain);
        }
    }

    private static SslContext requireRole(String operation, SslContext ready, boolean client) {
        if (ready.isClient() != client) {
            throw new IllegalArgumentException(operation + ": TlsContext has an SslContext for "
                    + (client ? "servers, but this side is the client" : "clients, but this side is the server")
                    + "; make one for this side");
        }
        return ready;
    }

    private static SslContext wrap(SSLContext jdk, TlsContext context, boolean client) {
        return new JdkSslContext(
                jdk,
                client,
                context.ciphers().isEmpty() ? null : context.ciphers(),
                IdentityCipherSuiteFilter.INSTANCE,
                alpn(context),
                clientAuth(context),
                versions(context).toArray(String[]::new),
                false);
    }

    private SslContext build(String operation, TlsContext context, boolean client) throws SSLException {
        X509Certificate[] chain = context.certificateChain() == null
                ? null
                : PemBlocks.certificates(operation + ": certificateChain", context.certificateChain());
        PrivateKey key = context.privateKey() == null
                ? null
                : PrivateKeys.read(operation + ": privateKey", context.privateKey(), context.keyPassword());
        if (!client && (chain == null || key == null)) {
            throw new IllegalArgumentException(operation
                    + ": TlsContext has no certificate, which a server needs; use TlsContext.forServer");
        }
        if (chain != null && key != null && !KeyPairCheck.belongTogether(key, chain[0].getPublicKey())) {
            throw new IllegalArgumentException(operation + ": privateKey " + context.privateKey()
                    + " is not the key of the first certificate of certificateChain " + context.certificateChain()
                    + "; give those that belong together");
        }
        if (provider() == SslProvider.OPENSSL) {
            requireVersionsOfOpenSsl(operation, context);
        }
        SslContextBuilder builder = client ? SslContextBuilder.forClient() : SslContextBuilder.forServer(key, chain);
        if (client && chain != null) {
            builder.keyManager(key, chain);
        }
        trust(operation, context, client, builder);
        if (!context.ciphers().isEmpty()) {
            builder.ciphers(context.ciphers(), IdentityCipherSuiteFilter.INSTANCE);
        }
        // Names are checked by what each connection asks for, see TlsPlan.
        builder.endpointIdentificationAlgorithm(null);
        try {
            return builder.sslProvider(provider())
                    .protocols(versions(context))
                    .applicationProtocolConfig(alpn(context))
                    .clientAuth(clientAuth(context))
                    .build();
        } catch (IllegalArgumentException e) {
            throw unusable(operation, context, e);
        }
    }

    private static void trust(String operation, TlsContext context, boolean client, SslContextBuilder builder) {
        if (client && !context.verifyPeer()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (context.trust() != null) {
            builder.trustManager(PemBlocks.certificates(operation + ": trust", context.trust()));
        } else {
            builder.trustManager((TrustManagerFactory) null);
        }
    }

    private static IllegalArgumentException unusable(String operation, TlsContext context, Exception cause) {
        String fact = deepest(cause);
        return new IllegalArgumentException(
                operation + ": no TLS can be spoken by " + context + ": " + fact + "; check versions and ciphers",
                cause);
    }

    private static String deepest(Throwable error) {
        Throwable last = error;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }

    private static List<String> versions(TlsContext context) {
        return context.versions().isEmpty() ? VERSIONS : context.versions();
    }

    private static @Nullable ApplicationProtocolConfig alpn(TlsContext context) {
        return context.alpnProtocols().isEmpty()
                ? null
                : new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        context.alpnProtocols());
    }

    private static ClientAuth clientAuth(TlsContext context) {
        return switch (context.clientAuth()) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }
}
