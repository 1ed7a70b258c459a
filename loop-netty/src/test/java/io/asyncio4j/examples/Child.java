// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process of a test: its lines are collected, it is ended by its handle, whatever happens. */
public final class Child implements AutoCloseable {

    /** Generous, since machines that build are busy; nothing here takes long by itself. */
    public static final int LIMIT_SECONDS = 120;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread collector;
    private boolean silent;

    private Child(List<String> command, Map<String, String> environment, @Nullable File directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(directory);
        builder.environment().putAll(environment);
        process = builder.start();
        collector = Thread.ofPlatform().daemon().start(this::collect);
    }

    /** Starts a main class with this JVM's Java and class path. */
    public static Child java(List<String> flags, Class<?> main, String... args) throws IOException {
        return java(Map.of(), flags, main, args);
    }

    /** Starts a main class with this JVM's Java and class path, and more environment. */
    public static Child java(Map<String, String> environment, List<String> flags, Class<?> main, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(
                "-Dio.netty.leakDetection.level=paranoid", "-classpath", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(args));
        return new Child(command, environment, null);
    }

    /**
     * Starts a program that is not Java.
     *
     * @param debianPackage who brings it, for whoever has not got it
     * @param command its name, then its arguments
     */
    public static Child start(String debianPackage, List<String> command) {
        List<String> found = new ArrayList<>(command);
        found.set(0, find(debianPackage, command.getFirst()).toString());
        return started(debianPackage, found);
    }

    /** Starts a script with Debian's Python, which has Debian's packages; the one in the PATH may be another. */
    public static Child debianPython(String debianPackage, Path script, String... args) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-u", script.toString()));
        command.addAll(List.of(args));
        return started(debianPackage, command);
    }

    private static Child started(String debianPackage, List<String> command) {
        try {
            // Not where the tests are: a program that runs as somebody else may not be allowed to be there.
            return new Child(command, Map.of(), new File("/"));
        } catch (IOException e) {
            throw missing(debianPackage, command.getFirst(), e);
        }
    }

    /** Finds a program, also where Debian keeps those that are not for everybody. */
    public static Path find(String debianPackage, String program) {
        List<Path> places = new ArrayList<>();
        for (String place : System.getenv("PATH").split(":")) {
            places.add(Path.of(place));
        }
        places.addAll(List.of(Path.of("/usr/sbin"), Path.of("/usr/bin")));
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            versions.sorted(Comparator.reverseOrder()).forEach(version -> places.add(version.resolve("bin")));
        } catch (IOException none) {
            // No PostgreSQL here, so it cannot be there.
        }
        for (Path place : places) {
            if (Files.isExecutable(place.resolve(program))) {
                return place.resolve(program);
            }
        }
        throw missing(debianPackage, program, null);
    }

    private static AssertionError missing(String debianPackage, String program, @Nullable IOException cause) {
        return new AssertionError(
                program + " cannot be started, which these tests need as the other side; install it"
                        + " (Debian: apt-get install " + debianPackage + "), or let .ci/run do so",
                cause);
    }

    /** Starts CPython with the script of these tests. */
    public static Child python(Path script, String... args) {
        List<String> all = new ArrayList<>(List.of(script.toString()));
        all.addAll(List.of(args));
        return python(all);
    }

    /** Starts CPython. */
    public static Child python(List<String> args) {
        List<String> command = new ArrayList<>(List.of("python3", "-u"));
        command.addAll(args);
        return started("python3", command);
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = reader.readLine()) != null;) {
                add(line, false);
            }
        } catch (IOException closed) {
            add("(output broke off: " + closed + ")", false);
        }
        add("", true);
    }

    private synchronized void add(String line, boolean last) {
        if (!last) {
            lines.add(line);
        }
        silent = last;
        notifyAll();
    }

    /** All that was printed so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for the line that begins with {@code start}. */
    public String await(String start) throws InterruptedException {
        return await("no line \"" + start + "...\"", line -> line.startsWith(start));
    }

    /** Waits for a line with {@code part} in it. */
    public String awaitPart(String part) throws InterruptedException {
        return await("no line with \"" + part + "\"", line -> line.contains(part));
    }

    private synchronized String await(String failure, Predicate<String> wanted) throws InterruptedException {
        for (int waits = 0;; waits++) {
            for (String line : lines) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            if (silent || waits == LIMIT_SECONDS * 10) {
                throw new AssertionError(failure + "; it printed " + lines);
            }
            wait(100);
        }
    }

    /** Waits until somebody accepts connections on that port of 127.0.0.1: for servers that do not say so. */
    public void awaitPort(int port) throws InterruptedException {
        for (int tries = 0; tries < LIMIT_SECONDS * 10; tries++) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw new AssertionError("does not listen on port " + port + "; it printed " + lines());
    }

    /** Gives it all of its standard input. */
    public void feed(String text) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Gives it an empty line, as who presses Enter. */
    public void feedLine() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits for the end; returns the exit code, and everything that was printed is there. */
    public int join() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end within " + LIMIT_SECONDS + " s; it printed " + lines());
        }
        if (!collector.join(Duration.ofSeconds(LIMIT_SECONDS))) {
            throw new AssertionError("ended, but a child of its own keeps its output open; it printed " + lines());
        }
        return process.exitValue();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        // That of the process itself would close its output, too.
        process.toHandle().destroy();
    }

    /** Sends SIGTERM and gives it the time to tidy up after itself. */
    public void stop() throws InterruptedException {
        terminate();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            close();
        }
    }

    @Override
    public void close() {
        // Asked for first: orphans would be nobody's.
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
