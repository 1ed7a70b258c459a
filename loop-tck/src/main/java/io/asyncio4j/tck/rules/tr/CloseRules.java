// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The end of a connection that was asked for. */
final class CloseRules {

    private static final int PLENTY = 1 << 30;

    private static final List<Consumer<Transport>> ENDINGS = List.of(Transport::close, Transport::abort);

    @Rule(id = "TR-47", needs = Capability.TCP)
    void closeSendsTheBufferThenReportsTheEnd(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    for (byte[] data : List.of(new byte[0], TcpRig.bytes("small"), much)) {
                        tck.step(end + ", " + where + ", " + data.length + " bytes");
                        tck.log.clear();
                        RecordingProtocol protocol = rig.protocol();
                        TcpRig.Link link = rig.link(end, protocol);
                        rig.act(where, () -> {
                            link.transport().setWriteBufferLimits(PLENTY, null);
                            link.transport().write(data);
                            Expect.same("isClosing before close", false, link.transport().isClosing());
                            link.transport().close();
                            Expect.same("isClosing after close", true, link.transport().isClosing());
                        });
                        CompletableFuture<byte[]> reading = link.peer().readingToEnd();
                        Expect.bytes("the peer", data, rig.await(reading));
                        rig.untilLost(protocol);
                        rig.settle();
                        tck.log.expect("made", "lost:null");
                    }
                }
            }
        }
    }

    @Rule(id = "TR-48", needs = Capability.TCP)
    void abortDropsTheBuffer(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    for (boolean closing : new boolean[] {false, true}) {
                        tck.step(end + ", " + where + (closing ? ", while close sends the rest" : ""));
                        tck.log.clear();
                        RecordingProtocol protocol = rig.protocol();
                        TcpRig.Link link = rig.link(end, protocol);
                        rig.act(where, () -> {
                            link.transport().setWriteBufferLimits(PLENTY, null);
                            link.transport().write(much);
                            if (closing) {
                                link.transport().close();
                            }
                        });
                        rig.settle();
                        tck.log.expect("made");
                        rig.act(where, () -> {
                            link.transport().abort();
                            Expect.same("isClosing", true, link.transport().isClosing());
                            Expect.same("the buffered size", 0L, link.transport().getWriteBufferSize());
                        });
                        rig.untilLost(protocol);
                        rig.settle();
                        tck.log.expect("made", "lost:null");
                        int seen = rig.await(link.peer().readingToAnyEnd()).length;
                        Expect.that("the peer reads less than was written", seen < much.length);
                    }
                }
            }
        }
    }

    @Rule(id = "TR-49", needs = Capability.TCP)
    void connectionLostIsALaterCallback(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    for (Consumer<Transport> ending : ENDINGS) {
                        tck.log.clear();
                        RecordingProtocol protocol = rig.protocol();
                        TcpRig.Link link = rig.link(end, protocol);
                        rig.act(where, () -> {
                            ending.accept(link.transport());
                            tck.log.add("returned");
                        });
                        rig.untilLost(protocol);
                        tck.log.expect("made", "returned", "lost:null");
                    }
                    tck.log.clear();
                    RecordingProtocol failing = rig.protocol();
                    TcpRig.Link link = rig.link(end, failing);
                    rig.act(link.transport()::pauseReading);
                    link.peer().reset();
                    rig.settle();
                    rig.act(where, () -> {
                        link.transport().write(TcpRig.bytes("nobody reads this"));
                        tck.log.add("returned");
                    });
                    rig.untilLost(failing);
                    tck.log.expect("made", "returned", "lost:IOException");
                }
            }
        }
    }

    @Rule(id = "TR-50", needs = Capability.TCP)
    void connectionLostIsCalledOnceWhateverHappens(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        IllegalStateException boom = new IllegalStateException("boom");
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (int mixture = 0; mixture < 9; mixture++) {
                    tck.step(end + ", mixture " + mixture);
                    tck.log.clear();
                    int kind = mixture;
                    RecordingProtocol protocol = rig.protocol().summarizing().onData((transport, data) -> {
                        if (kind == 6) {
                            transport.close();
                            throw boom;
                        } else if (kind == 7) {
                            transport.abort();
                            throw boom;
                        }
                    }).onEof(transport -> {
                        transport.close();
                        return kind == 5;
                    }).onLost(transport -> {
                        transport.close();
                        transport.abort();
                    });
                    TcpRig.Link link = rig.link(end, protocol);
                    RawPeer peer = link.peer();
                    Transport transport = link.transport();
                    switch (kind) {
                        case 0 -> rig.act(() -> {
                            transport.close();
                            transport.abort();
                            transport.close();
                        });
                        case 1 -> rig.act(() -> {
                            transport.write(much);
                            transport.close();
                            peer.reset();
                            transport.abort();
                        });
                        case 2 -> {
                            rig.act(() -> {
                                transport.write(much);
                                transport.close();
                            });
                            peer.reset();
                        }
                        case 3 -> rig.act(() -> {
                            peer.reset();
                            transport.write(much);
                            transport.write(much);
                            transport.close();
                        });
                        case 4 -> {
                            rig.act(() -> transport.write(much));
                            peer.send("data");
                            peer.reset();
                        }
                        case 5 -> {
                            rig.act(() -> transport.write(much));
                            peer.shutdownOutput();
                            rig.iterations(3);
                            peer.reset();
                        }
                        case 6, 7 -> {
                            peer.send("data");
                            peer.reset();
                        }
                        default -> {
                            peer.shutdownOutput();
                            rig.act(transport::abort);
                        }
                    }
                    rig.untilLost(protocol);
                    rig.settle();
                    long lost = tck.log.events().stream().filter(event -> event.startsWith("lost")).count();
                    Expect.same("calls of connectionLost", 1L, lost);
                    Expect.same("the last event", true, tck.log.events().getLast().startsWith("lost"));
                    tck.expectReports(Math.min(tck.reports().size(), kind == 6 || kind == 7 ? 1 : 0));
                }
            }
        }
    }

    @Rule(id = "TR-51", needs = Capability.TCP)
    void closeAndAbortMayBeRepeated(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Consumer<Transport> first : ENDINGS) {
                for (Consumer<Transport> second : ENDINGS) {
                    tck.log.clear();
                    RecordingProtocol protocol = rig.protocol();
                    TcpRig.Link link = rig.client(protocol);
                    rig.act(() -> {
                        first.accept(link.transport());
                        second.accept(link.transport());
                    });
                    rig.act(() -> second.accept(link.transport()));
                    rig.untilLost(protocol);
                    rig.act(() -> {
                        first.accept(link.transport());
                        second.accept(link.transport());
                    });
                    rig.settle();
                    tck.log.expect("made", "lost:null");
                }
            }
        }
    }

    @Rule(id = "TR-52", needs = Capability.TCP)
    void connectionLostTellsTheCause(RuleContext tck) throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Consumer<Transport> ending : ENDINGS) {
                    RecordingProtocol ended = rig.protocol();
                    TcpRig.Link link = rig.link(end, ended);
                    rig.act(() -> ending.accept(link.transport()));
                    rig.untilLost(ended);
                    Expect.same("after a local end", null, ended.lostWith());
                }
                RecordingProtocol left = rig.protocol();
                rig.link(end, left).peer().close();
                rig.untilLost(left);
                Expect.same("after the peer's end of file", null, left.lostWith());

                RecordingProtocol reset = rig.protocol();
                rig.link(end, reset).peer().reset();
                rig.untilLost(reset);
                Expect.that("after a reset: " + reset.lostWith(), reset.lostWith() instanceof IOException);

                RecordingProtocol broken = rig.protocol().onEof(transport -> true);
                TcpRig.Link link = rig.link(end, broken);
                link.peer().close();
                tck.runUntil("the peer has left", () -> tck.log.events().getLast().equals("eof"));
                for (int i = 0; i < 3; i++) {
                    rig.act(() -> link.transport().write(TcpRig.bytes("nobody reads this")));
                    rig.settle();
                }
                rig.untilLost(broken);
                Expect.that("after a broken pipe: " + broken.lostWith(), broken.lostWith() instanceof IOException);

                RecordingProtocol throwing = rig.protocol().onData((transport, data) -> {
                    throw boom;
                });
                rig.link(end, throwing).peer().send("x");
                rig.untilLost(throwing);
                Expect.same("after an error of the protocol", boom, throwing.lostWith());
                tck.expectReport();
            }
        }
    }
}
