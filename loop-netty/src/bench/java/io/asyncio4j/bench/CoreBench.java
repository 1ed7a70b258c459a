// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import static java.util.stream.Collectors.joining;

import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subjects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The core benches: JMH forks with both carriers, and the same measurements by a script on uvloop and asyncio, in turn, round by
 * round. Nothing is pinned: posting from another thread needs the second core.
 */
final class CoreBench {
    private static final String PACKAGE = "io.asyncio4j.bench.core.";
    private static final int UNPINNED = -1;

    /** Short ones, of which the median counts: what disturbs is shorter than a round. */
    private static final int ITERATIONS = 15;

    private final BenchOptions options;
    private final Launcher launcher;
    private final Report report;

    /** Nanoseconds an operation: by column, then by bench, one value a round. */
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

    CoreBench(BenchOptions options, Launcher launcher, Report report) {
        this.options = options;
        this.launcher = launcher;
        this.report = report;
    }

    void run() throws RunnerException, IOException {
        for (int round = 0; round < options.rounds(); round++) {
            jmh("LoopCarrier", Subjects.OPEN, ".*");
            jmh("BatonCarrier", List.of(), "(Task|Coroutine)Benches");
            for (String loop : List.of("uvloop", "asyncio")) {
                if (launcher.pythonHas(loop)) {
                    python(loop);
                }
            }
        }
        print();
    }

    private void jmh(String column, List<String> flags, String classes) throws RunnerException {
        var jvm = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx1g",
                "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=true"));
        jvm.addAll(flags);
        var request = new OptionsBuilder()
                .include(Pattern.quote(PACKAGE) + classes + "\\.(" + wanted() + ")")
                .jvmArgs(jvm.toArray(String[]::new))
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds((long) (options.warmup() * 1000 / 3)))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds((long) (options.seconds() * 1000 / ITERATIONS)))
                .verbosity(VerboseMode.SILENT)
                .build();
        for (RunResult result : new Runner(request).run()) {
            Result<?> figure = result.getPrimaryResult();
            add(column, figure.getLabel(), figure.getStatistics().getPercentile(50));
        }
    }

    private void python(String loop) throws IOException {
        List<String> command = launcher.python(
                UNPINNED, "core_bench.py", List.of("--loop", loop, "--seconds", Double.toString(options.seconds()),
                        "--only", snakeCase(String.join(",", options.core()))));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                String[] words = line.split(" ");
                if (words.length == 2 && words[1].matches("[0-9.e+]+")) {
                    add(loop, camelCase(words[0]), Double.parseDouble(words[1]));
                }
            }
        }
    }

    private void add(String column, String bench, double nanos) {
        figures.computeIfAbsent(column, c -> new TreeMap<>())
                .computeIfAbsent(bench, b -> new ArrayList<>())
                .add(nanos);
    }

    private void print() {
        report.text("### Core: nanoseconds an operation");
        var rows = new ArrayList<List<String>>();
        for (String bench : figures.getOrDefault("LoopCarrier", Map.of()).keySet()) {
            double loop = median("LoopCarrier", bench);
            double baton = median("BatonCarrier", bench);
            double uvloop = median("uvloop", bench);
            double asyncio = median("asyncio", bench);
            rows.add(List.of(
                    bench,
                    nanos(loop),
                    nanos(baton),
                    nanos(uvloop),
                    nanos(asyncio),
                    Report.number(uvloop / loop, 1),
                    Report.number(uvloop / baton, 1),
                    Report.number(asyncio / loop, 1)));
        }
        report.table(
                List.of("bench", "asyncio4j, LoopCarrier", "BatonCarrier", "uvloop", "asyncio", "times uvloop",
                        "times uvloop (BatonCarrier)", "times asyncio"),
                rows);
        report.raw("Core", figures);
    }

    private double median(String column, String bench) {
        return Report.median(figures.getOrDefault(column, Map.of()).getOrDefault(bench, List.of()));
    }

    private static String nanos(double value) {
        return Report.number(value, value < 100 ? 1 : 0);
    }

    /** A pattern for the names of benches. */
    private String wanted() {
        return options.core().isEmpty()
                ? ".*"
                : options.core().stream().map(text -> ".*" + Pattern.quote(text) + ".*").collect(joining("|"));
    }

    private static String snakeCase(String name) {
        return Pattern.compile("[A-Z]").matcher(name).replaceAll(found -> "_" + found.group().toLowerCase(Locale.ROOT));
    }

    private static String camelCase(String name) {
        return Pattern.compile("_(.)").matcher(name).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }
}
