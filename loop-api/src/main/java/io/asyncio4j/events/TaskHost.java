// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.tasks.TaskRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What this library asks of a loop beside asyncio's methods, its tasks above all; for loop implementers, programs need
 * none of it.
 *
 * <p>
 * The defaults make tasks work on any loop that has {@code callSoon}. A loop overrides {@link #carrier()} to choose how
 * coroutines run, {@link #enqueueStep} to spare a callback for each step, and {@link #stepEnded()} if there is something
 * to do before anybody else runs. A loop that is closed ends what is left: {@code TaskRegistry.abandonAll(this)}.
 *
 * <p>
 * Loop only, save what says that any thread may ask, {@link #taskRegistry()} and {@link #carrier()}.
 */
public sealed interface TaskHost permits AbstractEventLoop {

    /**
     * Returns how this loop runs coroutines.
     *
     * @return the same each time; unless overridden {@link TaskCarrier#automatic()} as it was when it was first asked
     */
    default TaskCarrier carrier() {
        return taskRegistry().carrier();
    }

    /**
     * Returns the unfinished tasks of this loop. A loop may keep a registry of its own in a field.
     *
     * @return the same each time; unless overridden one that is kept beside the loop, as long as the loop is there
     */
    default TaskRegistry taskRegistry() {
        return TaskRegistry.beside((AbstractEventLoop) this);
    }

    /**
     * Queues a step of a task, or another callback of the library's own, behind what {@code callSoon} has queued, with the
     * checks of {@code callSoon}: {@link Handle#run()} is to be called in the next iteration, in whose context it runs. The
     * same handle comes again after it ran.
     *
     * @param step the handle
     * @throws IllegalStateException if the loop is closed, or in debug mode if called off the loop
     */
    default void enqueueStep(Handle step) {
        ((AbstractEventLoop) this).callSoon(new QueuedHandle(step), step.context());
    }

    /** Told when the step of a task has ended, before anything else runs. */
    default void stepEnded() {}

    /**
     * Tells whether a run of this loop may take place on a virtual thread, where steps of {@code BatonCarrier} are cheaper.
     *
     * @return false unless overridden: whoever polls in native code must be asked
     */
    default boolean runsOnVirtualThreads() {
        return false;
    }

    /**
     * Tells what the loop has counted about itself; what {@link LoopStatistics#of} asks. The first call switches the counting
     * on, for good. Any thread, whatever the loop is doing.
     *
     * @return the numbers of this moment
     * @throws UnsupportedOperationException unless overridden
     */
    default LoopStatistics statistics() {
        throw new UnsupportedOperationException(
                "statistics: " + this + " does not count; extend BaseEventLoop, or override this");
    }

    /**
     * Counts the callbacks in the ready queue, for those who look from outside. Any thread.
     *
     * @return how many, a moment ago; 0 also where the loop cannot tell
     */
    default int readyCallbacks() {
        return 0;
    }

    /**
     * Returns the thread on which the loop runs, for those who look from outside: where it is when it hangs. Any thread.
     *
     * @return the thread; null if it does not run, or cannot tell
     */
    default @Nullable Thread runner() {
        return null;
    }

    /**
     * Counts the timers that are neither fired nor cancelled; for tools that look for what a program left behind. Loop only,
     * or on a loop that is closed.
     *
     * @return how many; 0 also where the loop cannot tell
     */
    default int liveTimers() {
        return 0;
    }
}
