// SPDX-License-Identifier: Apache-2.0
package org.example;

import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import java.util.concurrent.locks.LockSupport;

/** A loop without I/O: its poll is a park. Callbacks, timers, futures and tasks are those of BaseEventLoop. */
public final class ParkLoop extends BaseEventLoop {

    private volatile Thread poller;

    public ParkLoop() {
        super(LoopClock.system());
    }

    @Override
    protected void pollIo(long timeoutNanos) {
        // First announced, then asked: whoever adds work in between either sees the poller or is seen by mayBlock.
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
