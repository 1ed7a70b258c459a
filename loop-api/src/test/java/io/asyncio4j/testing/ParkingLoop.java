// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A loop without I/O: its poll waits for a permit. For tests of what is above the poller. */
public class ParkingLoop extends BaseEventLoop {

    private final Semaphore wakeUp = new Semaphore(0);
    private int polls;
    private int waits;
    private boolean interrupted;

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
            // Set aside until the run is over: left in place it would make every further wait end at once.
            interrupted = true;
        }
    }

    @Override
    protected void runEnded() {
        if (interrupted) {
            interrupted = false;
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
