// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The load generator's process: reads one command a line, answers with one line, ends with its input.
 *
 * <pre>
 * run port=P connections=N size=BYTES pid=SERVER comers=N warmup=SECONDS messages=N measure=SECONDS limit=SECONDS
 *     realtime=BOOL
 *   -> result rate=... cpu=... busy=... p50=... p99=... max=... idle=... quiet=... slices=...
 * hold port=P count=N     -> held N         opens connections that say nothing
 * drop                    -> dropped N      closes them
 * </pre>
 *
 * What goes wrong is answered by a line {@code error ...}.
 */
public final class LoadGenerator {
    /** So many connections have room on one local address. */
    private static final int CONNECTIONS_AN_ADDRESS = 5_000;

    /** Less than the smallest usual backlog. */
    private static final int ACCEPTED_AT_ONCE = 50;

    private static final int COMERS_AT_ONCE = 10;

    private final Libc libc = new Libc();
    private final List<Integer> held = new ArrayList<>();

    private LoadGenerator() {}

    /** Serves commands until the end of the input. */
    public static void main(String[] args) throws IOException {
        var generator = new LoadGenerator();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        out.println("ready load generator");
        String line;
        while ((line = in.readLine()) != null) {
            String answer;
            try {
                answer = generator.answer(line);
            } catch (IOException | RuntimeException e) {
                answer = "error " + e;
            }
            out.println(answer);
            out.flush();
        }
    }

    private String answer(String line) throws IOException {
        String command = line.strip().split(" ", 2)[0];
        Map<String, String> options = options(line);
        return switch (command) {
            case "run" -> run(options);
            case "hold" -> hold(number(options, "port"), number(options, "count"));
            case "drop" -> drop();
            default -> throw new IllegalArgumentException("unknown command " + command + "; use run, hold or drop");
        };
    }

    private String run(Map<String, String> options) throws IOException {
        int comers = number(options, "comers");
        for (int i = 0; i < comers; i += COMERS_AT_ONCE) {
            new LoadRun(libc, number(options, "port"), COMERS_AT_ONCE, number(options, "size")).runOnce();
        }
        var run = new LoadRun(
                libc, number(options, "port"), number(options, "connections"), number(options, "size"));
        var duration = new LoadRun.Duration(
                Double.parseDouble(option(options, "warmup")),
                number(options, "messages"),
                Double.parseDouble(option(options, "measure")),
                Double.parseDouble(option(options, "limit")),
                Boolean.parseBoolean(option(options, "realtime")));
        return run.run(duration, number(options, "pid")).toLine();
    }

    private String hold(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            held.add(libc.connect(port, 1 + held.size() / CONNECTIONS_AN_ADDRESS));
            if (i % ACCEPTED_AT_ONCE == 0) {
                awaitAccepts(port);
            }
        }
        awaitAccepts(port);
        return "held " + held.size();
    }

    /** An echo on a connection opened last shows that all before it were accepted; a full backlog would cost a second each time. */
    private void awaitAccepts(int port) throws IOException {
        new LoadRun(libc, port, 1, 1).runOnce();
    }

    private String drop() throws IOException {
        int count = held.size();
        for (int fd : held) {
            libc.reset(fd);
        }
        held.clear();
        return "dropped " + count;
    }

    /** The {@code name=value} words of a line. */
    public static Map<String, String> options(String line) {
        var options = new HashMap<String, String>();
        for (String word : line.strip().split(" +")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                options.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return options;
    }

    private static int number(Map<String, String> options, String name) {
        return Integer.parseInt(option(options, name));
    }

    private static String option(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("missing " + name + "=...");
        }
        return value;
    }
}
