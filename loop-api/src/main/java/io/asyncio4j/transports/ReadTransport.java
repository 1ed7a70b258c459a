// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

/**
 * A transport that delivers data to its protocol (asyncio: {@code asyncio.ReadTransport}).
 *
 * <p>Loop only.
 */
public interface ReadTransport extends BaseTransport {

    /**
     * Tells whether data is being delivered (asyncio: {@code transport.is_reading}).
     *
     * @return true until {@link #pauseReading()}, {@link #close()} or {@code abort()}
     */
    boolean isReading();

    /**
     * Stops delivery (asyncio: {@code transport.pause_reading}). After it returned, neither data nor the peer's end of
     * file reaches the protocol until {@link #resumeReading()}, whatever has already been read. Does nothing when
     * reading is paused already or the transport is closing.
     */
    void pauseReading();

    /**
     * Starts delivery again (asyncio: {@code transport.resume_reading}): what is pending comes in later callbacks, data
     * first, then end of file or error. Does nothing when reading is not paused or the transport is closing.
     */
    void resumeReading();
}
