// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.BaseTransport;
import java.util.Objects;

/**
 * A transport with the protocol that was made for it (asyncio: the pair {@code (transport, protocol)}). Any thread: a
 * value.
 *
 * @param <T> type of the transport
 * @param <P> type of the protocol
 * @param transport the transport
 * @param protocol the protocol that the factory made
 */
public record Connection<T extends BaseTransport, P extends BaseProtocol>(T transport, P protocol) {

    /**
     * Makes the pair.
     *
     * @throws NullPointerException when a part is null
     */
    public Connection {
        Objects.requireNonNull(transport, "Connection: transport is null");
        Objects.requireNonNull(protocol, "Connection: protocol is null");
    }
}
