// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subjects;
import io.asyncio4j.bench.servers.WatchedWork;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

/**
 * What being watched costs, below the noise of a machine: a watched loop and an equal one that nobody watches take turns of a
 * tenth of a second in one JVM ({@link WatchedWork}). Four turns, plain, watched, watched, plain, give one ratio; the figures are
 * the median of the ratios and the interval in which 95 % of medians lie when the ratios are drawn again. The first row watches
 * neither of the two: how far it is from 1 says what the method cannot see.
 */
final class WatchedBench {

    private static final int QUAD = 4;
    private static final int DRAWS = 2_000;

    /** Turns a round; at 0.115 seconds each. */
    private static final double TURNS_PER_SECOND = 1 / 0.115;

    private final BenchOptions options;
    private final Launcher launcher;
    private final Report report;

    WatchedBench(BenchOptions options, Launcher launcher, Report report) {
        this.options = options;
        this.launcher = launcher;
        this.report = report;
    }

    void run() throws IOException {
        var rows = new ArrayList<List<String>>();
        for (String mode : List.of("protocol", "streams")) {
            for (String watch : List.of("off", "metrics", "jfr")) {
                String name = mode + ": " + switch (watch) {
                    case "off" -> "off against off";
                    case "metrics" -> "metrics + stalls";
                    default -> "metrics + stalls + jfr";
                };
                if (options.wants(name)) {
                    rows.add(row(name, mode, watch));
                }
            }
        }
        report.text("### Watched and not watched in turns");
        report.table(
                List.of("server", "CPU ns/message, off", "CPU vs off", "95 % of medians", "messages/s vs off",
                        "95 % of medians", "turns"),
                rows);
    }

    private List<String> row(String name, String mode, String watch) throws IOException {
        var cpu = new ArrayList<Double>();
        var rate = new ArrayList<Double>();
        var plain = new ArrayList<Double>();
        // Several JVMs: each compiles a little differently.
        for (int round = 0; round < options.rounds(); round++) {
            int turns = (int) (options.seconds() * TURNS_PER_SECOND * QUAD) / QUAD * QUAD;
            ratios(turns(mode, watch, turns), cpu, rate, plain);
        }
        var raw = new LinkedHashMap<String, Object>();
        raw.put("cpu", cpu);
        raw.put("rate", rate);
        report.raw("Watched in turns: " + name, raw);
        return List.of(
                name, Report.number(Report.median(plain), 0), Report.number(Report.median(cpu), 4), interval(cpu),
                Report.number(Report.median(rate), 4), interval(rate), Integer.toString(cpu.size() * QUAD));
    }

    private List<double[]> turns(String mode, String watch, int turns) throws IOException {
        List<String> command = launcher.java(-1, Subjects.OPEN, WatchedWork.class.getName(), List.of(
                mode, watch, Double.toString(options.warmup()), Integer.toString(turns)));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var all = new ArrayList<double[]>();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = reader.readLine()) != null && !line.equals("done");) {
                String[] words = line.split(" ");
                if (words.length == 3) {
                    all.add(new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])});
                }
            }
        } finally {
            process.destroyForcibly();
        }
        if (all.size() != turns) {
            throw new IOException("watched " + mode + " " + watch + ": " + all.size() + " of " + turns + " turns");
        }
        return all;
    }

    private static void ratios(List<double[]> turns, List<Double> cpu, List<Double> rate, List<Double> plain) {
        for (int i = 0; i < turns.size(); i += QUAD) {
            cpu.add(ratio(turns.subList(i, i + QUAD), 0));
            rate.add(ratio(turns.subList(i, i + QUAD), 1));
            plain.add((turns.get(i)[0] + turns.get(i + 3)[0]) / 2);
        }
    }

    private static double ratio(List<double[]> quad, int figure) {
        return (quad.get(1)[figure] + quad.get(2)[figure]) / (quad.get(0)[figure] + quad.get(3)[figure]);
    }

    private static String interval(List<Double> ratios) {
        // Always the same draws: the same figures give the same interval.
        var random = new Random(20);
        double[] medians = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            medians[i] = Report.median(
                    random.ints(ratios.size(), 0, ratios.size()).mapToObj(ratios::get).toList());
        }
        Arrays.sort(medians);
        return Report.number(medians[DRAWS / 40], 4) + " to " + Report.number(medians[DRAWS - 1 - DRAWS / 40], 4);
    }
}
