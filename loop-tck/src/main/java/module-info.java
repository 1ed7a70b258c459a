// SPDX-License-Identifier: Apache-2.0

/** The rules of asyncio as tests, for any implementation of the loop contract. */
module io.asyncio4j.tck {
    requires transitive io.asyncio4j;
    requires static org.jspecify;
    // A loop's own test class extends the TCK's, so JUnit's types are part of its signature.
    requires transitive org.junit.jupiter.api;
    // What loops log is looked at through java.util.logging, where System.Logger ends by default.
    requires java.logging;
    // Thread dumps that include virtual threads, of a rule that hangs.
    requires jdk.management;

    exports io.asyncio4j.tck;
    exports io.asyncio4j.tck.broken;
    exports io.asyncio4j.tck.harness;
    exports io.asyncio4j.tck.kit;
    exports io.asyncio4j.tck.report;

    // A rule about new loops asks whether there is anybody who makes them.
    uses io.asyncio4j.events.EventLoopProvider;

    // The loops to be tested, of those who write loops.
    uses io.asyncio4j.tck.LoopUnderTest;

    // Host names that resolve to what a rule asks for.
    provides java.net.spi.InetAddressResolverProvider with
            io.asyncio4j.tck.harness.net.ScriptedResolver;
}
