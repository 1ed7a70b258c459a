// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import io.asyncio4j.Asyncio;
import io.asyncio4j.diagnostics.LoopHealth;
import io.asyncio4j.diagnostics.StallWatch;
import io.asyncio4j.netty.NettyLoopGroup;
import io.asyncio4j.tasks.Task;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What docs/production.md shows; ProductionPageTest compares and runs it. */
final class ProductionExamples {

    private static final Logger LOG = LoggerFactory.getLogger("page");

    private ProductionExamples() {}

    static LoopMetrics publish(NettyLoopGroup group, MeterRegistry registry) {
        LoopMetrics metrics = LoopMetrics.of(group, "http");
        metrics.bindTo(registry);
        return metrics;
    }

    static void watch(NettyLoopGroup group) {
        group.loops().forEach(StallWatch::start);
    }

    static boolean healthy(NettyLoopGroup group) {
        return group.loops().stream().map(LoopHealth::of).allMatch(LoopHealth::isUp);
    }

    static void carryContexts() {
        MdcCarrier.register();
        OpenTelemetryCarrier.register();
    }

    static void handle(String request) throws Exception {
        MDC.put("request", request);
        Task<String> user = Asyncio.createTask(() -> lookUp("user"));
        Asyncio.sleep(0.01);
        LOG.info("answered " + user.await());
    }

    private static String lookUp(String what) {
        Asyncio.sleep(0);
        LOG.info("looks up");
        return what + " of " + MDC.get("request");
    }
}
