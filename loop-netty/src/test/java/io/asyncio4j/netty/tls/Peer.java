// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Somebody else's program on the other side; killed at the end. */
final class Peer implements AutoCloseable {

    private static final long LIMIT_SECONDS = 60;

    private final Process process;
    private final Thread reading;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder all = new StringBuilder();

    Peer(List<String> command) {
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError(
                    command.getFirst()
                            + " cannot be started, which these tests need as the other side; install it, or let"
                            + " .ci/run do so",
                    e);
        }
        reading = Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    synchronized (all) {
                        all.append(line).append('\n');
                    }
                    lines.add(line);
                }
            } catch (IOException killed) {
                // Then there is no more to read.
            }
        });
    }

    String await(Predicate<String> wanted) throws InterruptedException {
        long left = TimeUnit.SECONDS.toMillis(LIMIT_SECONDS);
        while (left > 0) {
            String line = lines.poll(100, TimeUnit.MILLISECONDS);
            left -= 100;
            if (line != null && wanted.test(line)) {
                return line;
            }
        }
        throw new AssertionError("the line did not come in time, but: " + output());
    }

    void send(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        process.getOutputStream().flush();
    }

    /** It has ended, and all that it said has been read. */
    boolean isDone() {
        return !process.isAlive() && !reading.isAlive();
    }

    int status() throws InterruptedException {
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), this::output);
        return process.exitValue();
    }

    String output() {
        synchronized (all) {
            return all.toString();
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
