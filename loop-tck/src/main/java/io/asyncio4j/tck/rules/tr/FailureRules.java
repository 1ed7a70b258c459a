// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.BadLink;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;

/** Connections that break, and protocols that do. */
final class FailureRules {

    @Rule(id = "TR-53", needs = Capability.TCP)
    void resetEndsTheConnectionWithoutEofReceived(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol first = rig.protocol();
                rig.link(end, first).peer().reset();
                rig.untilLost(first);
                rig.settle();
                tck.log.expect("made", "lost:IOException");

                tck.step(end + ": data and reset are there when the loop looks");
                tck.log.clear();
                RecordingProtocol both = rig.protocol();
                TcpRig.Link at = rig.link(end, both);
                at.peer().send("last");
                at.peer().reset();
                rig.untilLost(both);
                rig.settle();
                // Whether data that the peer has taken back so to speak is still delivered is the system's affair.
                if (tck.log.count("data:last") == 1) {
                    tck.log.expect("made", "data:last", "lost:IOException");
                } else {
                    tck.log.expect("made", "lost:IOException");
                }

                tck.log.clear();
                RecordingProtocol second = rig.protocol();
                TcpRig.Link link = rig.link(end, second);
                link.peer().send("hello");
                rig.untilReceived(second, 5);
                rig.act(() -> link.transport().write(TcpRig.tooMuch()));
                link.peer().reset();
                rig.untilLost(second);
                rig.settle();
                tck.log.expect("made", "data:hello", "pause", "lost:IOException");

                tck.step(end + ": by the network, which stood still before");
                tck.log.clear();
                RecordingProtocol third = rig.protocol();
                BadLink bad = BadLink.open(tck, rig, end, third);
                bad.network().stall(bad.toPeer(), true);
                rig.act(() -> bad.transport().write(TcpRig.tooMuch()));
                rig.settle();
                bad.network().reset();
                rig.untilLost(third);
                tck.log.expect("made", "pause", "lost:IOException");
            }
        }
    }

    @Rule(id = "TR-54", needs = Capability.TCP)
    void errorInDataReceivedEndsTheConnectionWithIt(RuleContext tck) throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (Where where : Where.values()) {
                    tck.log.clear();
                    RecordingProtocol protocol = rig.protocol().onData((transport, data) -> {
                        throw boom;
                    });
                    TcpRig.Link link = rig.link(end, protocol);
                    rig.act(where, () -> link.transport().write(much));
                    link.peer().send("hello");
                    rig.untilLost(protocol);
                    ExceptionContext report = tck.expectReport();
                    Expect.same(
                            "the message of the report",
                            "Fatal error: protocol.data_received() call failed.",
                            report.message());
                    Expect.same("the exception of the report", boom, report.exception());
                    Expect.same("the transport of the report", link.transport(), report.transport());
                    Expect.same("the protocol of the report", protocol, report.protocol());
                    Expect.same("the argument of connectionLost", boom, protocol.lostWith());
                    tck.log.expect("made", "pause", "data:hello", "lost:IllegalStateException(boom)");
                    int seen = rig.await(link.peer().readingToAnyEnd()).length;
                    Expect.that("the rest of the output is dropped", seen < much.length);
                }
            }
        }
    }
}
