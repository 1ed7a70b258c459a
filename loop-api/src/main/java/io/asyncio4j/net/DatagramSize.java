// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.net.SocketAddress;
import java.util.Objects;

/**
 * How much of a datagram was put into a buffer, with its sender (asyncio: the tuple {@code (nbytes, address)} of
 * {@code loop.sock_recvfrom_into}). Any thread: a value.
 *
 * @param nbytes number of bytes
 * @param address the sender
 */
public record DatagramSize(int nbytes, SocketAddress address) {

    /**
     * Makes the value.
     *
     * @throws NullPointerException when {@code address} is null
     */
    public DatagramSize {
        Objects.requireNonNull(address, "DatagramSize: address is null");
    }
}
