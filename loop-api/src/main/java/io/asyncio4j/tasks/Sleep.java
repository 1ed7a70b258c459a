// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import org.jspecify.annotations.Nullable;

/** Suspends a coroutine for a time; {@code asyncio.sleep}. */
public final class Sleep {

    private Sleep() {}

    /**
     * Suspends the calling coroutine. Zero and less give up exactly one iteration, without a timer (rule TASK-32).
     *
     * @param delaySeconds how long, in seconds; infinity waits until cancelled
     * @throws IllegalArgumentException if it is NaN
     * @throws IllegalStateException if called outside a coroutine
     * @throws CancelledError if the task is cancelled meanwhile; the timer is gone then
     */
    public static void sleep(double delaySeconds) {
        Task<?> task = Task.suspending("sleep");
        if (Double.isNaN(delaySeconds)) {
            throw new IllegalArgumentException("sleep: the delay is NaN; give seconds as a number");
        }
        if (delaySeconds <= 0) {
            task.suspendOn(null);
            return;
        }
        AbstractEventLoop loop = task.loop();
        WakeUp wake = new WakeUp(loop);
        // In the task's context: it sees nothing of it, and need not be given a copy.
        TimerHandle timer = loop.callLater(delaySeconds, wake, task.context());
        try {
            task.suspendOn(wake);
            // exception() throws the CancelledError if it was cancelled; there is no other outcome.
            wake.exception();
        } finally {
            timer.cancel();
        }
    }

    /** The future and the callback that completes it in one: there may be a hundred thousand at a time. */
    private static final class WakeUp extends Future<@Nullable Void> implements Runnable {
        WakeUp(AbstractEventLoop loop) {
            super(loop);
        }

        @Override
        public void run() {
            if (!done()) {
                setResult(null);
            }
        }
    }
}
