// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of a test: its lines are collected, it is ended by its handle, whatever happens. */
final class Child implements AutoCloseable {

    /** Generous, since machines that build are busy; nothing here takes long by itself. */
    static final int LIMIT_SECONDS = 120;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread collector;
    private boolean silent;

    private Child(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        collector = Thread.ofPlatform().daemon().start(this::collect);
    }

    /** Starts a main class with this JVM's Java and class path. */
    static Child java(List<String> flags, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(
                "-Dio.netty.leakDetection.level=paranoid", "-classpath", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(args));
        return new Child(command);
    }

    /** Starts CPython with the script of these tests. */
    static Child python(Path script, String... args) {
        List<String> all = new ArrayList<>(List.of(script.toString()));
        all.addAll(List.of(args));
        return python(all);
    }

    /** Starts CPython. */
    static Child python(List<String> args) {
        List<String> command = new ArrayList<>(List.of("python3", "-u"));
        command.addAll(args);
        try {
            return new Child(command);
        } catch (IOException e) {
            throw new AssertionError(
                    "python3 cannot be started, which these tests need as the other side; install it"
                            + " (Debian: apt-get install python3), or let .ci/run do so",
                    e);
        }
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
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for the line that begins with {@code start}. */
    synchronized String await(String start) throws InterruptedException {
        for (int waits = 0;; waits++) {
            for (String line : lines) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            if (silent || waits == LIMIT_SECONDS * 10) {
                throw new AssertionError("no line \"" + start + "...\"; it printed " + lines);
            }
            wait(100);
        }
    }

    /** Waits for the end; returns the exit code, and everything that was printed is there. */
    int join() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end within " + LIMIT_SECONDS + " s; it printed " + lines());
        }
        collector.join();
        return process.exitValue();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
