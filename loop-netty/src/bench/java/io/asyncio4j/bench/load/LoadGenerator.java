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
import org.jspecify.annotations.Nullable;

/**
 * The load generator's process: reads one command a line, answers with one line, ends with its input.
 *
 * <pre>
 * run port=P connections=N size=BYTES pid=SERVER comers=N warmup=SECONDS messages=N measure=SECONDS limit=SECONDS
 *     realtime=BOOL wire=tcp|tls|udp|bursts|unix
 *   -> result rate=... cpu=... busy=... p50=... p99=... max=... idle=... quiet=... slices=...
 * handshakes ...          the same, where a message is a TLS connection that is opened, says one thing and goes
 * download port=P bytes=N pid=SERVER realtime=BOOL  -> result rate=BYTES/S cpu=SECONDS busy=...
 * hold port=P count=N wire=...  -> held N         opens connections that say nothing
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
    private @Nullable Wire holder;
    private @Nullable TlsWire tls;

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
            case "handshakes" -> handshakes(options);
            case "download" -> Download.run(
                    libc,
                    number(options, "port"),
                    Long.parseLong(option(options, "bytes")),
                    number(options, "pid"),
                    Boolean.parseBoolean(option(options, "realtime")));
            case "hold" -> hold(wire(options), number(options, "port"), number(options, "count"));
            case "drop" -> drop();
            default -> throw new IllegalArgumentException(
                    "unknown command " + command + "; use run, handshakes, download, hold or drop");
        };
    }

    private String run(Map<String, String> options) throws IOException {
        int comers = number(options, "comers");
        for (int i = 0; i < comers; i += COMERS_AT_ONCE) {
            new LoadRun(libc, wire(options), number(options, "port"), COMERS_AT_ONCE, number(options, "size"))
                    .runOnce();
        }
        var run = new LoadRun(
                libc, wire(options), number(options, "port"), number(options, "connections"), number(options, "size"));
        return run.run(duration(options), number(options, "pid")).toLine();
    }

    private String handshakes(Map<String, String> options) throws IOException {
        var run = new HandshakeRun(libc, tls(), number(options, "port"), number(options, "connections"));
        return run.run(duration(options), number(options, "pid")).toLine();
    }

    private static SpinningRun.Duration duration(Map<String, String> options) {
        return new SpinningRun.Duration(
                Double.parseDouble(option(options, "warmup")),
                number(options, "messages"),
                Double.parseDouble(option(options, "measure")),
                Double.parseDouble(option(options, "limit")),
                Boolean.parseBoolean(option(options, "realtime")));
    }

    private Wire wire(Map<String, String> options) {
        return switch (option(options, "wire")) {
            case "tcp" -> new PlainWire(libc, PlainWire.Kind.TCP);
            case "udp" -> new PlainWire(libc, PlainWire.Kind.UDP);
            case "bursts" -> new PlainWire(libc, PlainWire.Kind.BURSTS);
            case "unix" -> new PlainWire(libc, PlainWire.Kind.UNIX);
            case "tls" -> tls();
            default -> throw new IllegalArgumentException("wire: use tcp, tls, udp, bursts or unix");
        };
    }

    private TlsWire tls() {
        if (tls == null) {
            tls = new TlsWire(libc, new Libssl());
        }
        return tls;
    }

    private String hold(Wire wire, int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            held.add(wire.connect(port, 1 + held.size() / CONNECTIONS_AN_ADDRESS));
            if (i % ACCEPTED_AT_ONCE == 0) {
                awaitAccepts(wire, port);
            }
        }
        awaitAccepts(wire, port);
        holder = wire;
        return "held " + held.size();
    }

    /** An echo on a connection opened last shows that all before it were accepted; a full backlog would cost a second each time. */
    private void awaitAccepts(Wire wire, int port) throws IOException {
        new LoadRun(libc, wire, port, 1, 1).runOnce();
    }

    private String drop() throws IOException {
        int count = held.size();
        for (int fd : held) {
            if (holder != null) {
                holder.reset(fd);
            }
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
