// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that a test starts: its lines are collected, and it is ended whatever happens. */
public final class ChildJvm implements AutoCloseable {

    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread collector;
    private boolean silent;

    /** Starts {@code main} on this JVM's class path. */
    public ChildJvm(List<String> flags, Class<?> main, String... args) throws IOException {
        // A program that was started in the background ignores Ctrl-C, and so do its children; Python gives it back.
        List<String> command = new ArrayList<>(List.of(
                "python3", "-c",
                "import os,signal,sys; signal.signal(2, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(flags);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        collector = Thread.ofPlatform().daemon().start(this::collect);
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = reader.readLine()) != null;) {
                add(line);
            }
        } catch (IOException closed) {
            add("(output broke off: " + closed + ")");
        }
        synchronized (this) {
            silent = true;
            notifyAll();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    public long pid() {
        return process.pid();
    }

    /** All that it printed so far, to both streams. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits until it printed {@code line}. */
    public synchronized void await(String line) throws InterruptedException {
        for (int waits = 0; !lines.contains(line); waits++) {
            if (silent || waits == LIMIT_SECONDS * 10) {
                throw new AssertionError("no line \"" + line + "\"; it printed " + lines);
            }
            wait(100);
        }
    }

    /** Sends a signal by the shell. */
    public void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " failed with " + status);
        }
    }

    /** Waits a little for the end, and says whether it came. */
    public boolean endsWithin(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** Waits for the end and returns the exit status; all that it printed is there then. */
    public int join() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end within " + LIMIT_SECONDS + " s; it printed " + lines());
        }
        if (!collector.join(Duration.ofSeconds(LIMIT_SECONDS))) {
            throw new AssertionError("ended, but a child of its own keeps its output open; it printed " + lines());
        }
        return process.exitValue();
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
