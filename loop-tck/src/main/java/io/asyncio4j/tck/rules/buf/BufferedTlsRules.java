// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.buf;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingBufferedProtocol;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.TlsRig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Buffered protocols above TLS. */
final class BufferedTlsRules {

    @Rule(id = "BUF-07", needs = Capability.TLS)
    void bufferedProtocolIsFilledPieceByPiece(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                ByteBuffer ten = ByteBuffer.allocate(10);
                RecordingBufferedProtocol protocol = rig.tcp.buffered().quiet().buffers(hint -> ten);
                Ticks ticks = new Ticks(tck.loop());
                protocol.onUpdated(count -> ticks.note());
                TlsRig.Link link = rig.link(end, protocol);
                byte[] records = concat(link.peer().encrypt("0123456789ab"), link.peer().encrypt("cdefghijklmno"));
                link.peer().raw().send(records);
                rig.tcp.untilReceived(protocol, 25);
                rig.tcp.settle();
                rig.tcp.act(ticks::cancel);
                tck.log.expect("made", "data:0123456789", "data:abcdefghij", "data:klmno");
                Expect.that("each in an iteration of its own: " + ticks.noted,
                        ticks.noted.stream().distinct().count() == 3);
            }
        }
    }

    /** Counts the iterations of a loop, once in each. */
    private static final class Ticks implements Runnable {
        private final AbstractEventLoop loop;
        private final List<Integer> noted = new ArrayList<>();
        private int count;
        private @Nullable Handle next;

        Ticks(AbstractEventLoop loop) {
            this.loop = loop;
            loop.callSoon(this);
        }

        @Override
        public void run() {
            count++;
            next = loop.callSoon(this);
        }

        void note() {
            noted.add(count);
        }

        void cancel() {
            if (next != null) {
                next.cancel();
            }
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
