// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
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
            "io.asyncio4j.tasks.PlainIterator",
            "io.asyncio4j.tasks.Task");

    private static final Set<String> FRONT_DOOR = Set.of(
            "io.asyncio4j.Asyncio",
            "io.asyncio4j.Composition",
            "io.asyncio4j.Networking",
            "io.asyncio4j.Races",
            "io.asyncio4j.Scopes");

    private static final Set<String> OUR_PACKAGES = Set.of(
            "io.asyncio4j.events",
            "io.asyncio4j.streams",
            "io.asyncio4j.subprocess",
            "io.asyncio4j.sync",
            "io.asyncio4j.tasks");

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

    /** The same without the insides of this library: of its frames in a row only what the program called. */
    static List<StackTraceElement> calledBy(Task<?> task) {
        List<StackTraceElement> all = of(task);
        List<StackTraceElement> called = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!isOurs(all.get(i)) || i + 1 == all.size() || !isOurs(all.get(i + 1))) {
                called.add(all.get(i));
            }
        }
        return called;
    }

    private static boolean isOurs(StackTraceElement frame) {
        String name = frame.getClassName();
        int end = name.lastIndexOf('.');
        return FRONT_DOOR.contains(name) || end > 0 && OUR_PACKAGES.contains(name.substring(0, end));
    }

    /** Class and method in few letters, for a table. */
    static String brief(StackTraceElement frame) {
        String name = frame.getClassName();
        if (FRONT_DOOR.contains(name)) {
            // A program says Asyncio, whichever part of the front door has the method.
            return "Asyncio." + frame.getMethodName();
        }
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1) + "." + frame.getMethodName();
    }

    /** File and line, or the class if it was compiled without them. */
    static String place(StackTraceElement frame) {
        return frame.getFileName() == null
                ? frame.getClassName()
                : frame.getFileName() + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "");
    }
}
