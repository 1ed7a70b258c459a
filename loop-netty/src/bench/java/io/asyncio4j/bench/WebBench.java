// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.load.ProcessFigures;
import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Web services under wrk (HTTP/1.1) and h2load (HTTP/2), all alive at the same time and measured in turn, round by round. The
 * figures of a row are medians over its rounds.
 */
final class WebBench {

    private static final Pattern WRK_RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern WRK_WRONG = Pattern.compile("Socket errors: .*|Non-2xx or 3xx responses: .*");
    private static final Pattern H2LOAD_RATE = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");
    private static final Pattern H2LOAD_WRONG =
            Pattern.compile("requests: .* (?!0 failed)[0-9]+ failed.*|.* (?!0 5xx)[0-9]+ 5xx.*");

    private final BenchOptions options;
    private final Launcher launcher;
    private final Report report;

    /** One round of one server: requests a second, and the server's CPU time for each in microseconds. */
    private record Sample(double rate, double cpu) {}

    /** The load generators. */
    enum Tool {
        WRK("HTTP/1.1, wrk", WRK_RATE, WRK_WRONG), H2LOAD("HTTP/2, h2load, 10 streams each", H2LOAD_RATE, H2LOAD_WRONG);

        private final String title;
        private final Pattern rate;
        private final Pattern wrong;

        Tool(String title, Pattern rate, Pattern wrong) {
            this.title = title;
            this.rate = rate;
            this.wrong = wrong;
        }

        List<String> command(int connections, double seconds, int port) {
            String number = Integer.toString(connections);
            String url = "http://127.0.0.1:" + port + "/";
            String time = Long.toString(Math.max(1, Math.round(seconds)));
            return this == WRK
                    ? List.of("wrk", "-t1", "-c" + number, "-d" + time, url)
                    : List.of("h2load", "-c", number, "-m", "10", "-D", time, url);
        }
    }

    WebBench(BenchOptions options, Launcher launcher, Report report) {
        this.options = options;
        this.launcher = launcher;
        this.report = report;
    }

    void run(Tool tool, List<Subject> subjects) throws IOException {
        String program = tool.command(1, 1, 1).getFirst();
        if (Launcher.firstLine(List.of("sh", "-c", "command -v " + program)).isEmpty()) {
            report.text(tool.title + ": not measured, no " + program);
            return;
        }
        var running = new ArrayList<Subject.Running>();
        var notes = new ArrayList<String>();
        try {
            for (Subject subject : subjects) {
                if (!options.wants(subject.name())) {
                    continue;
                }
                String reason = subject.missing();
                try {
                    if (reason == null) {
                        running.add(subject.start());
                    }
                } catch (IOException e) {
                    reason = e.getMessage();
                }
                if (reason != null) {
                    notes.add(subject.name() + ": not measured, " + reason);
                }
            }
            for (int connections : options.connections()) {
                cell(tool, running, connections, notes);
            }
        } finally {
            running.forEach(Subject.Running::close);
        }
        notes.forEach(report::text);
    }

    private void cell(Tool tool, List<Subject.Running> servers, int connections, List<String> notes)
            throws IOException {
        var samples = new LinkedHashMap<String, List<Sample>>();
        servers.forEach(server -> samples.put(server.subject().name(), new ArrayList<>()));
        for (Subject.Running server : servers) {
            note(notes, server, () -> measure(tool, server, connections, options.warmup()));
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                Subject.Running server = servers.get((i + round) % servers.size());
                List<Sample> row = samples.getOrDefault(server.subject().name(), List.of());
                note(notes, server, () -> row.add(measure(tool, server, connections, options.seconds())));
            }
        }
        report.text("### " + tool.title + ": " + connections + " connections");
        var rows = new ArrayList<List<String>>();
        samples.forEach((name, row) -> rows.add(row(name, row, samples)));
        report.table(
                List.of("server", "requests/s", "vs plain Netty", "CPU us/request", "CPU vs plain Netty", "rounds"),
                rows);
        var raw = new LinkedHashMap<String, Object>();
        samples.forEach((name, row) -> raw.put(name, row.stream().map(Sample::rate).toList()));
        report.raw(tool.title + " " + connections, raw);
    }

    private interface Measuring {
        void run() throws IOException;
    }

    private static void note(List<String> notes, Subject.Running server, Measuring measuring) {
        try {
            measuring.run();
        } catch (IOException e) {
            notes.add(server.subject().name() + ": a round failed, " + e.getMessage());
        }
    }

    private static List<String> row(String name, List<Sample> row, Map<String, List<Sample>> all) {
        List<Sample> plain = all.values().iterator().next();
        return List.of(
                name,
                Report.number(median(row, Sample::rate), 0),
                Report.number(median(row, Sample::rate) / median(plain, Sample::rate), 2),
                Report.number(median(row, Sample::cpu), 2),
                Report.number(median(row, Sample::cpu) / median(plain, Sample::cpu), 2),
                Integer.toString(row.size()));
    }

    private static double median(List<Sample> row, ToDoubleFunction<Sample> figure) {
        return Report.median(row.stream().map(figure::applyAsDouble).toList());
    }

    private Sample measure(Tool tool, Subject.Running server, int connections, double seconds) throws IOException {
        List<String> command =
                launcher.program(Subject.CLIENT_CORE, tool.command(connections, seconds, server.port()));
        long before = ProcessFigures.cpuNanos(server.process().pid());
        long start = System.nanoTime();
        String said = output(command, seconds);
        double took = (System.nanoTime() - start) / 1e9;
        double cpu = (ProcessFigures.cpuNanos(server.process().pid()) - before) / 1e9;
        Matcher rate = tool.rate.matcher(said);
        Matcher wrong = tool.wrong.matcher(said);
        if (!rate.find() || wrong.find()) {
            throw new IOException(String.join(" ", command) + " printed " + said);
        }
        double perSecond = Double.parseDouble(rate.group(1));
        return new Sample(perSecond, cpu / took / perSecond * 1e6);
    }

    private static String output(List<String> command, double seconds) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            Thread.ofVirtual().start(() -> endLate(process, seconds));
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void endLate(Process process, double seconds) {
        try {
            if (!process.waitFor((long) seconds + 20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
