// SPDX-License-Identifier: Apache-2.0

/** asyncio without I/O: the loop contract, futures, tasks, and the scheduling core that loops build on. */
module io.asyncio4j {
    requires static transitive org.jspecify;

    exports io.asyncio4j.carriers;
    exports io.asyncio4j.context;
    exports io.asyncio4j.events;
    exports io.asyncio4j.events.base;
    exports io.asyncio4j.net;
    exports io.asyncio4j.protocols;
    exports io.asyncio4j.subprocess;
    exports io.asyncio4j.tasks;
    exports io.asyncio4j.transports;

    uses io.asyncio4j.events.EventLoopProvider;
}
