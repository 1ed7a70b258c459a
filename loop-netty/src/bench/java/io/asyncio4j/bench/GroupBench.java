// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.load.Priority;
import io.asyncio4j.bench.servers.Child;
import io.asyncio4j.bench.servers.GroupLoad;
import io.asyncio4j.bench.servers.GroupWork;
import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a second loop brings: answers a second of one loop and of two, for work that costs so much processor time a request.
 * The clients need processors as well, so on two cores a cheap request shows less than a dear one: with two loops there is no
 * idle core for them. Nothing is pinned.
 */
final class GroupBench {

    private static final int UNPINNED = -1;
    private static final int CONNECTIONS = 16;
    private static final int SLACK_SECONDS = 60;

    /** Blocks of 16 KiB to hash a request. */
    private static final List<Integer> WORK = List.of(10, 0);

    private final BenchOptions options;
    private final Launcher launcher;
    private final Report report;

    GroupBench(BenchOptions options, Launcher launcher, Report report) {
        this.options = options;
        this.launcher = launcher;
        this.report = report;
    }

    private record Row(String name, int loops, String sharing) {}

    private static final List<Row> ROWS = List.of(
            new Row("1 loop", 1, "BY_KERNEL"),
            new Row("2 loops, the kernel shares", 2, "BY_KERNEL"),
            new Row("2 loops, one acceptor", 2, "BY_ACCEPTOR"));

    void run() throws IOException {
        try (var load =
                new Child("clients", launcher.java(UNPINNED, List.of(), GroupLoad.class.getName(), List.of()))) {
            for (int work : WORK) {
                measure(load, work);
            }
        }
    }

    private void measure(Child load, int work) throws IOException {
        var servers = new LinkedHashMap<Row, Child>();
        var rates = new LinkedHashMap<Row, List<Double>>();
        try {
            for (Row row : ROWS) {
                servers.put(row,
                        new Child(row.name, launcher.java(UNPINNED, Subjects.OPEN, GroupWork.class.getName(), List.of(
                                Integer.toString(row.loops), "EPOLL", row.sharing, Integer.toString(work)))));
                rates.put(row, new ArrayList<>());
            }
            for (Map.Entry<Row, Child> server : servers.entrySet()) {
                round(load, server.getValue(), options.warmup());
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (Map.Entry<Row, Child> server : servers.entrySet()) {
                    Objects.requireNonNull(rates.get(server.getKey())).add(quietly(load, server.getValue()));
                }
            }
        } finally {
            servers.values().forEach(Child::close);
        }
        print(work, rates);
    }

    private double quietly(Child load, Child server) throws IOException {
        if (!options.realtime()) {
            return round(load, server, options.seconds());
        }
        double rate;
        try (@SuppressWarnings("try")
        var priority = new Priority(server.pid(), load.pid())) {
            rate = round(load, server, options.seconds());
        }
        Load.pause(options.seconds());
        return rate;
    }

    /** Answers a second. */
    private static double round(Child load, Child server, double seconds) throws IOException {
        String port = server.ready().split(" ")[1];
        String[] words = load.ask(port + " " + CONNECTIONS + " " + seconds, "result", (int) seconds + SLACK_SECONDS)
                .split(" ");
        return Double.parseDouble(words[1]) / Double.parseDouble(words[2]);
    }

    private void print(int work, Map<Row, List<Double>> rates) {
        String title = work == 0 ? "Loop groups: echo" : "Loop groups: " + work * 16 + " KiB hashed a request";
        report.text("### " + title);
        double one = Report.median(Objects.requireNonNull(rates.get(ROWS.getFirst())));
        var rows = new ArrayList<List<String>>();
        var raw = new LinkedHashMap<String, List<Double>>();
        rates.forEach((row, all) -> {
            double rate = Report.median(all);
            rows.add(List.of(row.name, Report.number(rate, 0), Report.number(rate / one, 2),
                    Integer.toString(all.size())));
            raw.put(row.name, all);
        });
        report.table(List.of("server", "answers/s", "vs 1 loop", "rounds"), rows);
        report.raw(title, raw);
    }
}
