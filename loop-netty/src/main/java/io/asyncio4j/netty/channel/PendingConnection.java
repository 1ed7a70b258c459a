// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.Transport;

/** A connection to be; cancelling it gives the attempt up. Loop only. */
final class PendingConnection<P extends BaseProtocol> extends Pending<Connection<Transport, P>> {

    PendingConnection(AbstractEventLoop loop) {
        super(loop);
    }

    void succeed(Transport transport, P protocol) {
        succeed(new Connection<>(transport, protocol));
    }
}
