// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.tasks.Awaiters;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was known of a task at a moment. Immutable, any thread.
 *
 * @param loop the loop, as its {@code toString()} tells
 * @param id tells tasks of equal names apart
 * @param name the task's name
 * @param state as the task's {@code toString()} tells, with what it waits for
 * @param stack where its coroutine is, innermost first, without the insides of this library: each as
 *            {@code Class.method file:line}
 * @param awaiters the ids of the tasks that await it, be it through a {@code gather}, a {@code shield} or a group
 */
public record TaskSnapshot(
        String loop, String id, String name, String state, List<String> stack, List<String> awaiters) {

    /** On the loop, or while it holds still. */
    static TaskSnapshot of(Task<?> task) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : CoroutineFrames.calledBy(task)) {
            frames.add(CoroutineFrames.brief(frame) + " " + CoroutineFrames.place(frame));
        }
        Set<Task<?>> awaiting = new LinkedHashSet<>();
        collectTasks(task, awaiting, new LinkedHashSet<>());
        return new TaskSnapshot(
                task.loop().toString(),
                idOf(task),
                task.name(),
                task.toString(),
                List.copyOf(frames),
                awaiting.stream().map(TaskSnapshot::idOf).toList());
    }

    static String idOf(Future<?> future) {
        return "0x%08x".formatted(System.identityHashCode(future));
    }

    /** Through futures that are made of others, to the tasks behind them. */
    private static void collectTasks(Future<?> future, Set<Task<?>> found, Set<Future<?>> seen) {
        for (Future<?> awaiter : Awaiters.of(future)) {
            if (awaiter instanceof Task<?> task) {
                found.add(task);
            } else if (seen.add(awaiter)) {
                collectTasks(awaiter, found, seen);
            }
        }
    }
}
