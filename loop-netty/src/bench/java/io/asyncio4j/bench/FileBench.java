// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.servers.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** A file of {@value #BYTES} bytes, in the system's cache, sent to one client that drops it uncopied. */
final class FileBench {
    static final long BYTES = 1L << 30;

    private static final double GIGA = 1e9;

    private final BenchOptions options;
    private final Load load;
    private final Report report;

    FileBench(BenchOptions options, Load load, Report report) {
        this.options = options;
        this.load = load;
        this.report = report;
    }

    void run(List<Subject> subjects) throws IOException {
        var servers = new ArrayList<Subject.Running>();
        var samples = new LinkedHashMap<String, List<Load.Sample>>();
        var notes = new ArrayList<String>();
        try {
            for (Subject subject : subjects) {
                if (!options.wants(subject.name())) {
                    continue;
                }
                String reason = subject.missing();
                if (reason != null) {
                    notes.add(subject.name() + ": not measured, " + reason);
                    continue;
                }
                try {
                    Subject.Running server = subject.start();
                    servers.add(server);
                    warm(server);
                    samples.put(subject.name(), new ArrayList<>());
                } catch (IOException e) {
                    notes.add(subject.name() + ": not measured, " + e.getMessage());
                }
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (int i = 0; i < servers.size(); i++) {
                    Subject.Running server = servers.get((i + round) % servers.size());
                    List<Load.Sample> row = samples.get(server.subject().name());
                    if (row != null) {
                        row.add(load.download(server, BYTES));
                    }
                }
            }
        } finally {
            servers.forEach(Subject.Running::close);
        }
        print(servers, samples);
        notes.forEach(report::text);
    }

    /** The server, its compilers, and the system's cache. */
    private void warm(Subject.Running server) throws IOException {
        long started = System.nanoTime();
        do {
            load.download(server, BYTES);
        } while (System.nanoTime() - started < options.warmup() * GIGA);
    }

    private void print(List<Subject.Running> servers, LinkedHashMap<String, List<Load.Sample>> samples) {
        report.text("### sendfile of 1 GiB");
        var rows = new ArrayList<List<String>>();
        for (Subject.Running server : servers) {
            Subject subject = server.subject();
            List<Load.Sample> row = samples.getOrDefault(subject.name(), List.of());
            double rate = rate(row);
            rows.add(List.of(
                    subject.name(),
                    Report.number(rate / GIGA, 2),
                    Report.number(rate / rate(samples.getOrDefault(String.valueOf(subject.netty()), List.of())), 2),
                    Report.number(rate / rate(samples.getOrDefault(String.valueOf(subject.uvloop()), List.of())), 2),
                    Report.number(rate / rate(samples.getOrDefault("nginx", List.of())), 2),
                    Report.number(
                            Report.median(row.stream().map(Load.Sample::cpu).toList()), 3),
                    Integer.toString(row.size())));
        }
        report.table(
                List.of("server", "GB/s", "vs Netty", "vs uvloop", "vs nginx", "CPU s", "rounds"), rows);
        var raw = new LinkedHashMap<String, Object>();
        samples.forEach((name, row) -> raw.put(name, row.stream().map(Load.Sample::rate).toList()));
        report.raw("sendfile bytes/s", raw);
    }

    private static double rate(List<Load.Sample> row) {
        return Report.median(row.stream().map(Load.Sample::rate).toList());
    }
}
