// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.protocols;

import io.asyncio4j.transports.BaseTransport;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks that all protocols have in common (asyncio: {@code asyncio.BaseProtocol}).
 *
 * <p>Called by the loop, on the loop, one at a time, in the context that was current when the transport was made. A
 * callback may call any method of its transport. Order: {@code connectionMade} once, then data and flow control, then
 * {@code connectionLost} once.
 */
public interface BaseProtocol {

    /**
     * The connection is there (asyncio: {@code protocol.connection_made}). Called once, before any data is read. An
     * exception thrown here is reported to the loop's exception handler; the connection stays open and reading starts.
     *
     * @param transport the transport: the type that the creating method promises
     */
    default void connectionMade(BaseTransport transport) {}

    /**
     * The connection is gone (asyncio: {@code protocol.connection_lost}). Called exactly once, always in a callback of
     * its own, never inside the call that caused it. An exception thrown here is reported; the socket is closed all the
     * same.
     *
     * @param exc null after {@code close}, {@code abort} or a clean end of file; else the I/O error, or the exception
     *     that one of the protocol's callbacks threw
     */
    default void connectionLost(@Nullable Throwable exc) {}

    /**
     * The transport has buffered more than its high limit (asyncio: {@code protocol.pause_writing}). Called inside the
     * {@code write} that crossed the limit. An exception thrown here is reported and does not close the transport.
     */
    default void pauseWriting() {}

    /**
     * The transport's buffer has drained to its low limit (asyncio: {@code protocol.resume_writing}). Follows each
     * {@code pauseWriting}, unless the connection is lost before. May write again. An exception thrown here is reported
     * and does not close the transport.
     */
    default void resumeWriting() {}
}
