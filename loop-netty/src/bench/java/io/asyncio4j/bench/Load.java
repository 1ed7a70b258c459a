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
    private static final int SLACK_SECONDS = 120;

    /** A round may take so many times its length, waiting for slices in which nobody else uses the machine. */
    private static final double PATIENCE = 3;

    /**
     * One round of one server, of those slices of time in which nobody disturbed.
     *
     * @param rate messages a second
     * @param p50 median round trip in microseconds
     * @param p99 99th percentile in microseconds
     * @param cpu the server's CPU microseconds a message, of all its threads, user and system
     * @param busy the server's CPU time over wall time
     * @param clientIdle share of the client's polls that found nothing: near 0, the client is the limit
     * @param quiet how many slices these figures come from; 0: every slice was disturbed, and they come from all
     */
    record Sample(double rate, double p50, double p99, double cpu, double busy, double clientIdle, double quiet) {
        boolean disturbed() {
            return quiet == 0;
        }

        Map<String, Object> raw() {
            return Map.of("rate", rate, "p50us", p50, "p99us", p99, "cpuUs", cpu, "busy", busy, "clientIdle",
                    clientIdle,
                    "quietSlices", quiet);
        }
    }

    /** Enough for the JIT compilers. */
    private static final int COLD_MESSAGES = 200_000;

    private static final int COLD_HANDSHAKES = 8_000;

    /** Connections that come, say one thing and go, before the first run: what a server does for each of them gets warm too. */
    private static final int COMERS = 1_000;

    private static final int LARGE = 16 * 1024;

    private final boolean realtime;
    private final Child process;

    Load(Launcher launcher, boolean realtime) throws IOException {
        this.realtime = realtime;
        this.process = new Child(
                "load generator",
                launcher.java(Subject.CLIENT_CORE, List.of(), LoadGenerator.class.getName(), List.of()));
    }

    /** The first run of a server, and every run whose code may still be cold. */
    Sample runCold(Subject.Running server, int connections, int size, double warmup, double seconds)
            throws IOException {
        return run(server, connections, size, warmup, size > LARGE ? COLD_MESSAGES / 5 : COLD_MESSAGES, seconds);
    }

    /** A run of a server that had enough messages before. */
    Sample runWarm(Subject.Running server, int connections, int size, double warmup, double seconds)
            throws IOException {
        return run(server, connections, size, warmup, 0, seconds);
    }

    /** TLS connections, one after another in each of the places. */
    Sample handshakes(Subject.Running server, int places, double warmup, double seconds, boolean cold)
            throws IOException {
        return run("handshakes", server, places, 1, warmup, cold ? COLD_HANDSHAKES : 0, seconds);
    }

    /** One file, fetched once. The rate is in bytes, the CPU time in seconds. */
    Sample download(Subject.Running server, long bytes) throws IOException {
        String answer = process.ask(
                "download port=" + server.port() + " bytes=" + bytes + " pid="
                        + server.process().pid() + " realtime=" + realtime,
                "result",
                2 * SLACK_SECONDS);
        Map<String, String> figures = LoadGenerator.options(answer);
        return new Sample(
                figure(figures, "rate"), Double.NaN, Double.NaN, figure(figures, "cpu"), figure(figures, "busy"), 0, 1);
    }

    private Sample run(
            Subject.Running server, int connections, int size, double warmup, int messages, double seconds)
            throws IOException {
        return run("run", server, connections, size, warmup, messages, seconds);
    }

    private Sample run(
            String command,
            Subject.Running server,
            int connections,
            int size,
            double warmup,
            int messages,
            double seconds)
            throws IOException {
        String wire = server.subject().wire();
        String answer = process.ask(
                command + " wire=" + wire + " port=" + server.port() + " connections=" + connections + " size=" + size
                        + " pid="
                        + server.process().pid() + " warmup=" + warmup + " messages=" + messages + " measure=" + seconds
                        + " limit=" + PATIENCE * seconds + " realtime=" + realtime + " comers="
                        + (messages > 0 && !wire.equals("udp") && !wire.equals("bursts") ? COMERS : 0),
                "result",
                (int) (4 * warmup + PATIENCE * seconds) + SLACK_SECONDS);
        if (realtime) {
            pause(seconds);
        }
        Map<String, String> figures = LoadGenerator.options(answer);
        return new Sample(
                figure(figures, "rate"),
                figure(figures, "p50") / 1e3,
                figure(figures, "p99") / 1e3,
                figure(figures, "cpu") / 1e3,
                figure(figures, "busy"),
                figure(figures, "idle"),
                figure(figures, "quiet"));
    }

    /** Those who had to wait get twice the time. */
    static void pause(double seconds) {
        try {
            Thread.sleep((long) (seconds * 2000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens connections that say nothing. */
    void hold(Subject.Running server, int count) throws IOException {
        process.ask("hold wire=" + server.subject().wire() + " port=" + server.port() + " count=" + count, "held",
                SLACK_SECONDS);
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
