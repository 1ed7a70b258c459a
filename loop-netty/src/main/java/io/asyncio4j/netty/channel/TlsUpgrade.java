// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code start_tls}: the transport itself speaks TLS from the call on. So nothing that is written later can leave in clear, and
 * nothing that comes in clear can reach the protocol, whoever still has a reference from before. Loop only.
 */
final class TlsUpgrade extends Future<Transport> {

    private static final String OPERATION = "startTls";

    private final ChannelTransport transport;

    private TlsUpgrade(ChannelLoop home, ChannelTransport transport) {
        super(home.loop());
        this.transport = transport;
    }

    static TlsUpgrade start(
            ChannelLoop home,
            Transport transport,
            BaseProtocol protocol,
            TlsContext context,
            TlsUpgradeOptions options) {
        Objects.requireNonNull(transport, "startTls: transport is null; give that of the connection");
        Objects.requireNonNull(context, "startTls: context is null; use TlsContext.forClient() or forServer");
        Objects.requireNonNull(options, "startTls: options is null; use TlsUpgradeOptions.CLIENT");
        Calls.requireStreamProtocol(OPERATION, protocol);
        home.begin(OPERATION, protocol, options);
        if (!(transport instanceof ChannelTransport channel) || channel.home() != home) {
            throw new IllegalArgumentException(OPERATION + ": " + transport
                    + " cannot be upgraded; give a stream transport of this loop");
        }
        channel.requireUpgradable(OPERATION);
        TlsSettings settings = options.tls();
        TlsPlan plan = Objects.requireNonNull(
                options.serverSide()
                        ? home.serverTls(OPERATION, settings.context(context))
                        : home.clientTls(OPERATION, settings.context(context), null));
        TlsUpgrade upgrade = new TlsUpgrade(home, channel);
        channel.setProtocol(protocol);
        // Before this call returns, also for a coroutine: what it writes next must not overtake TLS.
        home.atOnce(() -> channel.upgrade(
                plan, Unpooled.copiedBuffer(options.readAhead()), upgrade::succeed, upgrade::fail));
        return upgrade;
    }

    private void succeed() {
        if (!done()) {
            setResult(transport);
        }
    }

    private void fail(Throwable error) {
        if (!done()) {
            setException(error);
        }
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        if (!super.cancel(message)) {
            return false;
        }
        transport.abort();
        return true;
    }
}
