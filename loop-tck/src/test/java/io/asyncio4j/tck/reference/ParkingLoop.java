// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A loop whose poll is a park. */
public class ParkingLoop extends BaseEventLoop {

    private volatile @Nullable Thread poller;

    public ParkingLoop() {
        super(LoopClock.system());
    }

    @Override
    protected void pollIo(long timeoutNanos) {
        poller = Thread.currentThread();
        if (timeoutNanos != 0 && mayBlock()) {
            if (timeoutNanos < 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, timeoutNanos);
            }
        }
        poller = null;
    }

    @Override
    protected void wakeupIo() {
        LockSupport.unpark(poller);
    }

    @Override
    protected boolean hasIo() {
        return false;
    }

    @Override
    protected void closeIo() {}
}
