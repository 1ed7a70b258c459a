// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.util.List;
import java.util.function.UnaryOperator;

/** Loops that break the rules of STRM that streams alone cannot hold: those about upgrades to TLS. */
final class BrokenStreams {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("STRM-31", "plays the client in every upgrade",
                    upgrading(options -> options.serverSide(false))),
            new BrokenLoop("STRM-32", "forgets what was read before an upgrade",
                    upgrading(options -> options.readAhead(new byte[0]))));

    private BrokenStreams() {}

    private static UnaryOperator<AbstractEventLoop> upgrading(UnaryOperator<TlsUpgradeOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public Future<Transport> startTls(
                    Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
                return super.startTls(transport, protocol, context, change.apply(options));
            }
        };
    }
}
