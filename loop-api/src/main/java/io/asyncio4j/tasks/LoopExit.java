// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/**
 * An error that ends the run of the loop, wherever it is thrown: Python's {@code SystemExit} and
 * {@code KeyboardInterrupt}. From a callback it leaves {@code runForever()} at once, the rest of the batch stays queued
 * (rule SCHED-14); from a task it becomes the task's exception and leaves the run call too (rule TASK-20).
 *
 * <p>
 * Every other throwable is reported to the exception handler and the loop goes on.
 */
public abstract class LoopExit extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message why the loop ends, or null
     */
    protected LoopExit(@Nullable String message) {
        super(message);
    }
}
