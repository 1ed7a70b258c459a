// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.protocols;

/**
 * Receives a stream of bytes (asyncio: {@code asyncio.Protocol}).
 *
 * <p>Called by the loop, on the loop, one at a time. Order: {@code connectionMade}, any number of {@code dataReceived},
 * at most one {@code eofReceived}, {@code connectionLost}.
 */
public interface Protocol extends BaseProtocol {

    /**
     * Bytes have come (asyncio: {@code protocol.data_received}). At most once for each iteration of the loop, at most
     * 256 KiB. An exception thrown here is reported to the loop's exception handler, the transport is aborted, and
     * {@link #connectionLost} gets that exception.
     *
     * @param data the bytes, at least one; the array is the receiver's to keep
     */
    default void dataReceived(byte[] data) {}

    /**
     * The peer will send no more (asyncio: {@code protocol.eof_received}). Called at most once. An exception thrown
     * here is reported, and {@link #connectionLost} gets it.
     *
     * @return false to have the transport closed, after its buffer is sent; true to keep it open for writing. TLS
     *     closes in either case
     */
    default boolean eofReceived() {
        return false;
    }
}
