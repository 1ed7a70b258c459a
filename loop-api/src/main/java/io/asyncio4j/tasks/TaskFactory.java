// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import org.jspecify.annotations.Nullable;

/**
 * What {@code createTask} calls when it was given to {@code setTaskFactory}; asyncio's task factory. Loop thread only.
 *
 * <p>
 * The method is generic, so an implementation is a class or a method reference such as {@code Task::new} or
 * {@code Task::eager}, not a lambda.
 */
@FunctionalInterface
public interface TaskFactory {

    /**
     * Makes the task for a coroutine and sees to its first step.
     *
     * @param <T> the type of the result
     * @param loop the loop that was asked
     * @param body the coroutine
     * @param options all that was given to {@code createTask}
     * @return the task, usually a new {@link Task}
     */
    <T extends @Nullable Object> Task<T> newTask(AbstractEventLoop loop, Coroutine<T> body, TaskOptions options);
}
