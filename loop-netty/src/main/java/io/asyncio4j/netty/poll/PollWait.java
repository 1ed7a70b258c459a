// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoHandlerContext;

/**
 * A wait in the poller: whether and how long it may last, and where an interrupt of its thread stays meanwhile. One for each
 * loop, used again for each poll; the owner's thread only.
 *
 * <p>A selector returns at once while its thread is interrupted, and Netty then clears the flag for good. So the flag is down
 * while the poller waits, and up again before anybody else runs.
 */
final class PollWait implements IoHandlerContext {

    static final long NO_LIMIT = Long.MAX_VALUE;

    private final MovableIoEventLoop loop;
    private final Poller poller;
    private long nanos;
    private boolean interrupted;

    PollWait(MovableIoEventLoop loop, Poller poller) {
        this.loop = loop;
        this.poller = poller;
    }

    /** Fixes the time of the next poll. */
    void begin(long waitNanos) {
        nanos = waitNanos == NO_LIMIT ? NO_LIMIT : poller.roundUp(waitNanos);
    }

    /** Takes the flag down, where it would end the wait. */
    void putInterruptAside() {
        interrupted = poller.wakesOnInterrupt() && Thread.interrupted();
    }

    /** Puts the flag up again, if it was up before the wait or came during it. */
    void giveInterruptBack() {
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean canBlock() {
        if (nanos == 0) {
            return false;
        }
        // Asked before and after each select, the latter before Netty would swallow an interrupt that ended it.
        if (poller.wakesOnInterrupt() && Thread.interrupted()) {
            interrupted = true;
            return false;
        }
        return loop.hasNoTasks() && loop.driver().mayBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        return nanos;
    }

    @Override
    public long deadlineNanos() {
        if (nanos == NO_LIMIT) {
            return -1;
        }
        long deadline = loop.ticker().nanoTime() + nanos;
        return deadline < 0 ? NO_LIMIT : deadline;
    }
}
