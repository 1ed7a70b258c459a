// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program on the other side, ended by its handle whatever happens. */
final class Peer implements AutoCloseable {

    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Peer(List<String> command) {
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError(command.getFirst() + " cannot be started, which these tests need as the other"
                    + " side; install it (Debian: apt-get install " + command.getFirst() + ")", e);
        }
        Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line; (line = reader.readLine()) != null;) {
                    lines.add(line);
                }
            } catch (IOException closed) {
                // Ended by the test.
            }
        });
    }

    /** CPython with the script of these tests. */
    static Peer python(String... args) throws URISyntaxException {
        List<String> command = new ArrayList<>(List.of("python3",
                Path.of(Objects.requireNonNull(Peer.class.getResource("peers.py")).toURI()).toString()));
        command.addAll(List.of(args));
        return new Peer(command);
    }

    static Peer socat(String... args) {
        List<String> command = new ArrayList<>(List.of("socat"));
        command.addAll(List.of(args));
        return new Peer(command);
    }

    /** The next line that it prints. */
    String line() throws InterruptedException {
        String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("the peer printed nothing for " + LIMIT_SECONDS + " s");
        }
        return line;
    }

    /** Gives it some input, and the end of it. */
    void input(String text) throws IOException {
        try (OutputStream out = process.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
