// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A child in its group: its place among the others, what its task tells when it is done, and the callback that this
 * becomes; one object for all three, as a group may have thousands.
 */
final class GroupChild extends Handle {

    private final TaskGroup group;
    final Task<?> task;

    /** Neighbours in the group. */
    @Nullable GroupChild previous;

    @Nullable GroupChild next;

    GroupChild(TaskGroup group, Task<?> task, Context context) {
        super(task.loop(), context);
        this.group = group;
        this.task = task;
    }

    /** Stands among the task's done-callbacks from now on. */
    void watch() {
        if (task.done()) {
            schedule();
        } else {
            task.addWaiter(this);
        }
    }

    /** Reports the end to the group, through the loop. */
    void schedule() {
        loop().enqueueStep(this);
    }

    @Nullable Future<?> awaiter() {
        return group.parent();
    }

    @Override
    protected void call() {
        group.childDone(this);
    }

    @Override
    public String toString() {
        return "end of " + task + " in " + group;
    }
}
