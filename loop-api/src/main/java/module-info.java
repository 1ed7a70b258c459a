// SPDX-License-Identifier: Apache-2.0

/**
 * asyncio without I/O: the loop contract, futures, tasks, and the scheduling core that loops build on.
 *
 * <p>What holds everywhere: an argument that is null where its type does not say {@code @Nullable} is refused with a
 * {@link NullPointerException}. "Loop only" means in a callback or a coroutine of the loop, or while the loop does not run
 * and nobody else uses it; "any thread" means what it says. Times are {@code double} seconds, as in asyncio, or a
 * {@link java.time.Duration}; sizes are bytes.
 */
module io.asyncio4j {
    requires static transitive org.jspecify;
    // sun.misc.Signal, for Ctrl-C during Runner.run.
    requires jdk.unsupported;

    // Only for those who look into a running program: package io.asyncio4j.diagnostics.
    requires static java.management;
    requires static jdk.attach;
    requires static jdk.jfr;

    exports io.asyncio4j;
    exports io.asyncio4j.carriers;
    exports io.asyncio4j.context;
    exports io.asyncio4j.diagnostics;
    exports io.asyncio4j.events;
    exports io.asyncio4j.events.base;
    exports io.asyncio4j.net;
    exports io.asyncio4j.protocols;
    exports io.asyncio4j.streams;
    exports io.asyncio4j.subprocess;
    exports io.asyncio4j.sync;
    exports io.asyncio4j.tasks;
    exports io.asyncio4j.transports;

    uses io.asyncio4j.events.EventLoopProvider;
}
