// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.events.Server;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.BadLink;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.transports.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The beginning of a connection. */
final class ConnectionMadeRules {

    @Rule(id = "TR-01", needs = Capability.TCP)
    void callbacksFollowTheGrammar(RuleContext tck) throws Exception {
        byte[] answer = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                protocol.onData((transport, data) -> {
                    if (protocol.count() == 2) {
                        transport.write(answer);
                    }
                });
                TcpRig.Link link = rig.link(end, protocol);
                link.peer().send("go");
                tck.runUntil("writing was paused", () -> tck.log.count("pause") == 1);
                Expect.bytes("the peer", answer, rig.await(link.peer().reading(answer.length)));
                tck.runUntil("writing was resumed", () -> tck.log.count("resume") == 1);
                link.peer().send("bye");
                rig.untilReceived(protocol, 5);
                link.peer().shutdownOutput();
                rig.untilLost(protocol);
                rig.settle();
                tck.log.expect("made", "data:go", "pause", "resume", "data:bye", "eof", "lost:null");
                tck.step(end + ", one late byte at a time");
                tck.log.clear();
                RecordingProtocol patient = rig.protocol().summarizing();
                BadLink slow = BadLink.open(tck, rig, end, patient);
                slow.network().slice(slow.fromPeer(), 1).latency(slow.fromPeer(), 1);
                slow.peer().send("each byte by itself");
                slow.peer().shutdownOutput();
                rig.untilLost(patient);
                rig.settle();
                Expect.same("what came", "each byte by itself", patient.text());
                tck.log.expect("made", "data", "eof", "lost:null");
            }
        }
    }

    @Rule(id = "TR-02", needs = Capability.TCP)
    void connectionMadeIsCalledOnceThroughTheLoopBeforeAnyData(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                early(rig, tck, end, () -> {
                    tck.log.add("factory");
                    tck.loop().callSoon(tck.log.adding("callback of the factory"));
                    return protocol;
                });
                rig.untilReceived(protocol, 5);
                rig.settle();
                tck.log.expect("factory", "callback of the factory", "made", "data:early");
            }
        }
    }

    @Rule(id = "TR-03", needs = Capability.TCP)
    void pauseInConnectionMadeHoldsAllDataBack(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol().onMade(Transport::pauseReading);
                early(rig, tck, end, () -> protocol);
                tck.runUntil("the connection was made", protocol::isMade);
                rig.settle();
                tck.log.expect("made");
                rig.act(protocol.transport()::resumeReading);
                rig.untilReceived(protocol, 5);
                tck.log.expect("made", "data:early");
            }
        }
    }

    @Rule(id = "TR-04", needs = Capability.TCP)
    void writesInConnectionMadeGoFirst(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                TcpRig.Link small =
                        rig.link(end, rig.protocol().onMade(transport -> transport.write(TcpRig.bytes("one "))));
                rig.act(() -> small.transport().write(TcpRig.bytes("two")));
                Expect.same("what the peer reads", "one two", rig.read(small.peer(), 7));
                TcpRig.Link large = rig.link(end, rig.protocol().onMade(transport -> transport.write(much)));
                rig.act(() -> large.transport().write(TcpRig.bytes("end")));
                Expect.bytes("the peer", much, rig.await(large.peer().reading(much.length)));
                Expect.same("what the peer reads then", "end", rig.read(large.peer(), 3));
            }
        }
    }

    @Rule(id = "TR-05", needs = Capability.TCP)
    void creatorResumesAfterConnectionMadeHasReturned(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            Supplier<RecordingProtocol> factory =
                    () -> rig.protocol().onMade(transport -> tck.log.add("made returns"));
            tck.run(() -> {
                tck.loop().createConnection(factory, TcpRig.to(listener)).await();
                tck.log.add("coroutine resumed");
            });
            var future = rig.call(() -> tck.loop().createConnection(factory, TcpRig.to(listener)));
            future.addDoneCallback(done -> tck.log.add("future done"));
            rig.run(future);
            rig.iterations(1);
            tck.log.expect("made", "made returns", "coroutine resumed", "made", "made returns", "future done");
        }
    }

    @Rule(id = "TR-55", needs = Capability.TCP)
    void errorInConnectionMadeIsReportedAndTheConnectionGoesOn(RuleContext tck) throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol().onMade(transport -> {
                    throw boom;
                });
                TcpRig.Link link = rig.link(end, protocol);
                Expect.same("the exception of the report", boom, tck.expectReport().exception());
                Expect.same("isClosing", false, link.transport().isClosing());
                link.peer().send("hello");
                rig.untilReceived(protocol, 5);
                rig.act(() -> link.transport().write(TcpRig.bytes("answer")));
                Expect.same("what the peer reads", "answer", rig.read(link.peer(), 6));
                tck.log.expect("made", "data:hello");
            }
        }
    }

    @Rule(id = "TR-65", needs = Capability.TCP)
    void closeInConnectionMadeStillCompletesTheCreator(RuleContext tck) throws Exception {
        Consumer<Transport> close = Transport::close;
        Consumer<Transport> abort = Transport::abort;
        try (TcpRig rig = new TcpRig(tck)) {
            for (Consumer<Transport> ending : java.util.List.of(close, abort)) {
                tck.log.clear();
                RawListener listener = rig.listener();
                CompletableFuture<RawPeer> peer = sendEarly(rig, listener);
                tck.run(() -> {
                    var made = tck.loop()
                            .createConnection(() -> rig.protocol().onMade(ending), TcpRig.to(listener))
                            .await();
                    tck.log.add("resumed, closing " + made.transport().isClosing());
                });
                rig.closing(rig.await(peer));
                rig.settle();
                tck.log.expect("made", "lost:null", "resumed, closing true");
            }
        }
    }

    /** A connection on which the peer has sent something before the loop looks at it. */
    private static void early(TcpRig rig, RuleContext tck, End end, Supplier<RecordingProtocol> factory)
            throws Exception {
        if (end == End.CLIENT) {
            RawListener listener = rig.listener();
            CompletableFuture<RawPeer> peer = sendEarly(rig, listener);
            rig.run(tck.loop().createConnection(factory, TcpRig.to(listener)));
            rig.closing(rig.await(peer));
        } else {
            Server server = rig.serve(factory);
            rig.peer(TcpRig.address(server)).send("early");
        }
    }

    private static CompletableFuture<RawPeer> sendEarly(TcpRig rig, RawListener listener) {
        return rig.beside(() -> {
            RawPeer peer = listener.accept();
            peer.send("early");
            return peer;
        });
    }
}
