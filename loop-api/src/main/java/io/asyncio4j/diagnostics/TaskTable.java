// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tasks as {@code python -m asyncio ps} prints them: a line for each task and each of its awaiters. */
final class TaskTable {

    private static final List<String> TITLES = List.of(
            "loop", "task id", "task name", "coroutine stack", "awaiter chain", "awaiter name", "awaiter id");

    private TaskTable() {}

    static String of(List<TaskSnapshot> tasks) {
        Map<String, TaskSnapshot> byId =
                tasks.stream().collect(Collectors.toMap(TaskSnapshot::id, Function.identity(), (one, other) -> one));
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        for (TaskSnapshot task : tasks) {
            if (task.awaiters().isEmpty()) {
                rows.add(List.of(loop(task), task.id(), task.name(), chain(task), "", "", ""));
            }
            for (String id : task.awaiters()) {
                TaskSnapshot awaiter = byId.get(id);
                rows.add(List.of(
                        loop(task),
                        task.id(),
                        task.name(),
                        chain(task),
                        awaiter == null ? "" : chain(awaiter),
                        awaiter == null ? "" : awaiter.name(),
                        id));
            }
        }
        return layOut(rows);
    }

    /** {@code NettyEventLoop[#1, ...]}: the number tells loops apart, where there is one. */
    private static String loop(TaskSnapshot task) {
        String text = task.loop();
        int from = text.indexOf("[#");
        int to = text.indexOf(',', from);
        return from >= 0 && to > from ? text.substring(from + 1, to) : text;
    }

    private static String chain(TaskSnapshot task) {
        return task.stack().stream()
                .map(frame -> frame.substring(0, frame.indexOf(' ')))
                .collect(Collectors.joining(" -> "));
    }

    private static String layOut(List<List<String>> rows) {
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            lines.add(line.toString().stripTrailing());
        }
        int widest = lines.stream().mapToInt(String::length).max().orElse(0);
        lines.add(1, "-".repeat(widest));
        return String.join("\n", lines);
    }
}
