// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A loop without I/O: its poll waits for a permit. For tests of what is above the poller. */
public final class ParkingLoop extends BaseEventLoop {

    private final Semaphore wakeUp = new Semaphore(0);
    private int polls;
    private int waits;

    public ParkingLoop() {
        this(LoopClock.system());
    }

    public ParkingLoop(LoopClock clock) {
        super(clock);
    }

    /** How often the loop polled. */
    public int polls() {
        return polls;
    }

    /** How often it polled with leave to wait. */
    public int waits() {
        return waits;
    }

    @Override
    protected void pollIo(long timeoutNanos) {
        polls++;
        if (timeoutNanos == 0) {
            return;
        }
        waits++;
        try {
            if (timeoutNanos < 0) {
                wakeUp.acquire();
            } else if (!wakeUp.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
                return;
            }
            wakeUp.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void wakeupIo() {
        wakeUp.release();
    }

    @Override
    protected void closeIo() {}
}
