// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.events.base.LoopClock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread of all {@link StallWatch}es: begins with the first, ends with the last. */
final class StallWatcher implements Runnable {

    // Guarded by the class.
    private static final Set<StallWatch> WATCHES = new LinkedHashSet<>();
    private static @Nullable Thread thread;

    private StallWatcher() {}

    static synchronized void add(StallWatch watch) {
        WATCHES.add(watch);
        if (thread == null) {
            Thread started = Thread.ofPlatform()
                    .name("asyncio4j-stall-watch")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .unstarted(new StallWatcher());
            thread = started;
            started.start();
        }
        LockSupport.unpark(thread);
    }

    static synchronized void remove(StallWatch watch) {
        WATCHES.remove(watch);
        LockSupport.unpark(thread);
    }

    private static synchronized List<StallWatch> watchesOrEnd() {
        if (WATCHES.isEmpty()) {
            thread = null;
        }
        return List.copyOf(WATCHES);
    }

    @Override
    public void run() {
        LoopClock clock = LoopClock.system();
        long expected = clock.nanos();
        for (List<StallWatch> all = watchesOrEnd(); !all.isEmpty(); all = watchesOrEnd()) {
            long now = clock.nanos();
            long late = Math.max(0, now - expected);
            long period = Long.MAX_VALUE;
            for (StallWatch watch : all) {
                watch.look(now, late);
                period = Math.min(period, watch.periodNanos());
            }
            expected = now + period;
            LockSupport.parkNanos(this, period);
        }
    }
}
