// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.protocols;

import java.nio.ByteBuffer;

/**
 * Receives a stream of bytes into buffers of its own, without a copy (asyncio: {@code asyncio.BufferedProtocol}).
 *
 * <p>Called by the loop, on the loop, one at a time. For each read: {@code getBuffer}, then, if bytes came, one
 * {@code bufferUpdated}. {@code pauseReading} inside {@code bufferUpdated} stops further reads.
 */
public interface BufferedProtocol extends BaseProtocol {

    /**
     * Asks for the buffer of the next read (asyncio: {@code protocol.get_buffer}). An exception thrown here is reported
     * to the loop's exception handler, the transport is aborted, and {@link #connectionLost} gets that exception.
     *
     * @param sizeHint how many bytes would be good to have, or -1 when that is unknown, as on plain sockets
     * @return a writable buffer. The transport puts bytes between its position and its limit, and leaves both as they
     *     are. A buffer without room is an error that ends the connection with an {@link IllegalStateException}
     */
    ByteBuffer getBuffer(int sizeHint);

    /**
     * Bytes have been put into the buffer (asyncio: {@code protocol.buffer_updated}). An exception thrown here is
     * reported, the transport is aborted, and {@link #connectionLost} gets that exception.
     *
     * @param nbytes how many, counted from the position that the buffer had when {@code getBuffer} returned it; at
     *     least 1
     */
    void bufferUpdated(int nbytes);

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
