// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.carriers.VirtualThreads;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TaskHost;
import io.asyncio4j.internal.Rethrow;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the thread on which the loop of a {@link Runner} runs. One for each runner, used by its thread.
 *
 * <p>
 * <b>Why it matters.</b> With {@code LoopCarrier} a step runs inline on the loop's thread, which has to be a platform
 * thread. With {@code BatonCarrier} loop and coroutine change places at each step: about a microsecond if the loop's
 * thread is virtual too, 16 to 80 if the kernel has to wake it. So there the loop runs on a virtual thread while the
 * caller waits. Pollers that must not run there (io_uring) say so: {@link TaskHost#runsOnVirtualThreads()}.
 *
 * <p>
 * <b>The price.</b> A virtual thread that waits in a native poll keeps the JDK's carrier thread under it, and everybody
 * needs those: the coroutines, the default executor, the rest of the program. If loops held all of them, the very work a
 * loop waits for could never run. So a loop that runs on a virtual thread sees to it that there is one more while it
 * does, and the JDK has an end to that, 256 by default. Hence slots, far below it. Without a slot, a platform thread it
 * is: slower, never stuck.
 *
 * <table>
 * <caption>Where a loop runs</caption>
 * <tr><th>caller</th><th>prefers no virtual thread</th><th>prefers one, a slot is free</th><th>without a slot</th></tr>
 * <tr><td>platform thread</td><td>the caller</td><td>new virtual thread</td><td>the caller</td></tr>
 * <tr><td>virtual thread</td><td>the runner's platform thread</td><td>the caller</td><td>the runner's platform
 * thread</td></tr>
 * </table>
 *
 * <p>
 * The runner's platform thread is the same for all its runs, as a poller may hold on to the thread that fed it.
 *
 * <p>
 * <b>Interrupts.</b> On every one of these paths an interrupt of the caller neither ends nor disturbs the run: loops set it
 * aside, and it is there again when the run is over. What ends a run is what ends it in asyncio: its coroutine, or a
 * cancellation of its task.
 */
final class RunPlace {

    /** How many loops may run on virtual threads at a time; more than that are for a pool of platform threads anyway. */
    private static final Semaphore SLOTS = new Semaphore(64);

    private final Semaphore slots;
    private @Nullable ExecutorService platformThread;

    RunPlace() {
        this(SLOTS);
    }

    RunPlace(Semaphore slots) {
        this.slots = slots;
    }

    /** Calls {@code run}, which runs {@code loop}, in the right place; throws what it throws. */
    <T extends @Nullable Object> T call(AbstractEventLoop loop, Callable<T> run) throws Exception {
        boolean onVirtual = Thread.currentThread().isVirtual();
        if (prefersVirtual(loop) && slots.tryAcquire()) {
            try {
                return onVirtual ? run.call() : callOn(RunPlace::startVirtual, run);
            } finally {
                slots.release();
            }
        }
        return onVirtual ? callOn(platformThread(), run) : run.call();
    }

    private static boolean prefersVirtual(AbstractEventLoop loop) {
        return loop.carrier().prefersVirtualLoop() && loop.runsOnVirtualThreads();
    }

    private static void startVirtual(Runnable run) {
        VirtualThreads.onDefaultScheduler("asyncio4j-loop-").newThread(run).start();
    }

    private Executor platformThread() {
        ExecutorService present = platformThread;
        if (present == null) {
            present = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("asyncio4j-loop").factory());
            platformThread = present;
        }
        return present;
    }

    private static <T extends @Nullable Object> T callOn(Executor where, Callable<T> run) throws Exception {
        Context context = Context.copyCurrent();
        FutureTask<T> outcome = new FutureTask<>(() -> context.call(run));
        where.execute(outcome);
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

    /** Closes the loop, on the platform thread of its own if it had one, as a poller may hold on to it. */
    void close(AbstractEventLoop loop) {
        ExecutorService present = platformThread;
        if (present == null) {
            loop.close();
            return;
        }
        try {
            callOn(present, Executors.callable((Runnable) loop::close));
        } catch (Exception e) {
            throw Rethrow.<RuntimeException>asIs(e);
        } finally {
            present.shutdown();
            platformThread = null;
        }
    }
}
