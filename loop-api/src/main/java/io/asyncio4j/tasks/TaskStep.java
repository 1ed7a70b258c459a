// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.internal.Carried;
import io.asyncio4j.internal.ExecutionState;

/** The callback of every step: one object a task, queued again and again. */
final class TaskStep extends Handle {

    private final Task<?> task;

    TaskStep(Task<?> task, AbstractEventLoop loop, Context context) {
        super(loop, context);
        this.task = task;
    }

    @Override
    protected void call() {
        if (!Carried.isOn()) {
            task.step();
            return;
        }
        ExecutionState state = ExecutionState.current();
        state.steps = true;
        try {
            task.step();
        } finally {
            state.steps = false;
        }
    }

    /** Names the task, not the step: that is what a report or a slow-callback warning is about (rule DBG-03). */
    @Override
    public String toString() {
        return task.toString();
    }
}
