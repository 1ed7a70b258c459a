// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Task;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where everything stands when a rule hangs: all threads, virtual ones included, and the tasks of its loops. */
final class ThreadDump {

    private ThreadDump() {}

    static String of(Thread ruleThread, List<AbstractEventLoop> loops) {
        StringBuilder text = new StringBuilder("the rule's thread:");
        append(text, ruleThread.getStackTrace());
        for (AbstractEventLoop loop : loops) {
            text.append("\ntasks of ").append(loop).append(':');
            for (Task<?> task : Task.all(loop)) {
                text.append("\n  ").append(task);
                append(text, task.stack().toArray(StackTraceElement[]::new));
            }
        }
        return text.append("\nall threads:\n").append(threads()).toString();
    }

    private static void append(StringBuilder text, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            text.append("\n    at ").append(frame);
        }
    }

    private static String threads() {
        try {
            Path folder = Files.createTempDirectory("tck");
            Path file = folder.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(
                                file.toAbsolutePath().toString(),
                                HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return "no thread dump: " + e;
        }
    }
}
