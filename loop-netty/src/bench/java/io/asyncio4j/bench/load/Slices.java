// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * A run in slices, so that those in which somebody else used the machine can be left out. In a closed loop with a client that
 * never sleeps both are busy all the time, unless the client is the limit; if one of them was not, it did not have its core.
 */
final class Slices {

    /** Who had its core was busy for this share of the time. */
    private static final double BUSY = 0.93;

    /** Fewer empty polls than that: the client is the limit, and the server may well be idle. */
    private static final double CLIENT_LIMIT = 0.02;

    private final List<Slice> all = new ArrayList<>();
    private long quietNanos;

    /**
     * A fraction of a second.
     *
     * @param nanos wall time
     * @param cpuNanos the server's CPU time
     * @param clientCpuNanos the generator's own CPU time
     * @param clientIdle share of the client's polls that found nothing
     * @param latencies of the messages that came back
     */
    record Slice(long nanos, long cpuNanos, long clientCpuNanos, double clientIdle, Histogram latencies) {
        boolean quiet() {
            return clientCpuNanos > BUSY * nanos && (cpuNanos > BUSY * nanos || clientIdle < CLIENT_LIMIT);
        }
    }

    void add(Slice slice) {
        all.add(slice);
        if (slice.quiet()) {
            quietNanos += slice.nanos();
        }
    }

    /** How long nobody disturbed. */
    long quietNanos() {
        return quietNanos;
    }

    /** The figures of the quiet slices, or of all if there is none. */
    String toLine() {
        List<Slice> quiet = all.stream().filter(Slice::quiet).toList();
        List<Slice> used = quiet.isEmpty() ? all : quiet;
        var latencies = new Histogram();
        used.forEach(slice -> latencies.addAll(slice.latencies()));
        double messages = Math.max(1, latencies.count());
        double nanos = used.stream().mapToLong(Slice::nanos).sum();
        double cpu = used.stream().mapToLong(Slice::cpuNanos).sum();
        double idle = used.stream().mapToDouble(Slice::clientIdle).average().orElse(0);
        return "result rate=" + messages / nanos * 1e9 + " cpu=" + cpu / messages + " busy=" + cpu / nanos + " p50="
                + latencies.at(0.5) + " p99=" + latencies.at(0.99) + " max=" + latencies.max() + " idle=" + idle
                + " quiet="
                + quiet.size() + " slices=" + all.size();
    }
}
