// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loop is busy with, seen from another thread: the coroutine that it steps, which has a thread of its own, else whatever
 * its own thread does.
 *
 * @param what the task, or the thread
 * @param stack where it is, innermost frame first; empty if nobody knows
 */
public record LoopHolder(String what, List<StackTraceElement> stack) {

    /**
     * Looks. Any thread; what the loop does meanwhile is not waited for, so call it when it seems to hang.
     *
     * @param loop the loop
     * @param thread on which it was seen to run; for loops that cannot tell, or null
     * @return what was found
     */
    public static LoopHolder of(AbstractEventLoop loop, @Nullable Thread thread) {
        Task<?> task = Task.current(loop);
        if (task != null) {
            List<StackTraceElement> stack = task.stack();
            if (!stack.isEmpty()) {
                return new LoopHolder("task \"" + task.name() + "\"", stack);
            }
        }
        Thread runner = loop.runner();
        Thread runs = runner == null ? thread : runner;
        return runs == null
                ? new LoopHolder("a thread that is not known", List.of())
                : new LoopHolder("thread \"" + runs.getName() + "\"", List.of(runs.getStackTrace()));
    }
}
