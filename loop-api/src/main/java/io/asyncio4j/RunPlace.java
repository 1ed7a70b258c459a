// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.carriers.VirtualThreads;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.internal.Rethrow;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the thread on which a loop runs, for whoever does not care: {@link Runner} and {@link Asyncio#run}.
 *
 * <p>
 * <b>Why it matters.</b> With {@code LoopCarrier} a step runs inline on the loop's thread, which has to be a platform
 * thread. With {@code BatonCarrier} loop and coroutine change places at each step: about a microsecond if the loop's
 * thread is virtual too, 16 to 80 if the kernel has to wake it. So there the loop runs on a virtual thread while the
 * caller waits.
 *
 * <p>
 * <b>The price.</b> A virtual thread that waits in a native poll keeps the JDK's carrier thread under it. There are as
 * many of those as processors, and everybody needs them: the coroutines, the default executor, the rest of the program.
 * If loops held all of them, the very work a loop waits for could never run. So loops on virtual threads take a slot, and
 * there is one slot less than carrier threads; on a single one there is none. Without a slot, a platform thread it is:
 * slower, never stuck.
 *
 * <p>A loop whose poller needs a platform thread gets one, see {@link BaseEventLoop#runsOnVirtualThreads()}.
 *
 * <table>
 * <caption>Where a loop runs</caption>
 * <tr><th>caller</th><th>LoopCarrier, other loops</th><th>BatonCarrier, a slot is free</th><th>without a slot</th></tr>
 * <tr><td>platform thread</td><td>the caller</td><td>new virtual thread</td><td>the caller</td></tr>
 * <tr><td>virtual thread</td><td>new platform thread</td><td>the caller</td><td>new platform thread</td></tr>
 * </table>
 *
 * <p>
 * <b>Interrupts.</b> On every one of these paths an interrupt of the caller neither ends nor disturbs the run: loops set it
 * aside, and it is there again when the run is over. (Only with LoopCarrier, and only while a coroutine is on the thread,
 * it is lost: the JDK drops it when the coroutine leaves.) What ends a run is what ends it in asyncio: its coroutine, or a
 * cancellation of its task.
 */
final class RunPlace {

    static final RunPlace SHARED = new RunPlace(carrierThreads() - 1);

    private final Semaphore slots;

    RunPlace(int slots) {
        this.slots = new Semaphore(Math.max(0, slots));
    }

    /** As the JDK counts them. */
    private static int carrierThreads() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    int freeSlots() {
        return slots.availablePermits();
    }

    /** Calls {@code run}, which runs {@code loop}, in the right place; throws what it throws. */
    <T extends @Nullable Object> T call(AbstractEventLoop loop, Callable<T> run) throws Exception {
        boolean onVirtual = Thread.currentThread().isVirtual();
        if (wantsVirtual(loop) && slots.tryAcquire()) {
            try {
                return onVirtual ? run.call() : callOn(true, run);
            } finally {
                slots.release();
            }
        }
        return onVirtual ? callOn(false, run) : run.call();
    }

    private static boolean wantsVirtual(AbstractEventLoop loop) {
        return loop instanceof BaseEventLoop base
                && base.carrier().name().equals("BatonCarrier")
                && base.runsOnVirtualThreads();
    }

    private static <T extends @Nullable Object> T callOn(boolean virtual, Callable<T> run) throws Exception {
        Context context = Context.copyCurrent();
        FutureTask<T> outcome = new FutureTask<>(() -> context.call(run));
        Thread thread = virtual
                ? VirtualThreads.onDefaultScheduler("asyncio4j-loop-").newThread(outcome)
                : Thread.ofPlatform().daemon().name("asyncio4j-loop").unstarted(outcome);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return outcome.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw Rethrow.asIs(Objects.requireNonNull(failed.getCause()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
