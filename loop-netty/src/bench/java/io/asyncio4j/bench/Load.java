// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.load.LoadGenerator;
import io.asyncio4j.bench.servers.Child;
import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subject;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The load generator's process, seen from the bench. One thread. */
final class Load implements AutoCloseable {
    private static final int SLACK_SECONDS = 30;

    /**
     * One round of one server.
     *
     * @param rate messages a second
     * @param p50 median round trip in microseconds
     * @param p99 99th percentile in microseconds
     * @param cpu the server's CPU microseconds a message, of all its threads, user and system
     * @param busy the server's CPU time over wall time
     * @param clientIdle share of the client's polls that found nothing: near 0, the client is the limit
     */
    record Sample(double rate, double p50, double p99, double cpu, double busy, double clientIdle) {
        /** Neither side had enough to do: somebody else used the machine. */
        boolean disturbed() {
            return busy < 0.9 && clientIdle > 0.05;
        }

        Map<String, Object> raw() {
            return Map.of("rate", rate, "p50us", p50, "p99us", p99, "cpuUs", cpu, "busy", busy, "clientIdle",
                    clientIdle);
        }
    }

    private final Child process;

    Load(Launcher launcher) throws IOException {
        this.process = new Child(
                "load generator",
                launcher.java(Subject.CLIENT_CORE, List.of(), LoadGenerator.class.getName(), List.of()));
    }

    Sample run(Subject.Running server, int connections, int size, double warmup, double seconds) throws IOException {
        String answer = process.ask(
                "run port=" + server.port() + " connections=" + connections + " size=" + size + " warmup=" + warmup
                        + " measure=" + seconds + " pid=" + server.process().pid(),
                "result",
                (int) (warmup + seconds) + SLACK_SECONDS);
        Map<String, String> figures = LoadGenerator.options(answer);
        double messages = Math.max(1, figure(figures, "messages"));
        double nanos = figure(figures, "nanos");
        double cpu = figure(figures, "cpu");
        return new Sample(
                messages / nanos * 1e9,
                figure(figures, "p50") / 1e3,
                figure(figures, "p99") / 1e3,
                cpu / messages * 1e6,
                cpu / nanos * 1e9,
                figure(figures, "idle"));
    }

    /** Opens connections that say nothing. */
    void hold(Subject.Running server, int count) throws IOException {
        process.ask("hold port=" + server.port() + " count=" + count, "held", SLACK_SECONDS);
    }

    /** Closes those. */
    void drop() throws IOException {
        process.ask("drop", "dropped", SLACK_SECONDS);
    }

    @Override
    public void close() {
        process.close();
    }

    private static double figure(Map<String, String> figures, String name) {
        return Double.parseDouble(figures.getOrDefault(name, "NaN"));
    }
}
