// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.internal;

import io.asyncio4j.carriers.Fiber;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Task;
import org.jspecify.annotations.Nullable;

/**
 * What asyncio keeps per thread, in one place and behind one thread-local look-up: the current context, the running
 * loop and the current task.
 *
 * <p>
 * Each coroutine has a virtual thread of its own, so its state is set once when it starts and stays right across all
 * suspensions; only the loop's own thread changes its context from callback to callback.
 */
public final class ExecutionState {

    private static final ThreadLocal<ExecutionState> CURRENT = ThreadLocal.withInitial(ExecutionState::new);

    /** The context that {@link Context#current()} answers on this thread. */
    public Context context = new Context();

    /** The loop that runs on this thread, or whose coroutine this thread is. */
    public @Nullable AbstractEventLoop loop;

    /** The task whose coroutine this thread is; null on every other thread. */
    public @Nullable Task<?> task;

    /** Says why whatever suspends on this thread has to unwind: it belongs to no task any more. */
    public @Nullable String unwinding;

    /** The fiber whose thread this is, for its carrier. */
    public @Nullable Fiber fiber;

    /** True on a loop's thread while it steps a task: its thread-locals are not those of the current context. */
    public boolean steps;

    private ExecutionState() {}

    /** Returns the calling thread's state. */
    public static ExecutionState current() {
        return CURRENT.get();
    }
}
