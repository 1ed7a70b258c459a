// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.load.ProcessFigures;
import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection costs that says nothing: memory, and CPU for those that do talk. For a JVM the memory is the heap that is alive
 * (a class histogram, which collects garbage first) before and after; for the others and as a second figure it is the
 * process's resident memory.
 */
final class IdleBench {
    private static final int TALKING = 10;
    private static final int SIZE = 1024;
    private static final int OPEN_FILES_SPARE = 500;

    private final BenchOptions options;
    private final Load load;
    private final Report report;

    IdleBench(BenchOptions options, Load load, Report report) {
        this.options = options;
        this.load = load;
        this.report = report;
    }

    private record Row(double heap, double resident, double cpuFew, double cpuMany, double p50Few, double p50Many) {}

    void run(String title, List<Subject> subjects, int wanted) throws IOException {
        int count = affordable(wanted);
        var rows = new LinkedHashMap<String, Row>();
        var notes = new ArrayList<String>();
        for (Subject subject : subjects) {
            if (!options.wants(subject.name())) {
                continue;
            }
            String reason = subject.missing();
            if (reason != null) {
                notes.add(subject.name() + ": not measured, " + reason);
                continue;
            }
            try (Subject.Running server = subject.start()) {
                rows.put(subject.name(), measure(server, count));
            } catch (IOException e) {
                notes.add(subject.name() + ": failed, " + e.getMessage());
            } finally {
                load.drop();
            }
        }
        print(title, count, rows);
        notes.forEach(report::text);
    }

    private Row measure(Subject.Running server, int count) throws IOException {
        long pid = server.process().pid();
        // Warm, so that code and buffers which the first messages bring do not count as connections.
        load.runCold(server, TALKING, SIZE, options.warmup(), options.seconds());
        long heapBefore = liveHeap(pid);
        long residentBefore = ProcessFigures.residentBytes(pid);
        load.hold(server, count);
        // A message that came back shows that the accepts before it are done.
        load.runWarm(server, 1, SIZE, 0.1, 0.5);
        long heapAfter = liveHeap(pid);
        long residentAfter = ProcessFigures.residentBytes(pid);
        load.drop();
        load.runWarm(server, 1, SIZE, 0.1, 0.5);

        var few = new ArrayList<Load.Sample>();
        var many = new ArrayList<Load.Sample>();
        for (int round = 0; round < options.rounds(); round++) {
            few.add(load.runWarm(server, TALKING, SIZE, 0.5, options.seconds()));
            load.hold(server, count);
            many.add(load.runWarm(server, TALKING, SIZE, 0.5, options.seconds()));
            load.drop();
            load.runWarm(server, 1, SIZE, 0.1, 0.2);
        }
        report.raw("Idle " + server.subject().wire() + " " + server.subject().name(), java.util.Map.of(
                "few", few.stream().map(Load.Sample::raw).toList(),
                "many", many.stream().map(Load.Sample::raw).toList()));
        return new Row(
                heapBefore < 0 ? Double.NaN : (double) (heapAfter - heapBefore) / count,
                (double) (residentAfter - residentBefore) / count,
                Report.median(few.stream().map(Load.Sample::cpu).toList()),
                Report.median(many.stream().map(Load.Sample::cpu).toList()),
                Report.median(few.stream().map(Load.Sample::p50).toList()),
                Report.median(many.stream().map(Load.Sample::p50).toList()));
    }

    private void print(String title, int count, LinkedHashMap<String, Row> rows) {
        String n = Report.number(count, 0);
        report.text("### " + title + ": " + n);
        var table = new ArrayList<List<String>>();
        rows.forEach((name, row) -> table.add(List.of(
                name,
                Report.number(row.heap() / 1024, 2),
                Report.number(row.resident() / 1024, 2),
                Report.number(row.cpuFew(), 2),
                Report.number(row.cpuMany(), 2),
                Report.number(row.cpuMany() / row.cpuFew(), 2),
                Report.number(row.p50Few(), 0),
                Report.number(row.p50Many(), 0))));
        report.table(
                List.of("server", "heap KiB/connection", "resident KiB/connection", "CPU us/message, " + TALKING,
                        "with " + n + " idle", "ratio", "p50 us", "with " + n + " idle"),
                table);
    }

    /** Bytes of live objects; -1 when the process is not a JVM. */
    private static long liveHeap(long pid) {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        @Nullable String total = null;
        try {
            Process jcmd = new ProcessBuilder(tool, Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            for (String line : new String(jcmd.getInputStream().readAllBytes()).split("\n")) {
                if (line.startsWith("Total")) {
                    total = line;
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return total == null ? -1 : Long.parseLong(total.strip().split(" +")[2]);
    }

    /** As many as the limit on open files allows: each side has one a connection. */
    private static int affordable(int wanted) {
        String limit = Launcher.firstLine(List.of("sh", "-c", "ulimit -n"));
        return limit.matches("\\d+") ? Math.min(wanted, Integer.parseInt(limit) - OPEN_FILES_SPARE) : wanted;
    }
}
