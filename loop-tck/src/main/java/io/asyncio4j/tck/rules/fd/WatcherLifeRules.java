// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fd;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ChannelPair;
import io.asyncio4j.tck.harness.net.Expect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Errors, ends, and what callbacks may do to watchers. */
final class WatcherLifeRules {

    @Rule(id = "FD-08", needs = Capability.READERS)
    void throwingReaderIsReportedAndStays(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (Pipes pipe = Pipes.open()) {
            pipe.write("x");
            loop.addReader(pipe.source(), () -> {
                tck.log.add("called");
                if (tck.log.count("called") == 2) {
                    loop.removeReader(pipe.source());
                }
                throw new IllegalStateException("by the reader");
            });
            tck.runUntil("the reader was called twice", () -> tck.log.count("called") == 2);
            tck.runTimes(2);
            tck.log.expect("called", "called");
            for (var report : tck.expectReports(2)) {
                Expect.text(java.util.Objects.requireNonNull(report.exception()), "by the reader");
            }
        }
    }

    @Rule(id = "FD-09", needs = Capability.READERS)
    void endAndErrorCountAsReady(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (Pipes ended = Pipes.open();
                Pipes broken = Pipes.open()) {
            loop.addReader(ended.source(), () -> once(tck, "end", () -> loop.removeReader(ended.source())));
            ChannelPair.fill(broken.sink());
            loop.addWriter(broken.sink(), () -> once(tck, "broken", () -> loop.removeWriter(broken.sink())));
            tck.runFor(0.01);
            tck.log.expect();
            ended.sink().close();
            tck.runUntil("the end was seen", () -> tck.log.count("end") > 0);
            broken.source().close();
            tck.runUntil("the broken pipe was seen", () -> tck.log.count("broken") > 0);
        }
        try (SocketChannel refused = SocketChannel.open()) {
            refused.configureBlocking(false);
            refused.connect(unused());
            loop.addWriter(refused, () -> once(tck, "refused", () -> loop.removeWriter(refused)));
            tck.runUntil("the refusal was seen", () -> tck.log.count("refused") > 0);
        }
        tck.runTimes(3);
        tck.log.expect("end", "broken", "refused");
    }

    private static void once(RuleContext tck, String event, Runnable removal) {
        tck.log.add(event);
        removal.run();
    }

    /** An address where nobody listens any more. */
    private static InetSocketAddress unused() throws Exception {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    @Rule(id = "FD-10", needs = Capability.READERS)
    void closedLoopTakesNoWatchersAndHasNone(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (ChannelPair pair = ChannelPair.open()) {
            loop.addReader(pair.near(), tck.log.adding("read"));
            loop.addWriter(pair.near(), tck.log.adding("write"));
            loop.close();
            Expect.same("whether there was a reader", false, loop.removeReader(pair.near()));
            Expect.same("whether there was a writer", false, loop.removeWriter(pair.near()));
            tck.raises(IllegalStateException.class, "closed", () -> loop.addReader(pair.near(), () -> {}));
            tck.raises(IllegalStateException.class, "closed", () -> loop.addWriter(pair.near(), () -> {}));
            tck.step("the channel is its owner's: open, and free for another loop");
            Expect.that("the channel is open", pair.near().isOpen());
            AbstractEventLoop other = tck.newLoop();
            pair.send("x");
            other.addReader(pair.near(), () -> {
                tck.log.add("read by the other");
                other.removeReader(pair.near());
                other.stop();
            });
            other.runForever();
        }
        tck.log.expect("read by the other");
    }

    @Rule(id = "FD-11", needs = Capability.READERS)
    void callbacksMayRemoveWatchersOfTheSameIteration(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (ChannelPair pair = ChannelPair.open();
                Pipes one = Pipes.open();
                Pipes two = Pipes.open()) {
            pair.send("x");
            loop.addReader(pair.near(), () -> {
                tck.log.add("reader");
                loop.removeReader(pair.near());
                loop.removeWriter(pair.near());
            });
            loop.addWriter(pair.near(), tck.log.adding("writer"));
            tck.runUntil("the reader was called", () -> tck.log.count("reader") > 0);
            tck.runTimes(3);
            tck.log.take("reader");
            one.write("x");
            two.write("x");
            Runnable first = () -> {
                tck.log.add("first");
                loop.removeReader(one.source());
                loop.removeReader(two.source());
            };
            loop.addReader(one.source(), first);
            loop.addReader(two.source(), first);
            tck.runUntil("one of the two was called", () -> tck.log.count("first") > 0);
            tck.runTimes(3);
            tck.log.expect("first");
        }
    }
}
