// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks whose first step runs before {@code createTask} returns, of a class of one's own;
 * {@code asyncio.create_eager_task_factory}. Loop thread only, like every task factory.
 *
 * @param constructor makes the task, such as {@code MyTask::new}; it is told to start eagerly unless the caller of
 *            {@code createTask} decided otherwise
 */
public record EagerTaskFactory(TaskFactory constructor) implements TaskFactory {

    /**
     * Makes a factory.
     *
     * @throws NullPointerException if {@code constructor} is null
     */
    public EagerTaskFactory {
        Objects.requireNonNull(constructor, "createEagerTaskFactory: the constructor is null; pass MyTask::new");
    }

    @Override
    public <T extends @Nullable Object> Task<T> newTask(
            AbstractEventLoop loop, Coroutine<T> body, TaskOptions options) {
        return constructor.newTask(
                loop, body, options.eagerStart() == null ? options.withEagerStart(true) : options);
    }
}
