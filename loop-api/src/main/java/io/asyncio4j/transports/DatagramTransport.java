// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams; its protocol receives them (asyncio: {@code asyncio.DatagramTransport}).
 *
 * <p>Loop only. Message boundaries are kept, in both directions. The bytes are taken during the call.
 */
public interface DatagramTransport extends ReadTransport, FlowControlledTransport {

    /**
     * Sends one datagram to the address that the endpoint was created with (asyncio: {@code transport.sendto(data)}).
     * An empty array sends an empty datagram.
     *
     * @param data the datagram
     * @throws NullPointerException when {@code data} is null
     * @throws IllegalArgumentException when the endpoint has no remote address
     */
    default void sendto(byte[] data) {
        sendto(data, null);
    }

    /**
     * Sends one datagram (asyncio: {@code transport.sendto}).
     *
     * @param data the datagram
     * @param address where to, or null for the address that the endpoint was created with
     * @throws NullPointerException when {@code data} is null
     * @throws IllegalArgumentException when the endpoint has a remote address and {@code address} is another one, or
     *     when neither is given
     */
    void sendto(byte[] data, @Nullable SocketAddress address);

    /**
     * Sends the remaining bytes of a buffer as one datagram (asyncio: {@code transport.sendto}).
     *
     * @param data the datagram from position to limit; the position becomes the limit
     * @param address where to, or null for the address that the endpoint was created with
     * @throws NullPointerException when {@code data} is null
     * @throws IllegalArgumentException when the endpoint has a remote address and {@code address} is another one, or
     *     when neither is given
     */
    void sendto(ByteBuffer data, @Nullable SocketAddress address);
}
