// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.buf;

import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.RecordingBufferedProtocol;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.TlsRig;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
                protocol.onUpdated(count -> tck.loop().callSoon(tck.log.adding("next iteration")));
                TlsRig.Link link = rig.link(end, protocol);
                byte[] records = concat(link.peer().encrypt("0123456789ab"), link.peer().encrypt("cdefghijklmno"));
                link.peer().raw().send(records);
                rig.tcp.untilReceived(protocol, 25);
                rig.tcp.settle();
                tck.log.expect("made", "data:0123456789", "next iteration", "data:abcdefghij", "next iteration",
                        "data:klmno", "next iteration");
            }
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
