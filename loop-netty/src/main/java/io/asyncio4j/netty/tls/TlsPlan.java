// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsSettings;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ImmediateExecutor;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one call, such as {@code createServer}: engines that are ready, the name to check, and the limits. Each
 * connection gets handlers from it. Any thread.
 */
public final class TlsPlan {

    private final String operation;
    private final TlsContext context;
    private final SslContext engine;
    private final boolean client;
    private final String serverName;
    private final TlsSettings settings;
    private final Executor tasks;

    /** Of a server of several names: by name in lower case. */
    private final Map<String, SslContext> byName = new HashMap<>();

    private TlsPlan(
            TlsEngines engines,
            String operation,
            TlsContext context,
            boolean client,
            String serverName,
            TlsSettings settings,
            Executor executor) {
        this.operation = operation;
        this.context = context;
        this.client = client;
        this.serverName = serverName;
        this.settings = settings;
        this.engine = engines.engine(operation, context, client);
        this.tasks = context.offloadHandshake() ? executor : ImmediateExecutor.INSTANCE;
        if (!client) {
            context.serverNames().forEach(
                    (name, other) -> byName.put(key(name), engines.engine(operation, other, false)));
        }
    }

    /**
     * Prepares a client.
     *
     * @param engines makes its engine
     * @param operation for the text of errors
     * @param context how to speak TLS
     * @param settings server name and limits
     * @param host the server's name when the settings have none, or null
     * @param executor what an offloaded handshake runs in
     * @return the plan
     * @throws IllegalArgumentException when the description cannot be used
     */
    public static TlsPlan client(
            TlsEngines engines,
            String operation,
            TlsContext context,
            TlsSettings settings,
            @Nullable String host,
            Executor executor) {
        String named = settings.serverHostname();
        String name = named != null ? named : host == null ? "" : host;
        return new TlsPlan(engines, operation, context, true, name, settings, executor);
    }

    /**
     * Prepares a server.
     *
     * @param engines makes its engine
     * @param operation for the text of errors
     * @param context how to speak TLS
     * @param settings the limits
     * @param executor what an offloaded handshake runs in
     * @return the plan
     * @throws IllegalArgumentException when the description cannot be used
     */
    public static TlsPlan server(
            TlsEngines engines, String operation, TlsContext context, TlsSettings settings, Executor executor) {
        return new TlsPlan(engines, operation, context, false, "", settings, executor);
    }

    String operation() {
        return operation;
    }

    TlsContext context() {
        return context;
    }

    boolean isClient() {
        return client;
    }

    /** The name that the server's certificate must have, or empty. */
    String serverName() {
        return serverName;
    }

    /** {@return the limit for the handshake, in seconds} */
    public double handshakeSeconds() {
        Double seconds = settings.handshakeTimeoutSeconds();
        return seconds == null ? TlsSettings.DEFAULT_HANDSHAKE_TIMEOUT_SECONDS : seconds;
    }

    /** {@return the limit for the end of TLS, in seconds} */
    public double shutdownSeconds() {
        Double seconds = settings.shutdownTimeoutSeconds();
        return seconds == null ? TlsSettings.DEFAULT_SHUTDOWN_TIMEOUT_SECONDS : seconds;
    }

    boolean hasServerNames() {
        return !byName.isEmpty();
    }

    /** What to use for a client that asks for a name; null: for none. */
    SslContext forName(@Nullable String asked) {
        if (asked == null) {
            return engine;
        }
        String name = key(asked);
        SslContext exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        SslContext wildcard = dot < 0 ? null : byName.get("*" + name.substring(dot));
        return wildcard == null ? engine : wildcard;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    SslHandler newHandler(Channel channel) {
        return newHandler(engine, channel);
    }

    SslHandler newHandler(SslContext chosen, Channel channel) {
        // Name and port are also the key of sessions to resume; without a name there are none.
        int port = channel.remoteAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        SslHandler handler = client && !serverName.isEmpty()
                ? chosen.newHandler(channel.alloc(), serverName, port, tasks)
                : chosen.newHandler(channel.alloc(), tasks);
        if (client) {
            nameServer(handler.engine());
        }
        // Time is kept by the loop's clock, and the transport knows what an end has to wait for.
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(0);
        // What was written in one turn is one buffer already.
        handler.setWrapDataSize(0);
        return handler;
    }

    private void nameServer(SSLEngine to) {
        SSLParameters parameters = to.getSSLParameters();
        boolean check = context.verifyPeer() && context.checkHostname() && !serverName.isEmpty();
        parameters.setEndpointIdentificationAlgorithm(check ? "HTTPS" : "");
        if (isDnsName(serverName)) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        to.setSSLParameters(parameters);
    }

    /** Addresses are not sent as a name, as TLS demands. */
    private static boolean isDnsName(String name) {
        return !name.isEmpty() && !name.endsWith(".") && !NetUtil.isValidIpV4Address(name)
                && !NetUtil.isValidIpV6Address(name);
    }
}
