// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@code loop.create_task}; immutable, any thread.
 *
 * @param name shown in messages; null: {@code Task-N}
 * @param context the very context in which all steps run; null: a copy of the current one
 * @param eagerStart true: the body runs up to its first suspension before {@code createTask} returns; false: it never
 *            does; null: what the task factory does by itself
 */
public record TaskOptions(@Nullable String name, @Nullable Context context, @Nullable Boolean eagerStart) {

    /** Nothing given. */
    public static final TaskOptions DEFAULTS = new TaskOptions(null, null, null);

    /**
     * Returns options with this name.
     *
     * @param name the task's name, or null for an automatic one
     * @return new options
     */
    public static TaskOptions named(@Nullable String name) {
        return new TaskOptions(name, null, null);
    }

    /**
     * Returns these options with another name.
     *
     * @param newName the task's name, or null for an automatic one
     * @return new options
     */
    public TaskOptions withName(@Nullable String newName) {
        return new TaskOptions(newName, context, eagerStart);
    }

    /**
     * Returns these options with another context.
     *
     * @param newContext used as it is, not copied
     * @return new options
     */
    public TaskOptions withContext(@Nullable Context newContext) {
        return new TaskOptions(name, newContext, eagerStart);
    }

    /**
     * Returns these options with another start mode.
     *
     * @param newEagerStart see the component
     * @return new options
     */
    public TaskOptions withEagerStart(@Nullable Boolean newEagerStart) {
        return new TaskOptions(name, context, newEagerStart);
    }
}
