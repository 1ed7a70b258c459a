// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks as {@code python -m asyncio pstree} prints them: below each task the frames of its coroutine, outermost first, and
 * below these the tasks that it awaits there.
 */
final class TaskTree {

    private final Map<String, TaskSnapshot> byId = new LinkedHashMap<>();

    /** By the awaiter's id. */
    private final Map<String, List<TaskSnapshot>> awaited = new LinkedHashMap<>();

    private final List<String> lines = new ArrayList<>();

    private TaskTree(List<TaskSnapshot> tasks) {
        for (TaskSnapshot task : tasks) {
            byId.put(task.id(), task);
            for (String awaiter : task.awaiters()) {
                awaited.computeIfAbsent(awaiter, id -> new ArrayList<>()).add(task);
            }
        }
    }

    static String of(List<TaskSnapshot> tasks) {
        TaskTree tree = new TaskTree(tasks);
        List<TaskSnapshot> drawn = new ArrayList<>();
        for (TaskSnapshot task : tasks) {
            if (task.awaiters().stream().noneMatch(tree.byId::containsKey)) {
                tree.draw(task, "", true, drawn, new ArrayList<>());
            }
        }
        // What is left awaits itself in a circle; each circle is drawn once, from its oldest task.
        for (TaskSnapshot task : tasks) {
            if (!drawn.contains(task)) {
                tree.draw(task, "", true, drawn, new ArrayList<>());
            }
        }
        return String.join("\n", tree.lines);
    }

    private void draw(
            TaskSnapshot task, String indent, boolean last, List<TaskSnapshot> drawn, List<TaskSnapshot> path) {
        boolean circle = path.contains(task);
        lines.add(indent + (last ? "└── " : "├── ") + "(T) " + task.name() + (circle ? " (awaits itself)" : ""));
        if (circle) {
            return;
        }
        drawn.add(task);
        path.add(task);
        String inner = indent + (last ? "    " : "│   ");
        for (String frame : task.stack().reversed()) {
            lines.add(inner + "└── " + frame);
            inner += "    ";
        }
        List<TaskSnapshot> children = awaited.getOrDefault(task.id(), List.of());
        for (int i = 0; i < children.size(); i++) {
            draw(children.get(i), inner, i == children.size() - 1, drawn, path);
        }
        path.removeLast();
    }
}
