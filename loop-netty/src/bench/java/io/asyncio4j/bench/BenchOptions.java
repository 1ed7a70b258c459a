// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What to measure and for how long. The defaults are the full run; {@code --short} is a look in a few minutes, its figures
 * are rough.
 *
 * @param parts which benches run
 * @param rounds how often each figure is measured, in turn with the others
 * @param seconds the measured part of one round of one server
 * @param warmup seconds of load before the first round of a server, and of each core bench; later rounds of a server take a quarter of it
 * @param connections how many connections ping-pong at the same time, one table for each and each size
 * @param sizes message sizes in bytes
 * @param core core benches whose name contains one of these; empty for all
 * @param only rows whose name contains one of these; empty for all
 * @param idle how many idle connections are opened
 * @param realtime whether measured processes get real-time priority, for a machine that others use as well
 * @param python the interpreter, for asyncio and uvloop
 * @param node Node's executable
 * @param output the directory for {@code report.md} and {@code results.json}
 */
public record BenchOptions(
        List<Part> parts,
        int rounds,
        double seconds,
        double warmup,
        List<Integer> connections,
        List<Integer> sizes,
        List<String> core,
        List<String> only,
        int idle,
        boolean realtime,
        String python,
        String node,
        Path output) {

    /** A bench, in the order they run. */
    public enum Part {
        CORE,
        SLEEPERS,
        PROCESSES,
        GROUPS,
        ATTACH,
        ECHO,
        WRITES,
        IDLE,
        TLS,
        HANDSHAKES,
        TLS_IDLE,
        UDP,
        BURSTS,
        UNIX,
        SENDFILE,
        WATCHED,
        WEB
    }

    /** The usage text. */
    public static final String USAGE = """
            options:
              --run core,sleepers,processes,groups,attach,echo,writes,idle,tls,handshakes,tls_idle,udp,bursts,unix,
                    sendfile,watched,web
                                            what to measure (default: all)
              --short                       a rough look in a few minutes
              --rounds N                    rounds, interleaved between the servers (5; short 2)
              --seconds S                   measured part of a round (3; short 1)
              --warmup S                    before a server's first round (4; short 2)
              --connections 10,200          connections at a time
              --sizes 1024,102400           message sizes in bytes
              --core TEXT,...               core benches whose name contains one of these
              --only TEXT,...               rows whose name contains one of these
              --idle N                      idle connections (10000; short 2000); over TLS a fifth of it
              --realtime                    echo servers with real-time priority, on a machine that others use (root, chrt)
              --python PATH, --node PATH    interpreters (/usr/bin/python3 if there, else python3; node)
              --output DIR                  where report.md and results.json go (target/bench)
            """;

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException when an option is unknown, lacks its value, or has a bad one
     */
    public static BenchOptions parse(String... args) {
        boolean brief = List.of(args).contains("--short");
        boolean realtime = List.of(args).contains("--realtime");
        List<Part> parts = List.of(Part.values());
        int rounds = brief ? 2 : 5;
        double seconds = brief ? 1 : 3;
        double warmup = brief ? 2 : 4;
        List<Integer> connections = brief ? List.of(10) : List.of(10, 200);
        List<Integer> sizes = brief ? List.of(1024) : List.of(1024, 102_400);
        List<String> core = List.of();
        List<String> only = brief ? List.of("EPOLL", "uvloop", "asyncio ", "node") : List.of();
        int idle = brief ? 2_000 : 10_000;
        String python = Path.of("/usr/bin/python3").toFile().canExecute() ? "/usr/bin/python3" : "python3";
        String node = "node";
        Path output = Path.of("target", "bench");
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--short") || option.equals("--realtime")) {
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(option + ": unknown, or its value is missing\n" + USAGE);
            }
            String value = args[++i];
            switch (option) {
                case "--run" -> parts = parts(value);
                case "--rounds" -> rounds = (int) positive(option, value);
                case "--seconds" -> seconds = positive(option, value);
                case "--warmup" -> warmup = positive(option, value);
                case "--connections" -> connections = numbers(option, value);
                case "--sizes" -> sizes = numbers(option, value);
                case "--core" -> core = List.of(value.split(","));
                case "--only" -> only = List.of(value.split(","));
                case "--idle" -> idle = (int) positive(option, value);
                case "--python" -> python = value;
                case "--node" -> node = value;
                case "--output" -> output = Path.of(value);
                default -> throw new IllegalArgumentException(option + ": unknown\n" + USAGE);
            }
        }
        return new BenchOptions(
                parts, rounds, seconds, warmup, connections, sizes, core, only, idle, realtime, python, node,
                output);
    }

    /** Whether a row of this name is wanted. */
    public boolean wants(String name) {
        return only.isEmpty() || only.stream().anyMatch(name::contains);
    }

    private static List<Part> parts(String value) {
        var parts = new ArrayList<Part>();
        for (String word : value.split(",")) {
            try {
                parts.add(Part.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--run " + word + ": no such bench\n" + USAGE, e);
            }
        }
        return List.copyOf(parts);
    }

    private static List<Integer> numbers(String option, String value) {
        var numbers = new ArrayList<Integer>();
        for (String word : value.split(",")) {
            numbers.add((int) positive(option, word.strip()));
        }
        return List.copyOf(numbers);
    }

    private static double positive(String option, String value) {
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && number <= 1e9) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same answer as a number out of range.
        }
        throw new IllegalArgumentException(option + " " + value + ": give a number above 0\n" + USAGE);
    }
}
