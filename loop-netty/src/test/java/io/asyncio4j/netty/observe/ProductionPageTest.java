// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.NettyLoopGroup;
import io.asyncio4j.tasks.Task;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** What docs/production.md shows is what {@link ProductionExamples} says, and it works. */
@Timeout(60)
class ProductionPageTest {

    private static final Path PAGE = Path.of("docs/production.md");

    private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch warned = new CountDownLatch(1);
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(MDC.get("request") + ": " + record.getMessage());
            warned.countDown();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Logger listened;

    private void listenTo(String name) {
        listened = Logger.getLogger(name);
        listened.addHandler(capture);
        listened.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        if (listened != null) {
            listened.removeHandler(capture);
            listened.setUseParentHandlers(true);
        }
        MdcCarrier.unregister();
        OpenTelemetryCarrier.unregister();
    }

    private static String plain(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    private static List<MatchResult> on(String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .toList();
    }

    @Test
    void pageShowsTheSources() throws IOException {
        String sources = plain(Files.readString(
                Path.of("src/test/java/io/asyncio4j/netty/observe/ProductionExamples.java")));
        List<MatchResult> blocks = on("```java\n(.*?)```");
        assertEquals(5, blocks.size());
        for (MatchResult block : blocks) {
            assertTrue(sources.contains(plain(block.group(1))), () -> "not in the sources: " + block.group(1));
        }
    }

    @Test
    void pageListsAllMetersAndNoOther() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TreeSet<String> meters = new TreeSet<>();
        try (NettyLoopGroup group = NettyLoopGroup.start(1);
                LoopMetrics metrics = ProductionExamples.publish(group, registry)) {
            for (Meter meter : registry.getMeters()) {
                meters.add(meter.getId().getName());
            }
        }
        TreeSet<String> listed = new TreeSet<>();
        on("^\\| `(asyncio4j\\.[a-z.]+)`").forEach(match -> listed.add(match.group(1)));
        assertEquals(meters, listed);
    }

    @Test
    void aStalledLoopIsLoggedWithWhatHoldsItAndIsNotHealthy() throws Exception {
        listenTo("io.asyncio4j.diagnostics");
        CountDownLatch released = new CountDownLatch(1);
        try (NettyLoopGroup group = NettyLoopGroup.start(2)) {
            ProductionExamples.watch(group);
            assertTrue(ProductionExamples.healthy(group));
            // A handler of Netty that blocks, in no batch of asyncio's.
            group.loops().getLast().eventLoop().execute(() -> waitFor(released));
            assertTrue(warned.await(20, TimeUnit.SECONDS));
            assertFalse(ProductionExamples.healthy(group));
            assertTrue(logged.getFirst().contains("ProductionPageTest.waitFor"), logged::toString);
            assertTrue(logged.getFirst().contains("has not turned for 0."), logged::toString);
            released.countDown();
        }
    }

    private static void waitFor(CountDownLatch released) {
        try {
            assertTrue(released.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void eachRequestIsInItsOwnLines() {
        listenTo("page");
        ProductionExamples.carryContexts();
        Asyncio.run(() -> {
            Task<?> one = Asyncio.createTask(() -> ProductionExamples.handle("1"));
            Task<?> two = Asyncio.createTask(() -> ProductionExamples.handle("2"));
            one.await();
            two.await();
        });
        logged.sort(null);
        assertEquals(
                List.of("1: answered user of 1", "1: looks up", "2: answered user of 2", "2: looks up"), logged);
    }
}
