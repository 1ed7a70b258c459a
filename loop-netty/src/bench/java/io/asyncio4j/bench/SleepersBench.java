// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Coroutines that sleep: how long it takes to start them in a fresh process, and the memory that they occupy. For a JVM that
 * is the heap after a collection, for Python its resident memory, of which nearly all is its heap.
 */
final class SleepersBench {
    private static final int UNPINNED = -1;
    private static final String COUNT = "100000";

    private final BenchOptions options;
    private final Launcher launcher;
    private final Report report;

    SleepersBench(BenchOptions options, Launcher launcher, Report report) {
        this.options = options;
        this.launcher = launcher;
        this.report = report;
    }

    void run() {
        Map<String, List<double[]>> figures = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            measure(figures, "asyncio4j, LoopCarrier", java(Subjects.OPEN));
            measure(figures, "asyncio4j, BatonCarrier", java(List.of()));
            for (String loop : List.of("uvloop", "asyncio")) {
                if (launcher.pythonHas(loop)) {
                    measure(figures, loop, launcher.python(UNPINNED, "sleepers.py", List.of(loop, COUNT)));
                }
            }
        }
        var rows = new ArrayList<List<String>>();
        figures.forEach((name, rounds) -> rows.add(List.of(
                name,
                Report.number(median(rounds, 0), 2),
                Report.number(median(rounds, 1) / 1_000_000, 1),
                Report.number(median(rounds, 1) / Integer.parseInt(COUNT), 0))));
        report.text("### " + COUNT + " sleeping coroutines, in a fresh process");
        report.table(List.of("loop", "start s", "memory MB", "bytes a coroutine"), rows);
        report.raw("Sleepers", Map.of("rounds", options.rounds()));
    }

    private List<String> java(List<String> flags) {
        return launcher.java(UNPINNED, flags, Sleepers.class.getName(), List.of(COUNT));
    }

    private static void measure(Map<String, List<double[]>> figures, String name, List<String> command) {
        String[] words = Launcher.firstLine(command).split(" ");
        if (words.length == 2) {
            figures.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])});
        }
    }

    private static double median(List<double[]> rounds, int figure) {
        return Report.median(rounds.stream().map(round -> round[figure]).toList());
    }
}
