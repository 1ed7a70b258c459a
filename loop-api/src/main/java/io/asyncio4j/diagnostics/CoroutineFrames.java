// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.tasks.Task;
import java.util.List;
import java.util.Set;

/** The part of a coroutine's stack that is somebody's code: without what suspends it and what started it. */
final class CoroutineFrames {

    private static final Set<String> PLUMBING = Set.of(
            "java.lang.Thread",
            "java.lang.VirtualThread",
            "java.util.concurrent.locks.LockSupport",
            "io.asyncio4j.diagnostics.CallGraph",
            "io.asyncio4j.diagnostics.CoroutineFrames",
            "io.asyncio4j.tasks.ActionCoroutine",
            "io.asyncio4j.tasks.CoroutineRun",
            "io.asyncio4j.tasks.GeneratorRun",
            "io.asyncio4j.tasks.Task");

    private static final List<String> PLUMBING_PACKAGES =
            List.of("jdk.internal.", "io.asyncio4j.carriers.", "java.lang.VirtualThread$", "java.lang.System$");

    private CoroutineFrames() {}

    /** Innermost first. */
    static List<StackTraceElement> of(Task<?> task) {
        return task.stack().stream().filter(frame -> !isPlumbing(frame)).toList();
    }

    private static boolean isPlumbing(StackTraceElement frame) {
        String name = frame.getClassName();
        return PLUMBING.contains(name) || PLUMBING_PACKAGES.stream().anyMatch(name::startsWith);
    }

    /** Class and method in few letters, for a table. */
    static String brief(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1) + "." + frame.getMethodName();
    }

    /** File and line, or the class if it was compiled without them. */
    static String place(StackTraceElement frame) {
        return frame.getFileName() == null
                ? frame.getClassName()
                : frame.getFileName() + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "");
    }
}
