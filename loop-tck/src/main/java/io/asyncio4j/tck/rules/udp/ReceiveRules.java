// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.udp;

import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingDatagrams;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.UdpRig;
import io.asyncio4j.transports.DatagramTransport;
import java.net.DatagramPacket;
import java.net.DatagramSocket;

/** What an endpoint receives, and when. */
final class ReceiveRules {

    private static final int LARGEST_BYTES = 65_507;

    @Rule(
            id = "UDP-14",
            needs = Capability.UDP,
            note = "Up to the largest datagram of UDP over IPv4, 65,507 bytes, in both directions.")
    void boundariesAreKeptAndNothingIsCutOff(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport transport = udp.bound(protocol);
            int[] sizes = {1, 2048, 2049, 9000, 30_000, LARGEST_BYTES};
            for (int size : sizes) {
                byte[] data = TcpRig.pattern(size);
                peer.send(new DatagramPacket(data, size, UdpRig.sockname(transport)));
            }
            udp.untilReceived(protocol, sizes.length);
            for (int i = 0; i < sizes.length; i++) {
                Expect.bytes("datagram " + i, TcpRig.pattern(sizes[i]), protocol.received().get(i));
                Expect.same("the sender", UdpRig.address(peer), protocol.senders().get(i));
            }
            udp.rig().act(() -> transport.sendto(TcpRig.pattern(LARGEST_BYTES), UdpRig.address(peer)));
            Expect.bytes("the answer", TcpRig.pattern(LARGEST_BYTES), udp.rig().await(UdpRig.receiving(peer)));
        }
    }

    @Rule(id = "UDP-15", needs = Capability.UDP)
    void oneDatagramAnIteration(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            RecordingDatagrams protocol =
                    udp.protocol().onDatagram((data, from) -> tck.loop().callSoon(tck.log.adding("callback")));
            DatagramTransport transport = udp.bound(protocol);
            for (String text : new String[] {"a", "b", "c"}) {
                UdpRig.send(peer, text, UdpRig.sockname(transport));
            }
            udp.untilReceived(protocol, 3);
            udp.rig().iterations(3);
            tck.log.expect("made", "datagram:a", "callback", "datagram:b", "callback", "datagram:c", "callback");
        }
    }

    @Rule(id = "UDP-19", needs = Capability.UDP)
    void datagramReceivedThatThrowsIsReported(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            IllegalStateException boom = new IllegalStateException("boom");
            RecordingDatagrams protocol = udp.protocol().onDatagram((data, from) -> {
                if (data[0] == 'b') {
                    throw boom;
                }
            });
            DatagramTransport transport = udp.bound(protocol);
            for (String text : new String[] {"a", "b", "c"}) {
                UdpRig.send(peer, text, UdpRig.sockname(transport));
            }
            udp.untilReceived(protocol, 3);
            Expect.same("the exception of the report", boom, tck.expectReport().exception());
            Expect.same("whether it is closing", false, transport.isClosing());
            tck.log.expect("made", "datagram:a", "datagram:b", "datagram:c");
        }
    }

    @Rule(id = "UDP-26", needs = Capability.UDP)
    void nothingIsDeliveredWhileReadingIsPaused(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            RecordingDatagrams pausing = udp.protocol();
            pausing.onDatagram((data, from) -> {
                if (data[0] == 'b') {
                    pausing.transport().pauseReading();
                }
            });
            DatagramTransport transport = udp.bound(pausing);
            Expect.same("isReading", true, transport.isReading());
            for (String text : new String[] {"a", "b", "c", "d"}) {
                UdpRig.send(peer, text, UdpRig.sockname(transport));
            }
            udp.untilReceived(pausing, 2);
            udp.rig().settle();
            Expect.same("isReading", false, transport.isReading());
            tck.log.expect("made", "datagram:a", "datagram:b");
            udp.rig().act(() -> {
                transport.resumeReading();
                tck.log.add("resumed");
            });
            udp.untilReceived(pausing, 4);
            tck.log.expect("made", "datagram:a", "datagram:b", "resumed", "datagram:c", "datagram:d");
            udp.rig().act(() -> {
                transport.close();
                transport.pauseReading();
                transport.resumeReading();
            });
            tck.runUntil("connectionLost was called", pausing::isLost);
        }
    }
}
