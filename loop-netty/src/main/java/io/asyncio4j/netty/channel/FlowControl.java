// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.transports.WriteLimits;

/**
 * asyncio's arithmetic of write flow control: pause strictly above the high mark, resume at or below the low one, strictly in
 * turn. Loop only.
 */
final class FlowControl {

    private WriteLimits limits = WriteLimits.DEFAULT;
    private boolean paused;

    WriteLimits limits() {
        return limits;
    }

    void limits(WriteLimits newLimits) {
        limits = newLimits;
    }

    boolean isPaused() {
        return paused;
    }

    /** True if the protocol is to be paused now; it counts as paused from here on. */
    boolean pausesAt(long size) {
        if (paused || size <= limits.high()) {
            return false;
        }
        paused = true;
        return true;
    }

    /** True if the protocol would be resumed at this size. */
    boolean couldResumeAt(long size) {
        return paused && size <= limits.low();
    }

    /** True if the protocol is to be resumed now; it counts as resumed from here on. */
    boolean resumesAt(long size) {
        if (!couldResumeAt(size)) {
            return false;
        }
        paused = false;
        return true;
    }
}
