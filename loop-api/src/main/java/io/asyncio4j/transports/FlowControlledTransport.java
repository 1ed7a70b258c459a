// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import io.asyncio4j.protocols.BaseProtocol;
import org.jspecify.annotations.Nullable;

/**
 * A transport that buffers output and tells its protocol when there is too much of it (asyncio: the flow control that
 * {@code WriteTransport} and the concrete {@code DatagramTransport} share).
 *
 * <p>Loop only. When the buffered size rises <em>above</em> the high limit, the call that made it rise calls
 * {@link BaseProtocol#pauseWriting()}; when it has fallen to the low limit or below, the loop calls
 * {@link BaseProtocol#resumeWriting()}. The two alternate strictly.
 */
public interface FlowControlledTransport extends BaseTransport {

    /**
     * Closes the transport without sending what is buffered (asyncio: {@code transport.abort}). The protocol gets
     * {@link BaseProtocol#connectionLost connectionLost(null)} in a later callback, also when a {@link #close()} was
     * still flushing. Calling it again does nothing.
     */
    void abort();

    /**
     * Sets the limits of flow control in bytes (asyncio: {@code transport.set_write_buffer_limits}). What is null is
     * derived as {@link WriteLimits#of(Integer, Integer)} tells, with this transport's own defaults. Lowering the
     * limits below the buffered size pauses the protocol within this call; raising them does not resume it.
     *
     * @param high bytes above which the protocol is paused, or null to derive it
     * @param low bytes at or below which it is resumed, or null to derive it
     * @throws IllegalArgumentException unless {@code high >= low >= 0}, derived values included; the old limits stay
     */
    void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low);

    /**
     * Sets the limits of flow control (asyncio: {@code transport.set_write_buffer_limits(high, low)}).
     *
     * @param limits both limits
     * @throws NullPointerException when {@code limits} is null
     */
    default void setWriteBufferLimits(WriteLimits limits) {
        setWriteBufferLimits(limits.high(), limits.low());
    }

    /**
     * The limits of flow control (asyncio: {@code transport.get_write_buffer_limits}).
     *
     * @return the limits in bytes
     */
    WriteLimits getWriteBufferLimits();

    /**
     * How much output is buffered (asyncio: {@code transport.get_write_buffer_size}).
     *
     * @return payload bytes that were written and not yet sent; 0 after the connection is lost
     */
    long getWriteBufferSize();
}
