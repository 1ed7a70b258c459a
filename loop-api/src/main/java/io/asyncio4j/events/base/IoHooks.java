// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.AbstractEventLoop;

/** What a concrete loop adds to the scheduling core: the poll, the wake-up, and what surrounds a run. */
abstract class IoHooks implements AbstractEventLoop {

    IoHooks() {}

    /**
     * Polls once and enqueues what happened. An early return is fine.
     *
     * @param timeoutNanos 0: do not wait; negative: without limit
     */
    protected abstract void pollIo(long timeoutNanos);

    /** Any thread: makes a waiting {@link #pollIo} return soon. Called once for each announced sleep. */
    protected abstract void wakeupIo();

    /** Releases the poller, called once by {@link #close()} on the closing thread. */
    protected abstract void closeIo();

    /**
     * Tells whether a poll could find anything; if not, polls that must not wait are skipped.
     *
     * @return false when no channel or watcher is registered and the poller has no work of its own
     */
    protected boolean hasIo() {
        return true;
    }

    /** Called on the running thread before the first iteration of a run. */
    protected void runStarted() {}

    /** Called on the running thread after the last iteration of a run, also if it threw. */
    protected void runEnded() {}

    /**
     * Runs the whole of a run; a loop may wrap what its thread needs around it.
     *
     * @param run the iterations
     */
    protected void aroundRun(Runnable run) {
        run.run();
    }

    /**
     * Tells whether the loop works on a virtual thread; whoever chooses a thread for it asks. Any thread.
     *
     * @return false if its poller needs a platform thread, or if it keeps the JDK's carrier thread while it waits and
     *     does not see to another one for the rest
     */
    @Override
    public boolean runsOnVirtualThreads() {
        return true;
    }

    /** Sends what transports have queued; called on the loop's thread when a batch or a task step has ended. */
    protected void flushWrites() {}

    /** Called when work was queued on the loop outside a batch while the queue was empty; for attached loops. */
    protected void workQueued() {}

    /** Called when the nearest deadline has changed; for attached loops. */
    protected void deadlineMoved() {}
}
