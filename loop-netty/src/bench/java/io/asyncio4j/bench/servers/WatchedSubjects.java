// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same echo, watched more and more; the row it is measured against is the one that nobody watches. The environment variable
 * {@code BENCH_BEFORE} may name a class path with an earlier build of the library, for the question what it costs not to look.
 */
public final class WatchedSubjects {
    /** The environment variable. */
    public static final String BEFORE = "BENCH_BEFORE";

    private static final List<String> OPEN = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    private static final String EXAMPLE = "io.asyncio4j.examples.EchoServer";

    private final Launcher launcher;

    /** @param launcher makes the command lines */
    public WatchedSubjects(Launcher launcher) {
        this.launcher = launcher;
    }

    /** Protocol and streams, each in all ways. */
    public List<Subject> all() {
        var all = new ArrayList<Subject>();
        for (String mode : List.of("protocol", "streams")) {
            for (String watch : List.of("off", "statistics", "metrics,stalls", "metrics,stalls,jfr", "context",
                    "metrics,stalls,jfr,context")) {
                all.add(subject(mode, watch.replace(",", " + "), "io.asyncio4j.bench.servers.WatchedServer", null,
                        "--watch", watch));
            }
            String before = System.getenv(BEFORE);
            if (before != null) {
                // The example itself: an earlier build could not load a server that names what it has not.
                all.add(subject(mode, "example", EXAMPLE, null));
                all.add(subject(mode, "example of an earlier build", EXAMPLE, before));
            }
        }
        return all;
    }

    private Subject subject(
            String mode, String name, String main, @Nullable String classPath, String... more) {
        String base = main.equals(EXAMPLE) ? "example of an earlier build" : "off";
        return new Subject(mode + ": " + name, mode + ": " + base, null, null, port -> {
            var arguments = new ArrayList<>(List.of(
                    "--port", Integer.toString(port), "--kind", "EPOLL", "--mode", mode));
            arguments.addAll(List.of(more));
            var command = new ArrayList<>(launcher.java(Subject.SERVER_CORE, OPEN, main, arguments));
            if (classPath != null) {
                command.set(command.indexOf("-cp") + 1, classPath);
            }
            return command;
        });
    }
}
