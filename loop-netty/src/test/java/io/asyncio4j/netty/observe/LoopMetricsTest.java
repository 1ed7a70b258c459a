// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.GroupServer;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopGroup;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What loops count reaches Micrometer. */
@Timeout(60)
class LoopMetricsTest {

    private static final class Echo implements Protocol {
        private Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            transport.write(data);
        }
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double sumOfCounters(String name) {
        return registry.find(name).functionCounters().stream().mapToDouble(FunctionCounter::count).sum();
    }

    @Test
    void aGroupHasMetersForEachLoop() throws Exception {
        try (NettyLoopGroup group = NettyLoopGroup.start(2);
                LoopMetrics metrics = LoopMetrics.of(group, "http").tags(Tags.of("service", "echo"))) {
            metrics.bindTo(registry);
            GroupServer server =
                    group.serve(Echo::new, ListenOptions.at("127.0.0.1", 0)).get(20, TimeUnit.SECONDS);
            InetSocketAddress address = (InetSocketAddress) server.address();
            for (int i = 0; i < 10; i++) {
                try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                    client.setSoTimeout(20_000);
                    client.getOutputStream().write("hello".getBytes(US_ASCII));
                    assertEquals(5, client.getInputStream().readNBytes(5).length);
                }
            }
            assertEquals(10, sumOfCounters("asyncio4j.transports.opened"));
            assertEquals(50, sumOfCounters("asyncio4j.transports.read"));
            // A client may have its answer before the loop has counted it.
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (sumOfCounters("asyncio4j.transports.sent") < 50 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertEquals(50, sumOfCounters("asyncio4j.transports.sent"));
            assertEquals(0, sumOfCounters("asyncio4j.accept.failures"));
            for (String loop : Set.of("http-0", "http-1")) {
                FunctionTimer callbacks = registry.get("asyncio4j.loop.callbacks")
                        .tags("loop", loop, "service", "echo")
                        .functionTimer();
                assertTrue(callbacks.count() > 0, loop);
                assertTrue(callbacks.totalTime(TimeUnit.NANOSECONDS) > 0, loop);
            }
        }
        assertEquals(0, registry.getMeters().size(), "taken out");
    }

    @Test
    void everyMeterHasItsUnitAndIsOnThePage() throws Exception {
        NettyEventLoop loop = NettyEventLoop.create();
        LoopMetrics.of(loop, "main").bindTo(registry);
        Set<String> names = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            names.add(meter.getId().getName());
            assertEquals("main", meter.getId().getTag("loop"));
            assertTrue(meter.getId().getDescription() != null);
            meter.measure().forEach(measurement -> assertTrue(Double.isFinite(measurement.getValue())));
        }
        assertEquals("bytes", registry.get("asyncio4j.transports.buffered").gauge().getId().getBaseUnit());
        assertEquals("seconds", registry.get("asyncio4j.loop.lag.max").timeGauge().getId().getBaseUnit());
        assertEquals(
                "seconds",
                registry.get("asyncio4j.transports.writing.paused.time").functionCounter().getId().getBaseUnit());
        assertEquals(23, names.size(), names::toString);
        loop.close();
    }

    @Test
    void tasksAndTheirAges() throws Exception {
        try (NettyEventLoop loop = NettyEventLoop.create()) {
            LoopMetrics.of(loop, "main").bindTo(registry);
            loop.runUntilComplete(() -> {
                io.asyncio4j.Asyncio.sleep(0.02);
                assertEquals(1, registry.get("asyncio4j.tasks.alive").gauge().value());
                assertTrue(registry.get("asyncio4j.tasks.age.max").timeGauge().value(TimeUnit.MILLISECONDS) >= 19);
                assertTrue(registry.get("asyncio4j.loop.lag").functionTimer().count() >= 1);
                return null;
            });
            assertEquals(0, registry.get("asyncio4j.tasks.alive").gauge().value());
            assertEquals(1, sumOfCounters("asyncio4j.tasks.started"));
        }
    }
}
