// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import io.asyncio4j.bench.load.PlainWire;
import io.asyncio4j.bench.servers.IoSubjects;
import io.asyncio4j.bench.servers.Launcher;
import io.asyncio4j.bench.servers.Subjects;
import io.asyncio4j.bench.servers.WatchedSubjects;
import io.asyncio4j.bench.servers.WebSubjects;
import java.io.IOException;
import java.util.List;

/**
 * Runs the benches: {@code mvn -q -Pbench -Dbench.args="--short"}. Everything is on the loopback interface, stops by itself, and
 * ends in tables of medians and ratios. See {@code docs/performance.md} for the method.
 */
public final class Bench {
    /** So many datagrams of a burst fit into one message of the system. */
    private static final int BURST = 32;

    private Bench() {}

    /** Runs what the {@link BenchOptions} ask for; exits with 2 when they are wrong. */
    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(BenchOptions.USAGE);
            return;
        }
        BenchOptions options;
        try {
            options = BenchOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        var report = new Report();
        try (var launcher = new Launcher(options.python(), options.node())) {
            machine(report, launcher, options);
            if (options.parts().contains(BenchOptions.Part.CORE)) {
                new CoreBench(options, launcher, report).run();
            }
            if (options.parts().contains(BenchOptions.Part.SLEEPERS)) {
                new SleepersBench(options, launcher, report).run();
            }
            if (options.parts().contains(BenchOptions.Part.PROCESSES)) {
                new ProcessBench(options, launcher, report).run();
            }
            if (options.parts().contains(BenchOptions.Part.GROUPS)) {
                new GroupBench(options, launcher, report).run();
            }
            if (options.parts().contains(BenchOptions.Part.ATTACH)) {
                new AttachBench(launcher, report).run();
            }
            servers(options, launcher, report);
        } finally {
            report.write(options.output());
        }
    }

    private static void servers(BenchOptions options, Launcher launcher, Report report) throws IOException {
        var subjects = new Subjects(launcher);
        try (var load = new Load(launcher, options.realtime())) {
            var echo = new EchoBench(options, load, report);
            var io = new IoSubjects(launcher);
            for (BenchOptions.Part part : options.parts()) {
                switch (part) {
                    case ECHO -> echo.run("Echo", subjects.echo(), options.sizes());
                    case WRITES -> echo.run("Answer in two writes", subjects.twoWrites(), List.of(1024));
                    case IDLE -> new IdleBench(options, load, report)
                            .run("Idle connections", subjects.idle(), options.idle());
                    case TLS -> echo.run("TLS echo", io.tls(), options.sizes());
                    case HANDSHAKES -> new EchoBench(options, load, report, EchoBench.Play.HANDSHAKES)
                            .run("TLS handshakes", io.handshakes(), List.of(1));
                    case TLS_IDLE -> new IdleBench(options, load, report)
                            .run("Idle TLS connections", io.idle(), Math.max(1, options.idle() / 5));
                    case UDP -> new EchoBench(options, load, report, EchoBench.Play.DATAGRAMS)
                            .run("UDP echo", io.udp(), List.of(1024));
                    case BURSTS -> new EchoBench(options, load, report, EchoBench.Play.BURSTS)
                            .run("Echo of bursts over UDP", io.bursts(), List.of(BURST * PlainWire.SEGMENT));
                    case UNIX -> echo.run("Echo on a unix socket", io.unix(), options.sizes());
                    case SENDFILE -> new FileBench(options, load, report).run(io.file(FileBench.BYTES));
                    case WATCHED -> {
                        new WatchedBench(options, launcher, report).run();
                        if (System.getenv(WatchedSubjects.BEFORE) != null) {
                            new EchoBench(options, load, report, EchoBench.Play.WATCHED)
                                    .run("Watched echo", new WatchedSubjects(launcher).all(), List.of(1024));
                        }
                    }
                    case WEB -> {
                        var web = new WebBench(options, launcher, report);
                        var services = new WebSubjects(launcher);
                        web.run(WebBench.Tool.WRK, services.speaking(1));
                        web.run(WebBench.Tool.H2LOAD, services.speaking(2));
                    }
                    case CORE, SLEEPERS, PROCESSES, GROUPS, ATTACH -> {} // Ran first: they want both cores.
                }
            }
        }
    }

    private static void machine(Report report, Launcher launcher, BenchOptions options) {
        int cores = Runtime.getRuntime().availableProcessors();
        report.text("Machine: " + cores + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch")
                + "; Java " + Runtime.version() + "; "
                + or(Launcher.firstLine(List.of(options.python(), "--version")), "no Python") + ", "
                + or(Launcher.firstLine(List.of(
                        options.python(), "-c", "import uvloop; print('uvloop', uvloop.__version__)")), "no uvloop")
                + "; "
                + or(Launcher.firstLine(List.of(options.node(), "--version")).replaceFirst("^v", "Node "), "no Node")
                + ". "
                + (launcher.pinned()
                        ? "Server on core 0, load generator on core 1."
                        : "Processes are not pinned: no taskset, or one core only.")
                + (options.realtime() ? " Measured with real-time priority, on a machine that others used as well."
                        : ""));
        report.text("Rounds " + options.rounds() + ", " + options.seconds() + " s each.");
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
