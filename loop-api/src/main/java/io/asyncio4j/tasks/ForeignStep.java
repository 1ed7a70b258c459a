// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/** A step as a callback of a loop that is not ours; debug mode names the task, not this (rule DBG-03). */
record ForeignStep(Task<?> task) implements Runnable {

    @Override
    public void run() {
        task.step();
    }

    @Override
    public String toString() {
        return task.toString();
    }
}
