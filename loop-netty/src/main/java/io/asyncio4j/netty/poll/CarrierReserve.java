// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>That does not count those who block in another way: who reads a console, a pipe or a file on a virtual thread keeps
 * its carrier as well, and the scheduler replaces it only if nobody else seems to be active. The pinned loop does seem so.
 * On two cores one {@code toThread(() -> System.in.read())} would then keep every other virtual thread from running until
 * somebody types. Nothing tells of such a wait, so while such loops run somebody looks now and then: if virtual threads are
 * queued, and one that does nothing does not get its turn either, there is one carrier more, and the loops leave theirs for
 * a moment, so that the queues are looked through.
 */
final class CarrierReserve {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private static final @Nullable VirtualThreadSchedulerMXBean SCHEDULER =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    private static final long LOOK_MILLIS = 100;

    /** How often in a row the one that does nothing must not have had its turn: a busy machine is no reason. */
    private static final int LOOKS_IN_VAIN = 2;

    /** Carriers for those who block, as many as asyncio's default executor has threads at most. */
    private static final int MOST_ADDED = 32;

    private static final Set<MovableIoEventLoop> RUNNING = new HashSet<>();

    /** On the JDK's own pool, whose threads are there anyway; sees to carriers that starve. */
    private static final Executor SOON = CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS);

    /** Whether another look is to come; there is one while {@link #RUNNING} has somebody in it. */
    private static boolean watching;

    /** A virtual thread that does nothing, and since how many looks it has not had its turn. Of the looks only. */
    private static @Nullable Thread idler;

    private static int looks;

    private static boolean refused;

    private CarrierReserve() {}

    /** When a run begins on the calling virtual thread. */
    static void runStarted(MovableIoEventLoop loop) {
        if (reserve(loop)) {
            // Who was made runnable before the change has given its signal in vain; a yield makes the carrier look
            // through the queues, and start the other one for what it finds.
            Thread.yield();
        }
    }

    private static synchronized boolean reserve(MovableIoEventLoop loop) {
        RUNNING.add(loop);
        if (SCHEDULER == null) {
            return false;
        }
        if (!watching) {
            watching = true;
            SOON.execute(() -> look(SCHEDULER));
        }
        return RUNNING.size() >= SCHEDULER.getParallelism() && raise(SCHEDULER, RUNNING.size() + 1);
    }

    private static boolean raise(VirtualThreadSchedulerMXBean scheduler, int carriers) {
        try {
            scheduler.setParallelism(carriers);
            return true;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            if (!refused) {
                refused = true;
                LOG.log(
                        Level.WARNING,
                        "run on a virtual thread: this JVM allows no more than " + scheduler.getParallelism()
                                + " carrier threads, and loops that wait for events keep " + RUNNING.size()
                                + " of them, so that other virtual threads, those of toThread among them, run with a delay;"
                                + " raise jdk.virtualThreadScheduler.maxPoolSize, or run loops on platform threads",
                        e);
            }
            return false;
        }
    }

    /** When it ends. */
    static synchronized void runEnded(MovableIoEventLoop loop) {
        RUNNING.remove(loop);
    }

    private static synchronized List<MovableIoEventLoop> running() {
        if (RUNNING.isEmpty()) {
            watching = false;
        }
        return List.copyOf(RUNNING);
    }

    // ---- the looks, one after another

    private static void look(VirtualThreadSchedulerMXBean scheduler) {
        List<MovableIoEventLoop> loops = running();
        if (loops.isEmpty()) {
            return;
        }
        if (idler == null || !idler.isAlive()) {
            idler = scheduler.getQueuedVirtualThreadCount() == 0 ? null : Thread.startVirtualThread(() -> {});
            looks = 0;
        } else if (++looks >= LOOKS_IN_VAIN) {
            looks = 0;
            relieve(scheduler);
            loops.forEach(MovableIoEventLoop::leaveCarrier);
        }
        SOON.execute(() -> look(scheduler));
    }

    private static synchronized void relieve(VirtualThreadSchedulerMXBean scheduler) {
        int carriers = scheduler.getParallelism();
        if (carriers < Math.max(RUNNING.size(), Runtime.getRuntime().availableProcessors()) + MOST_ADDED) {
            raise(scheduler, carriers + 1);
        }
    }
}
