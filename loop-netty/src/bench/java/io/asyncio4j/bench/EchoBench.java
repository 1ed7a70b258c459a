// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.servers.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Ping-pong against every server: all servers live at the same time and are measured in turn, round by round, so that a change
 * of the machine's mood hits all of them. The figures of a row are medians over its rounds.
 */
final class EchoBench {
    private final BenchOptions options;
    private final Load load;
    private final Report report;
    private final Play play;

    /** What is counted. */
    enum Play {
        MESSAGES("message"),
        /** As messages, on so few sockets that none is dropped by a server's socket buffer. */
        DATAGRAMS("datagram"),
        /** As those, each message a burst of datagrams. */
        BURSTS("burst"),
        HANDSHAKES("handshake"),
        /** As messages, measured against the same server that nobody watches. */
        WATCHED("message");

        private static final int FEW = 64;

        /** What fits into a receive buffer of usual size. */
        private static final int FEW_BURSTS = 2;

        private final String unit;

        Play(String unit) {
            this.unit = unit;
        }

        int connections(int wanted) {
            return switch (this) {
                case DATAGRAMS -> Math.min(wanted, FEW);
                case BURSTS -> Math.min(wanted, FEW_BURSTS);
                default -> wanted;
            };
        }
    }

    EchoBench(BenchOptions options, Load load, Report report) {
        this(options, load, report, Play.MESSAGES);
    }

    EchoBench(BenchOptions options, Load load, Report report, Play play) {
        this.options = options;
        this.load = load;
        this.report = report;
        this.play = play;
    }

    /** Measures the subjects for each size and number of connections, a table each. */
    void run(String title, List<Subject> subjects, List<Integer> sizes) throws IOException {
        var running = new ArrayList<Subject.Running>();
        var missing = new ArrayList<String>();
        try {
            for (Subject subject : subjects) {
                if (!options.wants(subject.name())) {
                    continue;
                }
                String reason = subject.missing();
                if (reason != null) {
                    missing.add(subject.name() + ": not measured, " + reason);
                    continue;
                }
                try {
                    running.add(subject.start());
                } catch (IOException e) {
                    missing.add(subject.name() + ": not measured, " + e.getMessage());
                }
            }
            for (int size : sizes) {
                for (int connections : options.connections()) {
                    cell(title, running, play.connections(connections), size);
                }
            }
        } finally {
            running.forEach(Subject.Running::close);
        }
        missing.forEach(report::text);
    }

    private void cell(String title, List<Subject.Running> servers, int connections, int size) throws IOException {
        var samples = new LinkedHashMap<String, List<Load.Sample>>();
        servers.forEach(server -> samples.put(server.subject().name(), new ArrayList<>()));
        var failures = new LinkedHashMap<String, String>();
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                Subject.Running server = servers.get((i + round) % servers.size());
                String name = server.subject().name();
                List<Load.Sample> row = samples.getOrDefault(name, List.of());
                try {
                    row.add(sample(server, row.isEmpty(), connections, size));
                } catch (IOException e) {
                    failures.put(name, String.valueOf(e.getMessage()));
                }
            }
        }
        report.text("### " + title + ": " + connections + " connections"
                + (play == Play.HANDSHAKES ? " at a time" : ", " + size(size) + " messages"));
        report.table(
                List.of("server", play.unit + "s/s", play == Play.WATCHED ? "vs off" : "vs Netty", "vs uvloop",
                        "p50 us", "p99 us", "CPU us/" + play.unit,
                        "CPU vs Netty", "busy", "client idle", "rounds"),
                rows(servers, samples));
        failures.forEach((name, reason) -> report.text(name + ": failed, " + reason));
        var raw = new LinkedHashMap<String, Object>();
        samples.forEach((name, row) -> raw.put(name, row.stream().map(Load.Sample::raw).toList()));
        report.raw(title + " " + connections + "x" + size, raw);
    }

    private Load.Sample sample(Subject.Running server, boolean cold, int connections, int size) throws IOException {
        double warmup = cold ? options.warmup() : options.warmup() / 8;
        if (play == Play.HANDSHAKES) {
            return load.handshakes(server, connections, warmup, options.seconds(), cold);
        }
        return cold
                ? load.runCold(server, connections, size, warmup, options.seconds())
                : load.runWarm(server, connections, size, warmup, options.seconds());
    }

    private static List<List<String>> rows(List<Subject.Running> servers, Map<String, List<Load.Sample>> samples) {
        var rows = new ArrayList<List<String>>();
        for (Subject.Running server : servers) {
            Subject subject = server.subject();
            List<Load.Sample> row = samples.getOrDefault(subject.name(), List.of());
            double rate = median(row, Load.Sample::rate);
            double cpu = median(row, Load.Sample::cpu);
            long disturbed = row.stream().filter(Load.Sample::disturbed).count();
            rows.add(List.of(
                    subject.name(),
                    Report.number(rate, 0),
                    Report.number(rate / baseline(samples, subject.netty(), Load.Sample::rate), 2),
                    Report.number(rate / baseline(samples, subject.uvloop(), Load.Sample::rate), 2),
                    Report.number(median(row, Load.Sample::p50), 0),
                    Report.number(median(row, Load.Sample::p99), 0),
                    Report.number(cpu, 2),
                    Report.number(cpu / baseline(samples, subject.netty(), Load.Sample::cpu), 2),
                    Report.number(100 * median(row, Load.Sample::busy), 0) + " %",
                    Report.number(100 * median(row, Load.Sample::clientIdle), 0) + " %",
                    row.size() + (disturbed == 0 ? "" : " (" + disturbed + " disturbed)")));
        }
        return rows;
    }

    private static double baseline(
            Map<String, List<Load.Sample>> samples,
            @Nullable String name,
            ToDoubleFunction<Load.Sample> figure) {
        return name == null ? Double.NaN : median(samples.getOrDefault(name, List.of()), figure);
    }

    private static double median(List<Load.Sample> row, ToDoubleFunction<Load.Sample> figure) {
        return Report.median(row.stream().map(figure::applyAsDouble).toList());
    }

    private static String size(int bytes) {
        return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " byte";
    }
}
