// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import io.asyncio4j.events.base.LoopClock;

/** A clock that jumps to the next timer whenever the loop has nothing else to do: seconds cost nothing. */
public final class JumpingClock implements LoopClock {

    private volatile long now;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long waiting(long timeoutNanos) {
        if (timeoutNanos <= 0) {
            return timeoutNanos;
        }
        now += timeoutNanos;
        return 0;
    }
}
