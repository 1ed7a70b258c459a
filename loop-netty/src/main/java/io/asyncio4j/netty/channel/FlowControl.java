// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.base.IoMeter;
import io.asyncio4j.transports.WriteLimits;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's arithmetic of write flow control: pause strictly above the high mark, resume at or below the low one, strictly in
 * turn. Loop only.
 */
public final class FlowControl {

    private final @Nullable IoMeter meter;
    private WriteLimits limits = WriteLimits.DEFAULT;
    private boolean paused;

    /**
     * Makes one that is not paused and has the usual limits.
     *
     * @param meter is told of pauses, or null
     */
    public FlowControl(@Nullable IoMeter meter) {
        this.meter = meter;
    }

    /** {@return the limits in bytes} */
    public WriteLimits limits() {
        return limits;
    }

    /**
     * Sets the limits; whether that pauses or not is asked separately.
     *
     * @param newLimits in bytes
     */
    public void limits(WriteLimits newLimits) {
        limits = newLimits;
    }

    /** {@return whether the protocol counts as paused} */
    public boolean isPaused() {
        return paused;
    }

    /**
     * True if the protocol is to be paused now; it counts as paused from here on.
     *
     * @param size bytes that wait
     * @return whether to call it
     */
    public boolean pausesAt(long size) {
        if (paused || size <= limits.high()) {
            return false;
        }
        paused = true;
        if (meter != null) {
            meter.writingPaused();
        }
        return true;
    }

    /**
     * True if the protocol would be resumed at this size.
     *
     * @param size bytes that wait
     * @return whether it would
     */
    public boolean couldResumeAt(long size) {
        return paused && size <= limits.low();
    }

    /**
     * True if the protocol is to be resumed now; it counts as resumed from here on.
     *
     * @param size bytes that wait
     * @return whether to call it
     */
    public boolean resumesAt(long size) {
        if (!couldResumeAt(size)) {
            return false;
        }
        over();
        return true;
    }

    /** The pause is over, if there is one: by resuming, or because the connection is. */
    public void over() {
        if (paused && meter != null) {
            meter.writingResumed();
        }
        paused = false;
    }
}
