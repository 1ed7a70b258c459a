// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.internal.ExecutionState;
import org.jspecify.annotations.Nullable;

/**
 * Which loop runs on the calling thread: the hooks of loop implementers, asyncio's {@code _get_running_loop} and
 * {@code _set_running_loop}. Any thread; a coroutine's thread counts as its loop's thread.
 */
public final class RunningLoop {

    private RunningLoop() {}

    /**
     * Returns the loop that runs on this thread, or whose coroutine this thread is. Any thread.
     *
     * @return the loop, or null
     */
    public static @Nullable AbstractEventLoop get() {
        AbstractEventLoop loop = ExecutionState.current().loop;
        return loop != null && loop.isRunning() ? loop : null;
    }

    /**
     * Sets the loop that runs on this thread; a loop calls it when a run begins, and with what was there before when
     * it ends.
     *
     * @param loop the loop, or null
     * @return what was set before
     */
    public static @Nullable AbstractEventLoop set(@Nullable AbstractEventLoop loop) {
        ExecutionState state = ExecutionState.current();
        AbstractEventLoop previous = state.loop;
        state.loop = loop;
        return previous;
    }
}
