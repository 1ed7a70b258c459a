// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left on a loop, in words: what it is, where it waits and, in debug mode, where it was made. */
final class Unfinished {

    private static final int FRAMES = 12;

    /** Frames of these say nothing about the test. */
    private static final List<String> MACHINERY = List.of("java.", "jdk.", "org.junit.", "org.apache.maven.",
            "io.asyncio4j.carriers.", "io.asyncio4j.events.", "io.asyncio4j.tasks.", "io.asyncio4j.Runner",
            TestRun.class.getName(), TestLoop.class.getName(), AsyncTestExtension.class.getName());

    private Unfinished() {}

    static List<String> tasks(AbstractEventLoop loop) {
        List<String> texts = new ArrayList<>();
        for (Task<?> task : Task.all(loop)) {
            texts.add("task " + task + frames(task.stack()) + made(task.sourceTraceback()));
        }
        return texts;
    }

    static List<String> timers(AbstractEventLoop loop) {
        List<String> texts = new ArrayList<>();
        if (loop instanceof TestLoop own) {
            for (TimerHandle timer : own.pendingTimers()) {
                texts.add("timer " + timer + ", due in " + (timer.when() - loop.time()) + " s"
                        + made(timer.sourceTraceback()));
            }
        } else if (loop.liveTimers() > 0) {
            texts.add(loop.liveTimers() + " timers");
        }
        return texts;
    }

    static List<String> reports(LoopReports reports, int expected) {
        List<ExceptionContext> open = reports.all();
        int count = expected == 0 ? open.size() : reports.count();
        if (count == expected) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        texts.add("calls of the exception handler: " + count + ", expected: " + expected + "; they were:");
        for (ExceptionContext report : open) {
            Throwable error = report.exception();
            texts.add("  " + report + (error == null ? "" : frames(List.of(error.getStackTrace()))));
        }
        texts.add("Await what may fail; take expected reports from the parameter LoopReports,"
                + " or say their number by @OnLoop(reports = ...)");
        return List.of(String.join("\n", texts));
    }

    /** Of a loop that may be running; any thread. */
    static String describe(AbstractEventLoop loop) {
        List<String> tasks = tasks(loop);
        return loop + (tasks.isEmpty() ? " has no tasks" : " has these tasks:\n  " + String.join("\n  ", tasks));
    }

    private static String made(@Nullable Throwable where) {
        return where == null ? "" : "\n    made" + frames(List.of(where.getStackTrace()));
    }

    private static String frames(List<StackTraceElement> stack) {
        StringBuilder text = new StringBuilder();
        stack.stream()
                .filter(frame -> MACHINERY.stream().noneMatch(frame.getClassName()::startsWith))
                .limit(FRAMES)
                .forEach(frame -> text.append("\n      at ").append(frame));
        return text.toString();
    }
}
