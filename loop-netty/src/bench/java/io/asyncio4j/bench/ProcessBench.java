// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.load.Priority;
import io.asyncio4j.bench.servers.Child;
import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.ProcessWork;
import io.asyncio4j.bench.servers.Subjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Child processes: how many can be started a second, and how many bytes go through one and back. All loops live at the same
 * time and work in turn; nothing is pinned, as parent and child are two. With real-time priority the children have it too.
 */
final class ProcessBench {
    private static final int UNPINNED = -1;
    private static final int SLACK_SECONDS = 120;
    private static final String ASYNCIO = "asyncio";
    private static final String UVLOOP = "uvloop";

    /** What is measured: the command, without its seconds. */
    private enum Work {
        ONE("/bin/true, one after another", "spawn 1", 1, "children/s"),
        TEN("/bin/true, ten at a time", "spawn 10", 1, "children/s"),
        COMMUNICATE("/bin/echo and its output", "communicate", 1, "children/s"),
        CAT("through cat and back", "cat", 1e6, "MB/s");

        private final String title;
        private final String command;
        private final double unit;
        private final String rate;

        Work(String title, String command, double unit, String rate) {
            this.title = title;
            this.command = command;
            this.unit = unit;
            this.rate = rate;
        }
    }

    private final BenchOptions options;
    private final Launcher launcher;
    private final Report report;

    ProcessBench(BenchOptions options, Launcher launcher, Report report) {
        this.options = options;
        this.launcher = launcher;
        this.report = report;
    }

    void run() throws IOException {
        var loops = new LinkedHashMap<String, Child>();
        try {
            start(loops, "asyncio4j EPOLL", java(Subjects.OPEN, "EPOLL"));
            start(loops, "asyncio4j EPOLL, vfork", java(
                    List.of(Subjects.OPEN.get(0), Subjects.OPEN.get(1), "-Djdk.lang.Process.launchMechanism=VFORK"),
                    "EPOLL"));
            start(loops, "asyncio4j NIO", java(Subjects.OPEN, "NIO"));
            for (String loop : List.of(UVLOOP, ASYNCIO)) {
                if (launcher.pythonHas(loop)) {
                    start(loops, loop, launcher.python(UNPINNED, "process_work.py", List.of(loop)));
                }
            }
            for (Work work : Work.values()) {
                measure(loops, work);
            }
        } finally {
            loops.values().forEach(Child::close);
        }
    }

    private List<String> java(List<String> flags, String kind) {
        return launcher.java(UNPINNED, flags, ProcessWork.class.getName(), List.of(kind));
    }

    private void start(Map<String, Child> loops, String name, List<String> command) throws IOException {
        if (options.wants(name)) {
            loops.put(name, new Child(name, command));
        }
    }

    private void measure(Map<String, Child> loops, Work work) throws IOException {
        var rates = new LinkedHashMap<String, List<Double>>();
        List<String> names = List.copyOf(loops.keySet());
        for (String name : names) {
            round(Objects.requireNonNull(loops.get(name)), work, options.warmup());
            rates.put(name, new ArrayList<>());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < names.size(); i++) {
                String name = names.get((i + round) % names.size());
                rates.getOrDefault(name, List.of()).add(quietly(Objects.requireNonNull(loops.get(name)), work));
            }
        }
        print(work, rates);
    }

    private double quietly(Child loop, Work work) throws IOException {
        if (!options.realtime()) {
            return round(loop, work, options.seconds());
        }
        double rate;
        try (@SuppressWarnings("try")
        var priority = new Priority(loop.pid())) {
            rate = round(loop, work, options.seconds());
        }
        Load.pause(options.seconds());
        return rate;
    }

    /** How much a second. */
    private static double round(Child loop, Work work, double seconds) throws IOException {
        String[] words = loop.ask(work.command + " " + seconds, "result", (int) seconds + SLACK_SECONDS).split(" ");
        return Double.parseDouble(words[1]) / work.unit / Double.parseDouble(words[2]);
    }

    private void print(Work work, Map<String, List<Double>> rates) {
        report.text("### Processes: " + work.title);
        double asyncio = Report.median(rates.getOrDefault(ASYNCIO, List.of()));
        double uvloop = Report.median(rates.getOrDefault(UVLOOP, List.of()));
        var rows = new ArrayList<List<String>>();
        rates.forEach((name, row) -> {
            double rate = Report.median(row);
            rows.add(List.of(
                    name,
                    Report.number(rate, 0),
                    Report.number(rate / asyncio, 2),
                    Report.number(rate / uvloop, 2),
                    Integer.toString(row.size())));
        });
        report.table(List.of("loop", work.rate, "vs asyncio", "vs uvloop", "rounds"), rows);
        report.raw("Processes: " + work.title, rates);
    }
}
