// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.tasks.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Drives an echo service with many clients at once and compares every byte that comes back. Prints one line beginning with
 * {@code ok}, or one with what went wrong and exit 1.
 */
public final class EchoClient {

    private static final String OPTIONS =
            "--host 127.0.0.1 --port 8888 --clients 100 --messages 100 --size 1024 --mode streams --kind AUTO";

    private final EchoCheck.Tally tally = new EchoCheck.Tally();
    private final CommandLine options;
    private final Mode mode;
    private final int clients;
    private final int messages;
    private final int size;

    private EchoClient(CommandLine options) {
        this.options = options;
        this.mode = options.choice("--mode", Mode.class);
        if (mode == Mode.BUFFERED) {
            throw options.refuse("--mode is \"buffered\", which is for the server; give streams or protocol");
        }
        this.clients = options.number("--clients", 1, 100_000);
        this.messages = options.number("--messages", 1, Integer.MAX_VALUE);
        this.size = options.number("--size", 1, 1 << 30);
    }

    /** See the class. */
    public static void main(String[] args) {
        CommandLine options = CommandLine.parse("EchoClient", OPTIONS, args);
        System.exit(new EchoClient(options).run());
    }

    private int run() {
        IoKind kind = options.choice("--kind", IoKind.class);
        int port = options.number("--port", 1, 65_535);
        try {
            Asyncio.run(
                    () -> drive(options.text("--host"), port), RunnerOptions
                            .on(() -> NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).oneThread(true))));
            return 0;
        } catch (Exception failure) {
            System.err.println("EchoClient: " + failure.getMessage());
            return 1;
        }
    }

    private void drive(String host, int port) throws Exception {
        AbstractEventLoop loop = Asyncio.getRunningLoop();
        double begin = loop.time();
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            long seed = i;
            if (mode == Mode.STREAMS) {
                EchoCheck check = new EchoCheck(host, port, tally);
                ends.add(Asyncio.createTask(() -> check.run(seed, messages, size, false)));
            } else {
                Future<Object> done = loop.createFuture();
                ends.add(done);
                ends.add(loop.createConnection(
                        () -> new EchoCheckProtocol(done, tally, seed, messages, size), host, port));
            }
        }
        Asyncio.gather(ends).await();
        double seconds = loop.time() - begin;
        System.out.printf(
                Locale.ROOT,
                "ok clients=%d messages=%d bytes=%d seconds=%.2f messages/s=%.0f%n",
                clients, tally.messages, tally.bytes, seconds, tally.messages / seconds);
    }
}
