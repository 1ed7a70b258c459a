// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.InvalidStateException;
import io.asyncio4j.tasks.Sleep;
import java.util.concurrent.locks.LockSupport;

/**
 * Failures of tasks and futures that nobody looked at. The loop reports them when they are collected as garbage, which
 * is up to the JVM; so a test that has failed tasks collects garbage at its end.
 *
 * <p>
 * How it knows that all reports have come: it drops a failed future of its own after the others. Reports are made by
 * one thread, those of one collection in any order; so the report of a second collection's future is behind all
 * reports of the first.
 */
final class DroppedFailures {

    private static final int COLLECTIONS = 2;
    private static final int LOOKS = 1_000;
    private static final long LOOK_NANOS = 200_000;

    private final AbstractEventLoop loop;
    private final Remembered<Future<?>> made = new Remembered<>(future -> !future.done() || hasFailed(future));

    DroppedFailures(AbstractEventLoop loop) {
        this.loop = loop;
    }

    <F extends Future<?>> F watch(F future) {
        return made.add(future);
    }

    /** Without looking at the failure, which would count as having been told. */
    private static boolean hasFailed(Future<?> future) {
        if (!future.done() || future.cancelled()) {
            return false;
        }
        try {
            future.resultNow();
            return false;
        } catch (InvalidStateException failed) {
            return true;
        }
    }

    /** In a coroutine at the test's end: has all that was dropped reported. */
    void report() {
        boolean failed = made.relevant().stream().anyMatch(DroppedFailures::hasFailed);
        made.clear();
        for (int i = 0; failed && i < COLLECTIONS; i++) {
            Marker marker = new Marker();
            drop(marker);
            System.gc();
            for (int looks = 0; looks < LOOKS && !marker.reported; looks++) {
                // For the thread that reports; what it sends comes with the next iteration.
                LockSupport.parkNanos(this, LOOK_NANOS);
                Sleep.sleep(0);
            }
        }
    }

    private void drop(Marker marker) {
        new Future<>(loop).setException(marker);
    }

    /** The failure of a future that is dropped on purpose. */
    static final class Marker extends Exception {
        private boolean reported;

        Marker() {
            super("made by the test kit");
        }

        void reported() {
            reported = true;
        }
    }
}
