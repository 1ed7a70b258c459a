// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.diagnostics.JfrEvents;
import io.asyncio4j.diagnostics.StallWatch;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.observe.LoopMetrics;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Two equal loops in one JVM, one watched and one not, and a client that talks to them in short turns: {@code MODE WATCH WARMUP
 * TURNS}, where the mode is {@code protocol} or {@code streams} and the watch {@code off}, {@code metrics} or {@code jfr}
 * (metrics too). Says {@code ready}, then for each turn {@code watched} or {@code plain}, with nanoseconds of the loop's CPU time a
 * message and messages a second, and {@code done}. Loops, code and machine are the same a tenth of a second apart, so what differs between the two is the watching.
 */
public final class WatchedWork {

    private static final int CONNECTIONS = 10;
    private static final int SIZE = 1024;

    /** Of a turn; before it, the loop gets its caches back. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private WatchedWork() {}

    /** One of the two, and the client's connections to it. */
    private static final class Side {
        private final long thread;
        private final Selector selector;
        private final ByteBuffer message = ByteBuffer.allocateDirect(SIZE);
        private long messages;

        Side(String mode, boolean watched) throws Exception {
            var port = new CompletableFuture<Integer>();
            Thread loop = Thread.ofPlatform().daemon().start(() -> serve(mode, watched, port));
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", port.get(60, TimeUnit.SECONDS));
            thread = loop.threadId();
            selector = Selector.open();
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel channel = SocketChannel.open(address);
                channel.configureBlocking(false);
                // How much of the answer has come.
                channel.register(selector, SelectionKey.OP_READ, new int[1]);
                send(channel);
            }
        }

        private void send(SocketChannel channel) throws IOException {
            message.clear();
            if (channel.write(message) != SIZE) {
                throw new IOException("a socket with one message in it is full");
            }
        }

        /** Keeps all connections busy for so long. */
        void talk(long nanos) throws IOException {
            long end = System.nanoTime() + nanos;
            do {
                selector.select(key -> {
                    try {
                        answered(key);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }, 100);
            } while (System.nanoTime() < end);
        }

        private void answered(SelectionKey key) throws IOException {
            SocketChannel channel = (SocketChannel) key.channel();
            int[] come = (int[]) key.attachment();
            message.clear().limit(SIZE - come[0]);
            int bytes = channel.read(message);
            if (bytes < 0) {
                throw new IOException("the server has hung up");
            }
            come[0] += bytes;
            if (come[0] == SIZE) {
                come[0] = 0;
                messages++;
                send(channel);
            }
        }

        String turn() throws IOException {
            talk(SETTLING_NANOS);
            long before = messages;
            long began = System.nanoTime();
            long cpu = THREADS.getThreadCpuTime(thread);
            talk(TURN_NANOS);
            double used = THREADS.getThreadCpuTime(thread) - cpu;
            double count = messages - before;
            return String.format(Locale.ROOT, " %.3f %.1f", used / count,
                    count / (System.nanoTime() - began) * 1e9);
        }
    }

    private static void serve(String mode, boolean watched, CompletableFuture<Integer> port) {
        Asyncio.run(
                () -> {
                    AbstractEventLoop loop = Asyncio.getRunningLoop();
                    if (watched) {
                        StallWatch.start(loop, StallWatch.DEFAULT_THRESHOLD, stall -> {});
                        scrape(loop);
                    }
                    ListenOptions options = ListenOptions.at("127.0.0.1", 0);
                    Server server = mode.equals("streams")
                            ? Asyncio.startServer(WatchedWork::echo, options)
                            : loop.createServer(Echo::new, options).await();
                    port.complete(((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort());
                    server.serveForever().await();
                },
                RunnerOptions.on(() -> NettyEventLoop.create(IoKind.EPOLL)));
    }

    /** Every second, from another thread: more often than anybody does. */
    private static void scrape(AbstractEventLoop loop) {
        var registry = new SimpleMeterRegistry();
        LoopMetrics.of(loop, "bench").bindTo(registry);
        Thread.ofPlatform().daemon().start(() -> {
            double sum = 0;
            while (Double.isFinite(sum)) {
                for (var meter : registry.getMeters()) {
                    for (var measurement : meter.measure()) {
                        sum += measurement.getValue() * 1e-30;
                    }
                }
                try {
                    TimeUnit.SECONDS.sleep(1);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    private static void echo(StreamReader reader, StreamWriter writer) {
        try (writer) {
            byte[] data;
            while ((data = reader.read(SIZE)).length > 0) {
                writer.write(data);
                writer.drain();
            }
        } catch (IOException e) {
            // The end of the process.
        }
    }

    private static final class Echo implements Protocol {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            Transport to = transport;
            if (to != null) {
                to.write(data);
            }
        }
    }

    /** Measures and ends. */
    public static void main(String[] args) throws Exception {
        String watch = args[1];
        boolean jfr = watch.equals("jfr");
        // The order in which they are made shall not matter either.
        boolean watchedFirst = ProcessHandle.current().pid() % 2 == 0;
        Side first = new Side(args[0], watchedFirst && !watch.equals("off"));
        Side second = new Side(args[0], !watchedFirst && !watch.equals("off"));
        Side plain = watchedFirst ? second : first;
        Side watched = watchedFirst ? first : second;
        try (Recording recording = new Recording()) {
            if (jfr) {
                recording.setMaxSize(16L << 20);
                recording.start();
            }
            System.out.println("ready");
            long warm = System.nanoTime() + (long) (Double.parseDouble(args[2]) * 1e9);
            for (int i = 0; System.nanoTime() < warm; i++) {
                turn(i % 2 == 0 ? plain : watched, jfr && i % 2 != 0);
            }
            for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                // A B B A: what grows or falls meanwhile does so for both.
                boolean isWatched = i % 4 == 1 || i % 4 == 2;
                System.out.println(
                        (isWatched ? "watched" : "plain") + turn(isWatched ? watched : plain, jfr && isWatched));
            }
            System.out.println("done");
            System.exit(0);
        }
    }

    private static String turn(Side side, boolean jfr) throws IOException {
        if (jfr) {
            JfrEvents.enable();
        }
        try {
            return side.turn();
        } finally {
            if (jfr) {
                JfrEvents.disable();
            }
        }
    }
}
