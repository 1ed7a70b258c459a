// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * What {@code sockAccept} gives (asyncio: the tuple {@code (conn, address)}). Any thread: a value.
 *
 * @param socket the connection, non-blocking; the receiver closes it
 * @param address the peer's address
 */
public record AcceptedSocket(SocketChannel socket, SocketAddress address) {

    /**
     * Makes the value.
     *
     * @throws NullPointerException when a part is null
     */
    public AcceptedSocket {
        Objects.requireNonNull(socket, "AcceptedSocket: socket is null");
        Objects.requireNonNull(address, "AcceptedSocket: address is null");
    }
}
