// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * What a test's loop told its exception handler: failures that reached nobody. Any thread.
 *
 * <p>
 * What a test takes from here, it has expected; what is left at its end fails it, unless {@link OnLoop#reports()} says
 * how many there will be.
 */
public final class LoopReports implements ExceptionHandler {

    private final List<ExceptionContext> reports = new ArrayList<>();
    private int taken;

    LoopReports() {}

    @Override
    public synchronized void handle(AbstractEventLoop loop, ExceptionContext context) {
        if (!(context.exception() instanceof DroppedFailures.Marker marker)) {
            reports.add(context);
        } else {
            marker.reported();
        }
    }

    /**
     * Returns what came so far and was not taken.
     *
     * @return a copy, oldest first
     */
    public synchronized List<ExceptionContext> all() {
        return List.copyOf(reports);
    }

    /**
     * Takes what came so far: the test expected it.
     *
     * @return oldest first
     */
    public synchronized List<ExceptionContext> take() {
        List<ExceptionContext> came = List.copyOf(reports);
        taken += came.size();
        reports.clear();
        return came;
    }

    synchronized int count() {
        return taken + reports.size();
    }

    @Override
    public synchronized String toString() {
        return "LoopReports" + reports;
    }
}
