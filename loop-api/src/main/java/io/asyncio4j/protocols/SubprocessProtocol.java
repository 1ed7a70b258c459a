// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.protocols;

import org.jspecify.annotations.Nullable;

/**
 * Follows a child process (asyncio: {@code asyncio.SubprocessProtocol}).
 *
 * <p>Called by the loop, on the loop, one at a time. Order: {@code connectionMade}; for each pipe its data, then one
 * {@code pipeConnectionLost}; {@code processExited} once, at any point between; {@code connectionLost} after all of
 * them. An exception thrown by a callback is reported to the loop's exception handler.
 */
public interface SubprocessProtocol extends BaseProtocol {

    /**
     * The child has written (asyncio: {@code protocol.pipe_data_received}).
     *
     * @param fd 1 for standard output, 2 for standard error
     * @param data the bytes, at least one; the array is the receiver's to keep
     */
    default void pipeDataReceived(int fd, byte[] data) {}

    /**
     * One of the pipes is closed (asyncio: {@code protocol.pipe_connection_lost}).
     *
     * @param fd 0 for standard input, 1 for output, 2 for error
     * @param exc null after a clean end, else the error
     */
    default void pipeConnectionLost(int fd, @Nullable Throwable exc) {}

    /**
     * The child has ended (asyncio: {@code protocol.process_exited}). Its output may still be on the way.
     */
    default void processExited() {}
}
