// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Writing, where CPython has accidents that nobody has to share. */
final class WriteAccidentRules {

    @Rule(id = "TR-11", needs = Capability.TCP)
    void emptyElementsOfWritelinesAreSkipped(RuleContext tck) throws Exception {
        byte[] empty = new byte[0];
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                rig.act(where, () -> {
                    link.transport().writelines(List.of());
                    link.transport().writelines(List.of(empty, empty));
                    Expect.same("the buffered size", 0L, link.transport().getWriteBufferSize());
                    link.transport().writelines(List.of(empty, TcpRig.bytes("a"), empty, TcpRig.bytes("b"), empty));
                    link.transport().writelines(List.of(much, empty, TcpRig.bytes("c"), empty));
                    link.transport().close();
                });
                byte[] seen = rig.await(link.peer().reading(much.length + 3));
                Expect.bytes("what the peer reads", together("ab", much, "c"), seen);
                rig.settle();
                tck.outcomes.saw(!protocol.isLost(), "close never ends", "close ends");
                if (!protocol.isLost()) {
                    rig.act(link.transport()::abort);
                }
                rig.untilLost(protocol);
                Expect.same("the argument of connectionLost", null, protocol.lostWith());
                Expect.same("what the peer reads at last", "", rig.readToEnd(link.peer()));
            }
        }
    }

    private static byte[] together(String head, byte[] body, String tail) {
        byte[] all = new byte[head.length() + body.length + tail.length()];
        System.arraycopy(TcpRig.bytes(head), 0, all, 0, head.length());
        System.arraycopy(body, 0, all, head.length(), body.length);
        System.arraycopy(TcpRig.bytes(tail), 0, all, head.length() + body.length, tail.length());
        return all;
    }

    @Rule(id = "TR-14", needs = Capability.TCP)
    void bufferMayBeUsedAgainAfterTheWrite(RuleContext tck) throws Exception {
        byte[] allowed = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                TcpRig.Link link = rig.client(rig.protocol());
                byte[] array = allowed.clone();
                ByteBuffer direct = ByteBuffer.allocateDirect(1000).put(allowed, 0, 1000).flip();
                byte[] line = Arrays.copyOf(allowed, 1000);
                rig.act(where, () -> {
                    link.transport().write(array);
                    link.transport().write(direct);
                    link.transport().writelines(List.of(line));
                    Expect.same("the position of the buffer", 1000, direct.position());
                    Arrays.fill(array, (byte) 0);
                    Arrays.fill(line, (byte) 0);
                    for (int i = 0; i < direct.capacity(); i++) {
                        direct.put(i, (byte) 0);
                    }
                });
                byte[] head = Arrays.copyOf(allowed, 1000);
                boolean changed = differs("the array", allowed, rig.await(link.peer().reading(allowed.length)))
                        | differs("the buffer", head, rig.await(link.peer().reading(1000)))
                        | differs("the line", head, rig.await(link.peer().reading(1000)));
                tck.outcomes.saw(changed, "changes after the write are sent",
                        "the bytes are sent as they were at the write");
            }
        }
    }

    /** Each byte is the one that was written, or the zero that took its place afterwards; tells whether any is such a zero. */
    private static boolean differs(String what, byte[] written, byte[] seen) {
        Expect.same("bytes of " + what, written.length, seen.length);
        boolean differs = false;
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] != written[i]) {
                Expect.same("byte " + i + " of " + what, (byte) 0, seen[i]);
                differs = true;
            }
        }
        return differs;
    }

    @Rule(id = "TR-17", needs = Capability.TCP)
    void writesWhileClosingNeverHarmWhatWasWrittenBefore(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        byte[] later = TcpRig.bytes("later");
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                rig.act(where, () -> {
                    link.transport().write(much);
                    link.transport().close();
                    link.transport().write(later);
                });
                byte[] seen = rig.await(link.peer().readingToEnd());
                Expect.bytes("what was written before", much, Arrays.copyOf(seen, much.length));
                byte[] rest = Arrays.copyOfRange(seen, much.length, seen.length);
                Expect.that("the rest is the later write or nothing", rest.length == 0 || Arrays.equals(rest, later));
                tck.outcomes.saw(rest.length > 0, "a write after close is sent", "a write after close is dropped");
                rig.untilLost(protocol);
                Expect.same("the argument of connectionLost", null, protocol.lostWith());
            }
        }
    }
}
