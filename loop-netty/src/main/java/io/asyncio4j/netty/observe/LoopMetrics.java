// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.netty.NettyLoopGroup;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What loops count, as meters of Micrometer; the numbers are those of {@link LoopStatistics}, whose counting begins when this is
 * bound. Any thread. asyncio has no counterpart.
 *
 * <pre>{@code
 * LoopMetrics.of(group, "http").bindTo(registry);
 * }</pre>
 *
 * <p>Each meter's name begins with {@code asyncio4j}, and it has the tag {@code loop}. Meters hold their loop weakly: binding
 * does not keep it alive.
 */
// Who calls this has Micrometer; nobody else shall need it.
@SuppressWarnings("exports")
public final class LoopMetrics implements MeterBinder, AutoCloseable {

    private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;

    private record Registered(MeterRegistry registry, Meter meter) {}

    private final Map<String, AbstractEventLoop> loops;
    private final Tags tags;

    // Guarded by this.
    private final List<Registered> registered = new ArrayList<>();

    private LoopMetrics(Map<String, AbstractEventLoop> loops, Tags tags) {
        this.loops = loops;
        this.tags = tags;
    }

    /**
     * Makes a binder for a loop.
     *
     * @param loop standalone or attached
     * @param name the value of the tag {@code loop}
     * @return the binder
     * @throws NullPointerException if either is null
     */
    public static LoopMetrics of(AbstractEventLoop loop, String name) {
        Objects.requireNonNull(loop, "LoopMetrics.of: the loop is null; give one");
        Objects.requireNonNull(name, "LoopMetrics.of: the name is null; give what the tag shall say");
        return new LoopMetrics(Map.of(name, loop), Tags.empty());
    }

    /**
     * Makes a binder for the loops of a group.
     *
     * @param group the group
     * @param name the tag {@code loop} says {@code name-0}, {@code name-1} and so on
     * @return the binder
     * @throws NullPointerException if either is null
     */
    public static LoopMetrics of(NettyLoopGroup group, String name) {
        Objects.requireNonNull(group, "LoopMetrics.of: the group is null; give one");
        Objects.requireNonNull(name, "LoopMetrics.of: the name is null; give what the tag shall say");
        Map<String, AbstractEventLoop> loops = new LinkedHashMap<>();
        group.loops().forEach(loop -> loops.put(name + "-" + loops.size(), loop));
        return new LoopMetrics(loops, Tags.empty());
    }

    /**
     * Adds tags of the caller's own.
     *
     * @param more for each meter
     * @return another binder
     */
    public LoopMetrics tags(Iterable<Tag> more) {
        return new LoopMetrics(loops, tags.and(more));
    }

    /**
     * Registers the meters, and has the loops count.
     *
     * @throws UnsupportedOperationException if a loop is not of this library, and does not count
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        loops.forEach((name, loop) -> {
            LoopStatistics.of(loop);
            new Binding(registry, loop, tags.and("loop", name)).bind();
        });
    }

    /** Takes the meters out of the registries. The loops go on counting. */
    @Override
    public synchronized void close() {
        registered.forEach(one -> one.registry.remove(one.meter));
        registered.clear();
    }

    /** The meters of one loop in one registry. */
    private final class Binding {
        private final MeterRegistry registry;
        private final AbstractEventLoop loop;
        private final Tags its;

        Binding(MeterRegistry registry, AbstractEventLoop loop, Tags its) {
            this.registry = registry;
            this.loop = loop;
            this.its = its;
        }

        void bind() {
            timer("asyncio4j.loop.callbacks", "Callbacks and steps of tasks that have run",
                    all -> all.callbacks().run(), all -> all.callbacks().time());
            time("asyncio4j.loop.callbacks.max", "The longest of the recent ones", all -> all.callbacks().longest());
            count("asyncio4j.loop.turns", "Iterations that ran a callback", null, all -> all.callbacks().turns());
            gauge("asyncio4j.loop.ready", "Callbacks in the ready queue", "callbacks", all -> all.callbacks().ready());
            timer("asyncio4j.loop.lag", "How late timers ran, and beats of a StallWatch",
                    all -> all.lag().samples(), all -> all.lag().time());
            time("asyncio4j.loop.lag.max", "The longest of the recent ones", all -> all.lag().longest());
            count("asyncio4j.loop.stalls", "Times a StallWatch found the loop stalled", null, LoopStatistics::stalls);

            gauge("asyncio4j.tasks.alive", "Tasks that are not done", "tasks", all -> all.tasks().alive());
            count("asyncio4j.tasks.started", "Tasks that were made", "tasks", all -> all.tasks().started());
            time("asyncio4j.tasks.age.max", "The age of the oldest that is not done", all -> all.tasks().oldest());
            time("asyncio4j.tasks.age.mean", "The mean age of those that are not done",
                    all -> all.tasks().ages().dividedBy(Math.max(1, all.tasks().alive())));

            gauge("asyncio4j.transports.open", "Transports with a connection", "transports",
                    all -> all.transports().open());
            count("asyncio4j.transports.opened", "Transports that got a connection", "transports",
                    all -> all.transports().opened());
            count("asyncio4j.transports.read", "What came", BaseUnits.BYTES, all -> all.transports().bytesRead());
            count("asyncio4j.transports.sent", "What has left", BaseUnits.BYTES, all -> all.transports().bytesSent());
            gauge("asyncio4j.transports.buffered", "What was written and has not left", BaseUnits.BYTES,
                    all -> all.transports().bytesBuffered());
            gauge("asyncio4j.transports.writing.paused", "Transports whose protocol was told to pause writing",
                    "transports", all -> all.transports().writingPaused());
            seconds("asyncio4j.transports.writing.paused.time", "For how long, all together",
                    all -> all.transports().writingPausedTime());
            gauge("asyncio4j.transports.reading.paused", "Transports of which the program wants nothing",
                    "transports", all -> all.transports().readingPaused());
            seconds("asyncio4j.transports.reading.paused.time", "For how long, all together",
                    all -> all.transports().readingPausedTime());
            count("asyncio4j.accept.failures", "Connections that could not be accepted", null,
                    all -> all.transports().acceptFailures());

            timer("asyncio4j.tls.handshakes", "Handshakes of TLS, failed ones too",
                    all -> all.handshakes().done() + all.handshakes().failed(), all -> all.handshakes().time());
            count("asyncio4j.tls.handshakes.failed", "Handshakes that failed", null,
                    all -> all.handshakes().failed());
        }

        private void keep(Meter meter) {
            registered.add(new Registered(registry, meter));
        }

        private void timer(
                String name, String what, ToLongFunction<LoopStatistics> count, During time) {
            keep(FunctionTimer.builder(name, loop, at -> count.applyAsLong(LoopStatistics.of(at)),
                    at -> time.of(LoopStatistics.of(at)).toNanos(), NANOS)
                    .description(what)
                    .tags(its)
                    .register(registry));
        }

        private void time(String name, String what, During time) {
            keep(TimeGauge.builder(name, loop, NANOS, at -> time.of(LoopStatistics.of(at)).toNanos())
                    .description(what)
                    .tags(its)
                    .register(registry));
        }

        private void count(
                String name, String what, @Nullable String unit,
                ToDoubleFunction<LoopStatistics> value) {
            keep(FunctionCounter.builder(name, loop, at -> value.applyAsDouble(LoopStatistics.of(at)))
                    .description(what)
                    .baseUnit(unit)
                    .tags(its)
                    .register(registry));
        }

        private void seconds(String name, String what, During time) {
            count(name, what, "seconds", all -> time.of(all).toNanos() / 1e9);
        }

        private void gauge(String name, String what, String unit, ToDoubleFunction<LoopStatistics> value) {
            keep(Gauge.builder(name, loop, at -> value.applyAsDouble(LoopStatistics.of(at)))
                    .description(what)
                    .baseUnit(unit)
                    .tags(its)
                    .register(registry));
        }
    }

    /** A time among the numbers. */
    private interface During {
        Duration of(LoopStatistics all);
    }
}
