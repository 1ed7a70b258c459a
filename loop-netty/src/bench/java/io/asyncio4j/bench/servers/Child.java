// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of the bench: started, awaited until it says {@code ready}, spoken to line by line, stopped. One thread uses it. */
public final class Child implements AutoCloseable {
    private static final int READY_SECONDS = 30;

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final PrintStream input;
    private final String ready;

    /** So many answers were given up; should they come after all, they are not those to later questions. */
    private int owed;

    /**
     * Starts the process and waits for its line {@code ready ...}.
     *
     * @throws IOException when it cannot be started, or ends or is silent instead; the message has what it printed
     */
    public Child(String name, List<String> command) throws IOException {
        this.name = name;
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::collect);
        try {
            ready = await("ready", READY_SECONDS);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The line with which it said that it was ready. */
    public String ready() {
        return ready;
    }

    /** The process id of the program itself: {@code taskset} replaces itself by it. */
    public long pid() {
        return process.pid();
    }

    /**
     * Sends one line and waits for the answer, which is one line as well.
     *
     * @throws IOException when the answer does not begin with {@code expected}, or does not come
     */
    public String ask(String line, String expected, int seconds) throws IOException {
        input.println(line);
        return await(expected, seconds);
    }

    /** Ends the process, by force if it does not hurry. */
    @Override
    public void close() {
        input.close();
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String await(String expected, int seconds) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (true) {
                String line = lines.poll(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (line == null) {
                    owed++;
                    throw new IOException(
                            name + ": no line \"" + expected + "...\" within " + seconds + " s; printed " + tail());
                }
                seen.add(line);
                boolean failed = line.startsWith("error");
                if (line.equals(END) || (failed && owed == 0)) {
                    throw new IOException(name + ": wanted \"" + expected + "...\", printed " + tail());
                }
                if (owed > 0 && (failed || line.startsWith(expected))) {
                    owed--;
                } else if (line.startsWith(expected)) {
                    return line;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + ": interrupted while waiting for \"" + expected + "\"", e);
        }
    }

    private String tail() {
        return String.join("\n", seen.subList(Math.max(0, seen.size() - TAIL), seen.size()));
    }

    private static final String END = "<end>";
    private static final int TAIL = 20;

    private void collect() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The process was stopped; what it printed so far is all there is.
        }
        lines.add(END);
    }
}
