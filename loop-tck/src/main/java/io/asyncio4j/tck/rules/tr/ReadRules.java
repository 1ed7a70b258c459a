// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.transports.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What is delivered, and when not. */
final class ReadRules {

    private static final int LARGEST_READ_BYTES = 256 * 1024;

    private static final List<Consumer<Transport>> ENDINGS = List.of(Transport::close, Transport::abort);

    @Rule(id = "TR-33", needs = Capability.TCP)
    void isReadingUntilPausedOrClosed(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Consumer<Transport> ending : ENDINGS) {
                    Transport transport = rig.link(end, rig.protocol()).transport();
                    rig.act(() -> {
                        Expect.same("isReading at first", true, transport.isReading());
                        transport.pauseReading();
                        Expect.same("isReading while paused", false, transport.isReading());
                        transport.resumeReading();
                        Expect.same("isReading after resume", true, transport.isReading());
                        ending.accept(transport);
                        Expect.same("isReading after the end", false, transport.isReading());
                    });
                }
            }
        }
    }

    @Rule(id = "TR-34", needs = Capability.TCP)
    void pauseAndResumeMayBeRepeatedAndDoNothingAtTheEnd(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Consumer<Transport> ending : ENDINGS) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                Transport transport = link.transport();
                rig.act(() -> {
                    transport.resumeReading();
                    transport.pauseReading();
                    transport.pauseReading();
                });
                link.peer().send("one");
                rig.settle();
                tck.log.expect("made");
                rig.act(() -> {
                    transport.resumeReading();
                    transport.resumeReading();
                });
                rig.untilReceived(protocol, 3);
                tck.log.expect("made", "data:one");
                rig.act(() -> {
                    ending.accept(transport);
                    transport.pauseReading();
                    transport.resumeReading();
                    Expect.same("isReading", false, transport.isReading());
                });
                rig.untilLost(protocol);
                rig.act(() -> {
                    transport.pauseReading();
                    transport.resumeReading();
                });
                rig.settle();
                tck.log.expect("made", "data:one", "lost:null");
            }
        }
    }

    @Rule(id = "TR-35", needs = Capability.TCP)
    void nothingIsDeliveredAfterPauseReturned(RuleContext tck) throws Exception {
        byte[] much = TcpRig.pattern(700_000);
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    tck.step(end + ", " + where + ": data and end of file are there when the loop begins to pause");
                    tck.log.clear();
                    RecordingProtocol first = rig.protocol();
                    TcpRig.Link link = rig.link(end, first);
                    link.peer().send("hello");
                    link.peer().shutdownOutput();
                    rig.act(where, link.transport()::pauseReading);
                    rig.settle();
                    tck.log.expect("made");
                    rig.act(link.transport()::resumeReading);
                    rig.untilLost(first);
                    tck.log.expect("made", "data:hello", "eof", "lost:null");
                }
                tck.step(end + ": pause in dataReceived, more is there");
                tck.log.clear();
                RecordingProtocol second = rig.protocol().summarizing();
                List<Integer> sizes = new ArrayList<>();
                second.onData((transport, data) -> {
                    sizes.add(data.length);
                    transport.pauseReading();
                });
                TcpRig.Link link = rig.link(end, second);
                CompletableFuture<Integer> sending = link.peer().sending(much);
                for (int reads = 1; second.count() < much.length; reads++) {
                    int allowed = reads;
                    tck.runUntil("data came", () -> sizes.size() >= allowed);
                    rig.settle();
                    Expect.same("deliveries after " + reads + " times resuming", reads, sizes.size());
                    rig.act(link.transport()::resumeReading);
                }
                rig.await(sending);
                Expect.bytes("all data", much, second.received());
                tck.step(end + ": pause by a timer, which comes behind the data that its iteration has read");
                RecordingProtocol third = rig.protocol().summarizing();
                pausedByATimer(tck, rig, rig.link(end, third), third);
            }
        }
    }

    /** Tries until an iteration finds the data, since a poller may take a moment to see it. */
    private static void pausedByATimer(RuleContext tck, TcpRig rig, TcpRig.Link link, RecordingProtocol protocol)
            throws Exception {
        rig.act(link.transport()::pauseReading);
        link.peer().send("hello");
        for (int i = 0; i < 50 && protocol.count() == 0; i++) {
            int[] seen = {-1};
            tck.loop().callSoon(() -> {
                link.transport().resumeReading();
                tck.loop().callLater(0, () -> {
                    link.transport().pauseReading();
                    seen[0] = protocol.count();
                });
            });
            tck.runUntil("reading is paused", () -> seen[0] >= 0);
            rig.settle();
            Expect.same("bytes that were delivered, before pauseReading and at all", seen[0], protocol.count());
        }
        Expect.same("bytes that were delivered at last", 5, protocol.count());
    }

    @Rule(id = "TR-36", needs = Capability.TCP)
    void endOfThePeerWaitsForResumeAndComesAfterTheData(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (boolean reset : new boolean[] {false, true}) {
                    for (boolean data : new boolean[] {false, true}) {
                        tck.step(end + ", reset " + reset + ", data " + data);
                        tck.log.clear();
                        RecordingProtocol protocol = rig.protocol();
                        TcpRig.Link link = rig.link(end, protocol);
                        rig.act(link.transport()::pauseReading);
                        rig.settle();
                        if (data) {
                            link.peer().send("last");
                        }
                        if (reset) {
                            link.peer().reset();
                        } else {
                            link.peer().close();
                        }
                        rig.settle();
                        tck.log.expect("made");
                        rig.act(link.transport()::resumeReading);
                        rig.untilLost(protocol);
                        List<String> allowed = new ArrayList<>(List.of("made"));
                        if (data) {
                            allowed.add("data:last");
                        }
                        allowed.addAll(reset ? List.of("lost:IOException") : List.of("eof", "lost:null"));
                        tck.log.expect(allowed.toArray(String[]::new));
                    }
                }
            }
        }
    }

    @Rule(id = "TR-37", needs = Capability.TCP)
    void oneReadForEachIterationOfAtMost256Kibibytes(RuleContext tck) throws Exception {
        byte[] much = TcpRig.pattern(3_000_000);
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                boolean[] open = {false};
                int[] largest = {0};
                RecordingProtocol protocol = rig.protocol().summarizing();
                protocol.onData((transport, data) -> {
                    if (open[0]) {
                        tck.log.add("two reads without the callback between them");
                    }
                    open[0] = true;
                    largest[0] = Math.max(largest[0], data.length);
                    tck.loop().callSoon(() -> open[0] = false);
                });
                TcpRig.Link link = rig.link(end, protocol);
                CompletableFuture<Integer> sending = link.peer().sending(much);
                rig.untilReceived(protocol, much.length);
                rig.await(sending);
                Expect.bytes("all data", much, protocol.received());
                Expect.that("the largest read is " + largest[0], largest[0] <= LARGEST_READ_BYTES);
                tck.log.expect("made", "data");
            }
        }
    }

    @Rule(
            id = "TR-38",
            needs = Capability.TCP,
            note = "Java's arrays are mutable, so instead of that the array must belong to the receiver.")
    void dataIsTheReceiversToKeep(RuleContext tck) throws Exception {
        byte[] much = TcpRig.pattern(1_000_000);
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                List<byte[]> kept = new ArrayList<>();
                List<byte[]> copies = new ArrayList<>();
                RecordingProtocol protocol = rig.protocol().summarizing();
                protocol.onData((transport, data) -> {
                    Expect.that("data is not empty", data.length > 0);
                    if (kept.size() % 2 == 0) {
                        Arrays.fill(data, (byte) 'x');
                    }
                    kept.add(data);
                    copies.add(data.clone());
                });
                TcpRig.Link link = rig.link(end, protocol);
                List<String> words = List.of("a", "few", "short", "words");
                int before = String.join("", words).length();
                for (String word : words) {
                    int seen = protocol.count();
                    link.peer().send(word);
                    rig.untilReceived(protocol, seen + word.length());
                }
                CompletableFuture<Integer> sending = link.peer().sending(much);
                rig.untilReceived(protocol, before + much.length);
                rig.await(sending);
                Expect.bytes("all data", much, Arrays.copyOfRange(protocol.received(), before, before + much.length));
                for (int i = 0; i < kept.size(); i++) {
                    Expect.bytes("array " + i + " as it was left", copies.get(i), kept.get(i));
                }
            }
        }
    }

    @Rule(id = "TR-39", needs = Capability.TCP)
    void nothingIsDeliveredAfterCloseOrAbort(RuleContext tck) throws Exception {
        byte[] much = TcpRig.pattern(1_000_000);
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Consumer<Transport> ending : ENDINGS) {
                    tck.step(end + ": end in dataReceived, more is there");
                    tck.log.clear();
                    RecordingProtocol first = rig.protocol().summarizing();
                    int[] deliveries = {0};
                    first.onData((transport, data) -> {
                        deliveries[0]++;
                        ending.accept(transport);
                    });
                    TcpRig.Link link = rig.link(end, first);
                    CompletableFuture<Integer> sending = link.peer().sending(much);
                    rig.untilLost(first);
                    rig.settle();
                    tck.log.expect("made", "data", "lost:null");
                    Expect.same("deliveries", 1, deliveries[0]);
                    sending.exceptionally(cut -> 0).join();

                    tck.step(end + ": end in a callback that comes before the read");
                    tck.log.clear();
                    RecordingProtocol second = rig.protocol();
                    TcpRig.Link other = rig.link(end, second);
                    other.peer().send("hello");
                    rig.act(() -> ending.accept(other.transport()));
                    rig.untilLost(second);
                    rig.settle();
                    tck.log.expect("made", "lost:null");
                }
            }
        }
    }
}
