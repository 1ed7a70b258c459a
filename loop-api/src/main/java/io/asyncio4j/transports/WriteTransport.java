// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A transport that sends a stream of bytes (asyncio: {@code asyncio.WriteTransport}).
 *
 * <p>Loop only. Writing never suspends: what cannot be sent at once is buffered and sent in call order. The bytes are
 * taken during the call, so the caller may reuse its array or buffer at once. Writes to a transport that is closed,
 * aborted or disconnected are dropped without an exception.
 */
public interface WriteTransport extends FlowControlledTransport {

    /**
     * Sends bytes (asyncio: {@code transport.write}). An empty array does nothing.
     *
     * @param data the bytes
     * @throws NullPointerException when {@code data} is null, also on a closing transport
     * @throws IllegalStateException after {@link #writeEof()}
     */
    default void write(byte[] data) {
        Objects.requireNonNull(data, "write: data is null; give the bytes to send");
        write(data, 0, data.length);
    }

    /**
     * Sends a part of an array (asyncio: {@code transport.write} of a slice).
     *
     * @param data holds the bytes
     * @param offset index of the first byte
     * @param length number of bytes
     * @throws NullPointerException when {@code data} is null, also on a closing transport
     * @throws IndexOutOfBoundsException when the part is not inside the array
     * @throws IllegalStateException after {@link #writeEof()}
     */
    void write(byte[] data, int offset, int length);

    /**
     * Sends the remaining bytes of a buffer (asyncio: {@code transport.write} of a {@code memoryview}). The buffer's
     * position becomes its limit.
     *
     * @param data the bytes from position to limit
     * @throws NullPointerException when {@code data} is null, also on a closing transport
     * @throws IllegalStateException after {@link #writeEof()}
     */
    void write(ByteBuffer data);

    /**
     * Sends several arrays in order, as if each were written (asyncio: {@code transport.writelines}). Empty ones are
     * skipped.
     *
     * @param lines the arrays
     * @throws NullPointerException when {@code lines} or an element is null
     * @throws IllegalStateException after {@link #writeEof()}
     */
    default void writelines(Iterable<byte[]> lines) {
        Objects.requireNonNull(lines, "writelines: lines is null; give the arrays to send");
        for (byte[] line : lines) {
            write(line);
        }
    }

    /**
     * Sends the remaining bytes of several buffers in order, as if each were written (asyncio:
     * {@code transport.writelines}).
     *
     * @param buffers the buffers; the position of each becomes its limit
     * @throws NullPointerException when {@code buffers} or an element is null
     * @throws IllegalStateException after {@link #writeEof()}
     */
    default void writelines(ByteBuffer... buffers) {
        Objects.requireNonNull(buffers, "writelines: buffers is null; give the buffers to send");
        for (ByteBuffer buffer : buffers) {
            write(buffer);
        }
    }

    /**
     * Sends what is buffered, then closes the sending side; reading goes on (asyncio: {@code transport.write_eof}).
     * Does nothing the second time, or on a closing transport.
     *
     * @throws UnsupportedOperationException when {@link #canWriteEof()} is false
     */
    void writeEof();

    /**
     * Tells whether the sending side can be closed alone (asyncio: {@code transport.can_write_eof}).
     *
     * @return true for TCP, unix sockets and pipes, false for TLS
     */
    boolean canWriteEof();
}
