// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.BadLink;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.transports.Transport;
import io.asyncio4j.transports.WriteLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** When writing is paused and resumed. */
final class FlowControlRules {

    private static final int PLENTY = 1 << 30;

    @Rule(id = "TR-12", needs = Capability.TCP)
    void writelinesOverTheHighMarkPauses(RuleContext tck) throws Exception {
        byte[] half = TcpRig.pattern(4_000_000);
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                TcpRig.Link link = rig.client(rig.protocol());
                rig.act(where, () -> {
                    link.transport().writelines(List.of(half, half, half));
                    tck.log.add("writelines returned");
                });
                tck.log.expect("made", "pause", "writelines returned");
                byte[] seen = rig.await(link.peer().reading(3 * half.length));
                Expect.bytes("the last part", half, Arrays.copyOfRange(seen, 2 * half.length, 3 * half.length));
                tck.runUntil("writing was resumed", () -> tck.log.count("resume") == 1);
            }
        }
    }

    @Rule(id = "TR-19", needs = Capability.TCP)
    void limitsAre16And64KibibytesByDefault(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                Transport transport = rig.link(end, rig.protocol()).transport();
                Expect.same("low", 16384, transport.getWriteBufferLimits().low());
                Expect.same("high", 65536, transport.getWriteBufferLimits().high());
            }
        }
    }

    @Rule(id = "TR-20", needs = Capability.TCP)
    void missingLimitIsDerivedFromTheOther(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Transport transport = rig.client(rig.protocol()).transport();
            rig.act(() -> {
                limits(transport, 1003, null, 250, 1003);
                limits(transport, null, 100, 100, 400);
                limits(transport, null, 0, 0, 0);
                limits(transport, 70, 20, 20, 70);
                limits(transport, 70, 70, 70, 70);
                limits(transport, null, null, 16384, 65536);
            });
        }
    }

    private static void limits(
            Transport transport, @Nullable Integer high, @Nullable Integer low, int lowThen, int highThen) {
        transport.setWriteBufferLimits(high, low);
        Expect.same(
                "limits of high " + high + " and low " + low,
                new WriteLimits(lowThen, highThen),
                transport.getWriteBufferLimits());
    }

    @Rule(id = "TR-21", needs = Capability.TCP)
    void wrongLimitsAreRefusedAndTheOldOnesStay(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Transport transport = rig.client(rig.protocol()).transport();
            rig.act(() -> {
                transport.setWriteBufferLimits(70, 20);
                for (@Nullable Integer[] wrong : List.of(
                        new @Nullable Integer[] {10, 11},
                        new @Nullable Integer[] {10, -1},
                        new @Nullable Integer[] {-1, null},
                        new @Nullable Integer[] {null, -1},
                        new @Nullable Integer[] {-2, -1})) {
                    Expect.failure(
                            IllegalArgumentException.class, () -> transport.setWriteBufferLimits(wrong[0], wrong[1]));
                    Expect.same("limits", new WriteLimits(20, 70), transport.getWriteBufferLimits());
                }
            });
        }
    }

    @Rule(id = "TR-22", needs = Capability.TCP)
    void highZeroGivesLowZero(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Transport transport = rig.client(rig.protocol()).transport();
            rig.act(() -> limits(transport, 0, null, 0, 0));
        }
    }

    @Rule(id = "TR-23", needs = Capability.TCP)
    void writingIsPausedAboveTheHighMarkAndNotAtIt(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                Transport transport = rig.client(rig.protocol()).transport();
                rig.fill(transport);
                rig.act(where, () -> {
                    int size = (int) transport.getWriteBufferSize();
                    transport.setWriteBufferLimits(size, 0);
                    tck.log.add("limit at the size");
                    transport.setWriteBufferLimits(size + 10, 0);
                    transport.write(new byte[10]);
                    tck.log.add("size at the limit");
                    transport.write(new byte[1]);
                    tck.log.add("size above the limit");
                });
                tck.log.expect("made", "limit at the size", "size at the limit", "pause", "size above the limit");
            }
        }
    }

    @Rule(id = "TR-24", needs = Capability.TCP)
    void writingIsResumedAtTheLowMarkOrBelow(RuleContext tck) throws Exception {
        byte[] much = TcpRig.pattern(24 * 1024 * 1024);
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.step("low is 0: resumed when all is sent");
                tck.log.clear();
                List<Long> sizes = new ArrayList<>();
                TcpRig.Link link = rig.client(
                        rig.protocol().onResume(transport -> sizes.add(transport.getWriteBufferSize())));
                rig.act(where, () -> {
                    link.transport().setWriteBufferLimits(0, 0);
                    link.transport().write(much);
                });
                rig.settle();
                tck.log.expect("made", "pause");
                Expect.bytes("the peer", much, rig.await(link.peer().reading(much.length)));
                tck.runUntil("writing was resumed", () -> tck.log.count("resume") == 1);
                Expect.same("sizes at resume", List.of(0L), sizes);
                tck.step("low is high: resumed long before all is sent");
                sizes.clear();
                int[] low = {0};
                rig.act(where, () -> {
                    link.transport().setWriteBufferLimits(PLENTY, null);
                    link.transport().write(much);
                });
                rig.settle();
                rig.act(where, () -> {
                    low[0] = (int) link.transport().getWriteBufferSize() - 1;
                    link.transport().setWriteBufferLimits(low[0], low[0]);
                });
                // The system asks for more only when a good part of its buffer is free again.
                rig.await(link.peer().reading(much.length / 3));
                tck.runUntil("writing was resumed", () -> tck.log.count("resume") == 2);
                Expect.that(
                        "resumed at " + low[0] + " or below, but with something left: " + sizes,
                        sizes.get(0) > 0 && sizes.get(0) <= low[0]);
                tck.log.expect("made", "pause", "resume", "pause", "resume");
                rig.act(link.transport()::abort);
            }
        }
    }

    @Rule(id = "TR-25", needs = Capability.TCP)
    void writingIsPausedInsideTheCallThatCrossesTheMark(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                Transport first = rig.client(rig.protocol()).transport();
                rig.act(where, () -> {
                    first.write(much);
                    tck.log.add("write returned");
                });
                tck.log.expect("made", "pause", "write returned");
                tck.log.clear();
                Transport second = rig.client(rig.protocol()).transport();
                rig.act(where, () -> {
                    second.setWriteBufferLimits(PLENTY, null);
                    second.write(much);
                    tck.log.add("write returned");
                    second.setWriteBufferLimits(1, null);
                    tck.log.add("setWriteBufferLimits returned");
                });
                tck.log.expect("made", "write returned", "pause", "setWriteBufferLimits returned");
            }
        }
    }

    @Rule(id = "TR-26", needs = Capability.TCP)
    void pauseAndResumeAlternate(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                TcpRig.Link link = rig.link(end, rig.protocol());
                for (int round = 1; round <= 3; round++) {
                    int rounds = round;
                    rig.act(Where.values()[round % 2], () -> {
                        link.transport().write(much);
                        link.transport().write(much);
                        link.transport().setWriteBufferLimits(1, null);
                        link.transport().writelines(List.of(much));
                    });
                    rig.settle();
                    Expect.same("pauses", round, tck.log.count("pause"));
                    rig.await(link.peer().reading(3 * much.length));
                    tck.runUntil("writing was resumed", () -> tck.log.count("resume") == rounds);
                }
                tck.log.expect("made", "pause", "resume", "pause", "resume", "pause", "resume");
                tck.step(end + ", the network stands still and goes on");
                tck.log.clear();
                BadLink stalling = BadLink.open(tck, rig, end, rig.protocol());
                for (int round = 1; round <= 3; round++) {
                    int rounds = round;
                    CompletableFuture<byte[]> reading = stalling.peer().reading(much.length);
                    stalling.network().stall(stalling.toPeer(), true);
                    rig.act(() -> stalling.transport().write(much));
                    rig.settle();
                    Expect.same("pauses", round, tck.log.count("pause"));
                    stalling.network().stall(stalling.toPeer(), false);
                    Expect.bytes("the peer", much, rig.await(reading));
                    tck.runUntil("writing was resumed", () -> tck.log.count("resume") == rounds);
                }
                tck.log.expect("made", "pause", "resume", "pause", "resume", "pause", "resume");
            }
        }
    }

    @Rule(id = "TR-27", needs = Capability.TCP)
    void lowerLimitsPauseAtOnceAndHigherOnesDoNotResume(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                TcpRig.Link link = rig.client(rig.protocol());
                Transport transport = link.transport();
                rig.fill(transport);
                rig.act(where, () -> {
                    transport.setWriteBufferLimits((int) transport.getWriteBufferSize() - 1, null);
                    tck.log.add("lowered");
                    transport.setWriteBufferLimits(PLENTY, null);
                    tck.log.add("raised");
                });
                rig.settle();
                tck.log.expect("made", "pause", "lowered", "raised");
                rig.await(link.peer().reading(much.length));
                tck.runUntil("writing was resumed", () -> tck.log.count("resume") == 1);
                tck.log.expect("made", "pause", "lowered", "raised", "resume");
            }
        }
    }

    @Rule(id = "TR-29", needs = Capability.TCP)
    void errorInPauseOrResumeIsReportedAndTheTransportGoesOn(RuleContext tck) throws Exception {
        IllegalStateException pause = new IllegalStateException("pause");
        IllegalStateException resume = new IllegalStateException("resume");
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol().onPause(transport -> {
                    throw pause;
                }).onResume(transport -> {
                    throw resume;
                });
                TcpRig.Link link = rig.client(protocol);
                rig.act(where, () -> link.transport().write(much));
                expectReport(tck, pause, "pause_writing", protocol, link);
                Expect.bytes("the peer", much, rig.await(link.peer().reading(much.length)));
                tck.runUntil("writing was resumed", () -> tck.log.count("resume") == 1);
                expectReport(tck, resume, "resume_writing", protocol, link);
                Expect.same("isClosing", false, link.transport().isClosing());
                rig.act(where, () -> link.transport().write(TcpRig.bytes("more")));
                Expect.same("what the peer reads", "more", rig.read(link.peer(), 4));
                tck.log.expect("made", "pause", "resume");
            }
        }
    }

    private static void expectReport(
            RuleContext tck, Throwable error, String callback, RecordingProtocol protocol, TcpRig.Link link) {
        ExceptionContext report = tck.expectReport();
        Expect.same("the exception of the report", error, report.exception());
        Expect.same("the message of the report", "protocol." + callback + "() failed", report.message());
        Expect.same("the protocol of the report", protocol, report.protocol());
        Expect.same("the transport of the report", link.transport(), report.transport());
    }

    @Rule(id = "TR-30", needs = Capability.TCP)
    void resumeWritingMayWriteOverTheMarkAgain(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                int[] left = {3};
                Consumer<Transport> more = new Consumer<>() {
                    @Override
                    public void accept(Transport transport) {
                        if (--left[0] == 0) {
                            transport.setWriteBufferLimits(null, null);
                            transport.write(TcpRig.bytes("end"));
                            return;
                        }
                        transport.write(much);
                        tck.log.add("write returned");
                        if (transport.getWriteBufferSize() == 0) {
                            // The peer has read as fast as this was written: nothing will resume it.
                            tck.loop().callSoon(() -> accept(transport));
                        }
                    }
                };
                TcpRig.Link link = rig.link(end, rig.protocol().onResume(more));
                rig.act(() -> {
                    link.transport().setWriteBufferLimits(0, null);
                    link.transport().write(much);
                });
                byte[] seen = rig.await(link.peer().reading(3 * much.length + 3));
                for (int i = 0; i < 3; i++) {
                    Expect.bytes("part " + i, much, Arrays.copyOfRange(seen, i * much.length, (i + 1) * much.length));
                }
                rig.settle();
                List<String> paused = tck.log.events().stream()
                        .filter(event -> event.equals("pause") || event.equals("resume"))
                        .toList();
                for (int i = 0; i < paused.size(); i++) {
                    Expect.same("number " + i + " of " + paused, i % 2 == 0 ? "pause" : "resume", paused.get(i));
                }
                Expect.that("each pause ends: " + paused, paused.size() >= 2 && paused.size() % 2 == 0);
            }
        }
    }

    @Rule(id = "TR-31", needs = Capability.TCP)
    void closeWhilePausedResumesDuringTheFlush(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                rig.act(where, () -> {
                    link.transport().write(much);
                    link.transport().close();
                });
                CompletableFuture<byte[]> reading = link.peer().readingToEnd();
                Expect.bytes("the peer", much, rig.await(reading));
                rig.untilLost(protocol);
                tck.log.expect("made", "pause", "resume", "lost:null");
            }
        }
    }

    @Rule(id = "TR-32", needs = Capability.TCP)
    void abortOrErrorWhilePausedDoesNotResume(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                RecordingProtocol aborted = rig.protocol();
                TcpRig.Link link = rig.client(aborted);
                rig.act(where, () -> {
                    link.transport().write(much);
                    link.transport().abort();
                });
                rig.untilLost(aborted);
                rig.settle();
                tck.log.expect("made", "pause", "lost:null");

                tck.log.clear();
                RecordingProtocol failed = rig.protocol();
                RawPeer peer = pausedPeer(rig, where, failed, much);
                peer.reset();
                rig.untilLost(failed);
                rig.settle();
                tck.log.expect("made", "pause", "lost:IOException");
            }
        }
    }

    private static RawPeer pausedPeer(TcpRig rig, Where where, RecordingProtocol protocol, byte[] much)
            throws Exception {
        TcpRig.Link link = rig.client(protocol);
        rig.act(where, () -> link.transport().write(much));
        return link.peer();
    }
}
