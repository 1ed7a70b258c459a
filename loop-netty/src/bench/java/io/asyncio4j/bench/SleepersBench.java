// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Coroutines that sleep: how long it takes to start them in a fresh process, and the memory that they occupy. For a JVM that
 * is the heap after a collection, for Python its resident memory, of which nearly all is its heap. For a JVM both also of a later
 * hundred thousand, by which time its code is compiled.
 */
final class SleepersBench {
    private static final int UNPINNED = -1;
    private static final String COUNT = "100000";

    private final BenchOptions options;
    private final Launcher launcher;
    private final Report report;

    /** What each process printed. */
    private final Map<String, List<String>> raw = new LinkedHashMap<>();

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
                Report.number(median(rounds, 2), 2),
                Report.number(median(rounds, 3) / 1_000_000, 1))));
        report.text("### " + COUNT + " sleeping coroutines");
        report.table(List.of("loop", "start s", "memory MB", "warm: start s", "memory MB"), rows);
        report.raw("Sleepers", raw);
    }

    private List<String> java(List<String> flags) {
        return launcher.java(UNPINNED, flags, Sleepers.class.getName(), List.of(COUNT));
    }

    private void measure(Map<String, List<double[]>> figures, String name, List<String> command) {
        String line = Launcher.firstLine(command);
        if (!line.isEmpty()) {
            double[] numbers = Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
            figures.computeIfAbsent(name, n -> new ArrayList<>()).add(numbers);
            raw.computeIfAbsent(name, n -> new ArrayList<>()).add(line);
        }
    }

    private static double median(List<double[]> rounds, int figure) {
        return Report
                .median(rounds.stream().filter(round -> round.length > figure).map(round -> round[figure]).toList());
    }
}
