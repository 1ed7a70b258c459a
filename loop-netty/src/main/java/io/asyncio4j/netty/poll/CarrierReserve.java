// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a carrier thread for the other virtual threads while loops with native pollers run on virtual threads. Any
 * thread.
 *
 * <p>A virtual thread that waits in native code pins its carrier, and unlike a wait in the JDK's own selector that is
 * not made good by the scheduler. A loop on a virtual thread then starves its own executor, whose threads are virtual
 * as well, on a machine with one core; two such loops do so on two. So when as many run as there are carriers, one is
 * added. It stays, since the scheduler takes no notice of a change by itself.
 */
final class CarrierReserve {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private static final @Nullable VirtualThreadSchedulerMXBean SCHEDULER =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    private static int runs;

    private CarrierReserve() {}

    /** When a run begins on the calling virtual thread. */
    static void runStarted() {
        if (reserve()) {
            // Who was made runnable before the change has given its signal in vain; a yield makes the carrier look
            // through the queues, and start the other one for what it finds.
            Thread.yield();
        }
    }

    private static synchronized boolean reserve() {
        runs++;
        if (SCHEDULER == null || runs < SCHEDULER.getParallelism()) {
            return false;
        }
        try {
            SCHEDULER.setParallelism(runs + 1);
            return true;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "run on a virtual thread: the number of carrier threads stays as it is", e);
            return false;
        }
    }

    /** When it ends. */
    static synchronized void runEnded() {
        runs--;
    }
}
