// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.tck.harness.Stress;
import java.nio.ByteBuffer;

/**
 * One way through a {@link FaultProxy}: what is wrong with it, and how many bytes it has carried, those of all connections
 * together. Any thread.
 */
final class FaultyWay {

    private static final long FOREVER = Long.MAX_VALUE;

    private static final byte SPOILT = 0x5a;

    private int sliceBytes = Integer.MAX_VALUE;
    private long latencyMillis;
    private boolean stalled;
    private long endAfterBytes = FOREVER;
    private boolean resetAtEnd;
    private long corruptAt = -1;
    private long passedBytes;

    synchronized void slice(int bytes) {
        sliceBytes = bytes;
    }

    synchronized void latency(long millis) {
        latencyMillis = millis;
    }

    synchronized void stall(boolean stall) {
        stalled = stall;
        notifyAll();
    }

    synchronized void corrupt(long at) {
        corruptAt = at;
    }

    synchronized void corruptIn(int bytes) {
        corruptAt = passedBytes + bytes;
    }

    synchronized void endAfter(long bytes, boolean reset) {
        endAfterBytes = bytes;
        resetAtEnd = reset;
    }

    /** Lets a way that is being closed go at once. */
    synchronized void release() {
        latencyMillis = 0;
        stall(false);
    }

    /** How many of so many bytes may go on now; waits for as long as none may. */
    synchronized int allowed(int wanted) throws InterruptedException {
        long begun = System.currentTimeMillis();
        for (long left = latencyMillis; left > 0; left = begun + latencyMillis - System.currentTimeMillis()) {
            wait(left);
        }
        while (stalled) {
            wait();
        }
        return Math.clamp(endAfterBytes - passedBytes, 0, Math.min(Stress.part(wanted), sliceBytes));
    }

    /** Counts bytes that are about to go on, from the buffer's position to its limit, and changes the one that is to be. */
    synchronized void pass(ByteBuffer slice) {
        int length = slice.remaining();
        if (corruptAt >= passedBytes && corruptAt < passedBytes + length) {
            int at = slice.position() + (int) (corruptAt - passedBytes);
            slice.put(at, (byte) (slice.get(at) ^ SPOILT));
        }
        passedBytes += length;
    }

    synchronized boolean isOver() {
        return passedBytes >= endAfterBytes;
    }

    synchronized boolean endsWithReset() {
        return resetAtEnd;
    }
}
