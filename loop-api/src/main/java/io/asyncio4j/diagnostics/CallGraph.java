// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.tasks.Awaiters;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who awaits whom; asyncio's {@code capture_call_graph}, {@code format_call_graph} and {@code print_call_graph}. Loop
 * only: what is looked at must hold still.
 */
public final class CallGraph {

    private CallGraph() {}

    /**
     * Captures the graph of the calling task.
     *
     * @return the graph, or null in a plain callback
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static @Nullable FutureCallGraph captureCallGraph() {
        return captureCallGraph(null, 0, null);
    }

    /**
     * Captures the graph of a future.
     *
     * @param future a task or another future
     * @return the graph
     * @throws NullPointerException if {@code future} is null
     */
    public static FutureCallGraph captureCallGraph(Future<?> future) {
        return captureOf(java.util.Objects.requireNonNull(future, "captureCallGraph: the future is null"), 0, null);
    }

    /**
     * Captures a graph; {@code asyncio.capture_call_graph} with its arguments.
     *
     * @param future a task or another future; null: the calling task
     * @param skip how many of the innermost frames of the calling task are left out: asyncio's {@code depth} less one
     * @param limit how many frames of each stack are kept: the innermost ones if it is positive, the outermost ones if it
     *            is negative; null: all
     * @return the graph, or null if no future is given and the caller is a plain callback
     * @throws IllegalStateException if no future is given and no loop runs on this thread
     * @throws IllegalArgumentException if {@code skip} is negative
     */
    public static @Nullable FutureCallGraph captureCallGraph(
            @Nullable Future<?> future, int skip, @Nullable Integer limit) {
        if (skip < 0) {
            throw new IllegalArgumentException("captureCallGraph: skip is " + skip + "; give 0 or more frames");
        }
        Future<?> looked = future == null ? Task.current() : future;
        return looked == null ? null : captureOf(looked, skip, limit);
    }

    private static FutureCallGraph captureOf(Future<?> future, int skip, @Nullable Integer limit) {
        boolean isCaller = future instanceof Task<?> task && Task.current(task.loop()) == task;
        return build(future, isCaller ? skip : 0, limit, new ArrayList<>());
    }

    /** {@code path}: those on the way here, as who awaits himself in a circle would never come to an end. */
    private static FutureCallGraph build(
            Future<?> future, int skip, @Nullable Integer limit, List<Future<?>> path) {
        List<FrameCallGraphEntry> frames = new ArrayList<>();
        if (future instanceof Task<?> task) {
            for (StackTraceElement frame : CoroutineFrames.of(task)) {
                frames.add(new FrameCallGraphEntry(frame));
            }
        }
        List<FutureCallGraph> awaiters = new ArrayList<>();
        path.add(future);
        for (Future<?> awaiter : Awaiters.of(future)) {
            if (!path.contains(awaiter)) {
                awaiters.add(build(awaiter, 0, limit, path));
            }
        }
        path.removeLast();
        return new FutureCallGraph(future, List.copyOf(part(frames, skip, limit)), List.copyOf(awaiters));
    }

    private static <E> List<E> part(List<E> frames, int skip, @Nullable Integer limit) {
        List<E> left = frames.subList(Math.min(skip, frames.size()), frames.size());
        if (limit == null) {
            return left;
        }
        int kept = Math.min(Math.abs((long) limit) > left.size() ? left.size() : Math.abs(limit), left.size());
        return limit >= 0 ? left.subList(0, kept) : left.subList(left.size() - kept, left.size());
    }

    /**
     * Returns the calling task's graph as text; {@code asyncio.format_call_graph}.
     *
     * @return several lines; empty in a plain callback
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static String formatCallGraph() {
        return format(captureCallGraph());
    }

    /**
     * Returns a future's graph as text.
     *
     * @param future a task or another future
     * @return several lines
     */
    public static String formatCallGraph(Future<?> future) {
        return format(captureCallGraph(future));
    }

    /**
     * Returns a graph as text; {@code asyncio.format_call_graph} with its arguments.
     *
     * @param future as for {@link #captureCallGraph(Future, int, Integer)}
     * @param skip as there
     * @param limit as there
     * @return several lines; empty if there is no graph
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public static String formatCallGraph(@Nullable Future<?> future, int skip, @Nullable Integer limit) {
        return format(captureCallGraph(future, skip, limit));
    }

    /**
     * Prints the calling task's graph; {@code asyncio.print_call_graph}.
     *
     * @param out where to
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static void printCallGraph(PrintStream out) {
        out.println(formatCallGraph());
    }

    /**
     * Prints a future's graph; {@code asyncio.print_call_graph}.
     *
     * @param future a task or another future
     * @param out where to
     */
    public static void printCallGraph(Future<?> future, PrintStream out) {
        out.println(formatCallGraph(future));
    }

    private static String format(@Nullable FutureCallGraph graph) {
        List<String> lines = new ArrayList<>();
        if (graph != null) {
            append(graph, "", lines);
        }
        return String.join("\n", lines);
    }

    private static void append(FutureCallGraph graph, String indent, List<String> lines) {
        lines.add(indent + "* " + title(graph.future()));
        if (!graph.callStack().isEmpty()) {
            lines.add(indent + "  + Call stack:");
            for (FrameCallGraphEntry entry : graph.callStack()) {
                lines.add(indent + "  |   at " + entry.frame());
            }
        }
        if (!graph.awaitedBy().isEmpty()) {
            lines.add(indent + "  + Awaited by:");
            graph.awaitedBy().forEach(awaiter -> append(awaiter, indent + "     ", lines));
        }
    }

    private static String title(Future<?> future) {
        String id = "id=" + TaskSnapshot.idOf(future);
        return future instanceof Task<?> task
                ? "Task(name='" + task.name() + "', " + id + ")"
                : future.getClass().getSimpleName() + "(" + id + ")";
    }
}
