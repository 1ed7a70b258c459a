// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.diagnostics.JfrEvents;
import io.asyncio4j.diagnostics.StallWatch;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.observe.LoopMetrics;
import io.asyncio4j.netty.observe.MdcCarrier;
import io.asyncio4j.netty.observe.OpenTelemetryCarrier;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Echo on asyncio4j that is watched as a service in production is, or in part, or not at all. */
public final class WatchedServer {
    private static final int BACKLOG = 4096;
    private static final int LARGEST_READ = 65_536;

    private WatchedServer() {}

    /**
     * Serves until the process is killed: {@code --port N --kind EPOLL --mode protocol|streams --watch WORD,...}, where a word is
     * one of statistics, metrics, stalls, jfr, context.
     */
    public static void main(String[] args) {
        List<String> words = List.of(args);
        int port = Integer.parseInt(after(words, "--port"));
        IoKind kind = IoKind.valueOf(after(words, "--kind"));
        List<String> watch = List.of(after(words, "--watch").split(","));
        ListenOptions options = ListenOptions.at("127.0.0.1", port).backlog(BACKLOG);
        boolean streams = after(words, "--mode").equals("streams");
        boolean context = watch.contains("context");
        Asyncio.run(
                () -> {
                    AbstractEventLoop loop = Asyncio.getRunningLoop();
                    watch(loop, watch);
                    Server server = streams
                            ? Asyncio.startServer((reader, writer) -> echo(reader, writer, context), options)
                            : loop.createServer(() -> new Echo(context), options).await();
                    System.out.println("ready 127.0.0.1:" + port);
                    server.serveForever().await();
                },
                RunnerOptions.on(() -> NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).oneThread(true))));
    }

    private static String after(List<String> words, String option) {
        return words.get(words.indexOf(option) + 1);
    }

    private static void watch(AbstractEventLoop loop, List<String> watch) {
        for (String word : watch) {
            switch (word) {
                case "statistics" -> LoopStatistics.of(loop);
                case "metrics" -> scrape(loop);
                case "stalls" -> StallWatch.start(loop);
                case "jfr" -> {
                    JfrEvents.enable();
                    var unused = new Recording();
                    unused.setMaxSize(16L << 20);
                    unused.start();
                }
                case "context" -> {
                    MdcCarrier.register();
                    OpenTelemetryCarrier.register();
                }
                default -> {} // "off"
            }
        }
    }

    /** Every second, from another thread: more often than anybody does. */
    private static void scrape(AbstractEventLoop loop) {
        var registry = new SimpleMeterRegistry();
        LoopMetrics.of(loop, "bench").bindTo(registry);
        Thread.ofPlatform().daemon().start(() -> {
            double sum = 0;
            while (Double.isFinite(sum)) {
                for (Meter meter : registry.getMeters()) {
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

    private static void echo(StreamReader reader, StreamWriter writer, boolean context) {
        if (context) {
            MDC.put("connection", String.valueOf(writer));
        }
        try (writer) {
            byte[] data;
            while ((data = reader.read(LARGEST_READ)).length > 0) {
                writer.write(data);
                writer.drain();
            }
        } catch (IOException e) {
            // The load generator ends its connections by reset.
        }
    }

    private static final class Echo implements Protocol {
        private final boolean context;
        private @Nullable Transport transport;

        Echo(boolean context) {
            this.context = context;
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
            if (context) {
                MDC.put("connection", made.toString());
            }
        }

        @Override
        public void dataReceived(byte[] data) {
            Transport to = transport;
            if (to != null) {
                to.write(data);
            }
        }
    }
}
