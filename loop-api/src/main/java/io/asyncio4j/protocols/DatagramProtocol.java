// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.protocols;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * Receives datagrams (asyncio: {@code asyncio.DatagramProtocol}).
 *
 * <p>Called by the loop, on the loop, one at a time. Its transport is a
 * {@link io.asyncio4j.transports.DatagramTransport DatagramTransport}.
 */
public interface DatagramProtocol extends BaseProtocol {

    /**
     * A datagram has come (asyncio: {@code protocol.datagram_received}). At most one for each iteration of the loop. An
     * exception thrown here is reported to the loop's exception handler; the endpoint stays open.
     *
     * @param data the datagram, possibly empty; the array is the receiver's to keep
     * @param address who sent it
     */
    default void datagramReceived(byte[] data, SocketAddress address) {}

    /**
     * An earlier send or receive has failed (asyncio: {@code protocol.error_received}), as when the peer's port is
     * closed. The endpoint stays open. An exception thrown here is reported.
     *
     * @param exc the error
     */
    default void errorReceived(IOException exc) {}
}
