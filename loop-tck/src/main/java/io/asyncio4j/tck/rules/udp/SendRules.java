// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.udp;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingDatagrams;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.tck.harness.net.UdpRig;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.WriteLimits;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** sendto, its errors and its flow control. */
final class SendRules {

    private static final int LARGEST_BYTES = 65_507;

    @Rule(id = "UDP-10", needs = Capability.UDP)
    void connectedEndpointSendsToItsPeerOnly(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            InetSocketAddress other = UdpRig.nobody();
            DatagramTransport transport = udp.connected(udp.protocol(), peer);
            udp.rig().act(() -> {
                transport.sendto(TcpRig.bytes("a"), UdpRig.address(peer));
                transport.sendto(TcpRig.bytes("b"), null);
                Expect.failure(IllegalArgumentException.class, () -> transport.sendto(TcpRig.bytes("c"), other));
                transport.sendto(TcpRig.bytes("d"));
            });
            Expect.same("first", "a", udp.received(peer));
            Expect.same("second", "b", udp.received(peer));
            Expect.same("third", "d", udp.received(peer));
            tck.log.expect("made");
        }
    }

    @Rule(id = "UDP-11", needs = Capability.UDP,
            note = "Either the caller is told and the endpoint stays open, or it is reported and ends.")
    void missingAddressIsAnErrorOfTheCaller(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport transport = udp.bound(protocol);
            boolean told = udp.rig().call(() -> {
                try {
                    transport.sendto(TcpRig.bytes("a"));
                    return false;
                } catch (IllegalArgumentException error) {
                    return true;
                }
            });
            tck.outcomes.saw(!told, "it is reported and ends the endpoint", "the caller is told");
            if (told) {
                udp.rig().act(() -> transport.sendto(TcpRig.bytes("b"), UdpRig.address(peer)));
                Expect.same("what the peer receives", "b", udp.received(peer));
                tck.log.expect("made");
            } else {
                tck.runUntil("connectionLost was called", protocol::isLost);
                Expect.that("it is reported with its exception", tck.expectReport().exception() != null);
                Expect.same("the events", 2, tck.log.events().size());
                Expect.same("whether it was lost without an error", 0L, (long) tck.log.count("lost:null"));
            }
        }
    }

    @Rule(id = "UDP-12", needs = Capability.UDP)
    void emptyDatagramsAreDatagrams(RuleContext tck) throws Exception {
        for (boolean connected : new boolean[] {false, true}) {
            for (Where where : Where.values()) {
                try (UdpRig udp = new UdpRig(tck)) {
                    DatagramSocket peer = udp.peer();
                    RecordingDatagrams protocol = udp.protocol();
                    DatagramTransport transport =
                            connected ? udp.connected(protocol, peer) : udp.bound(protocol);
                    InetSocketAddress to = UdpRig.address(peer);
                    udp.rig().act(where, () -> {
                        transport.sendto(new byte[0], to);
                        transport.sendto(TcpRig.bytes("a"), to);
                        transport.sendto(new byte[0], to);
                        transport.sendto(TcpRig.bytes("b"), to);
                        transport.sendto(ByteBuffer.allocate(0), to);
                    });
                    List<String> seen = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        seen.add(udp.received(peer));
                    }
                    Expect.same("what the peer receives", List.of("", "a", "", "b", ""), seen);
                    for (String text : List.of("", "c", "", "")) {
                        UdpRig.send(peer, text, UdpRig.sockname(transport));
                    }
                    udp.untilReceived(protocol, 4);
                    Expect.same("the sender", to, protocol.senders().get(0));
                    tck.log.expect("made", "datagram:", "datagram:c", "datagram:", "datagram:");
                }
                tck.log.clear();
            }
        }
    }

    @Rule(id = "UDP-13", needs = Capability.UDP)
    void missingDataIsRefused(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramTransport transport = udp.connected(udp.protocol(), udp.peer());
            udp.rig().act(() -> {
                byte[] noArray = nothing();
                ByteBuffer noBuffer = nothing();
                Expect.failure(NullPointerException.class, () -> transport.sendto(noArray));
                Expect.failure(NullPointerException.class, () -> transport.sendto(noBuffer, null));
                transport.close();
                Expect.failure(NullPointerException.class, () -> transport.sendto(noArray));
            });
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Rule(
            id = "UDP-16",
            needs = Capability.UDP,
            note = "Too long, of another family, and refused. Whether within sendto or after it is not asked for.")
    void errorsOfTheSystemLeaveTheEndpointOpen(RuleContext tck) throws Exception {
        for (Where where : Where.values()) {
            try (UdpRig udp = new UdpRig(tck)) {
                DatagramSocket peer = udp.peer();
                RecordingDatagrams protocol = udp.protocol();
                DatagramTransport transport = udp.open(protocol,
                        DatagramOptions.at("127.0.0.1", 0).hints(AddressHints.ANY.family(AddressFamily.INET)));
                udp.rig().act(where, () -> {
                    transport.setWriteBufferLimits(1_000_000, null);
                    transport.sendto(new byte[LARGEST_BYTES + 1], UdpRig.address(peer));
                });
                tck.runUntil("the error came", () -> protocol.errors().size() == 1);
                Expect.text(protocol.errors().get(0), "Message too long");
                udp.rig().act(where, () -> transport.sendto(new byte[300_000], UdpRig.address(peer)));
                tck.runUntil("the error came", () -> protocol.errors().size() == 2);
                udp.rig().act(where, () -> transport.sendto(new byte[1], new InetSocketAddress("::1", 9)));
                tck.runUntil("the error came", () -> protocol.errors().size() == 3);
                udp.rig().act(where, () -> {
                    Expect.same("whether it is closing", false, transport.isClosing());
                    transport.sendto(TcpRig.bytes("goes on"), UdpRig.address(peer));
                });
                Expect.same("what the peer receives", "goes on", udp.received(peer));
                Expect.same("bytes that wait", 0L, udp.rig().call(transport::getWriteBufferSize));
                tck.log.expect("made", "error", "error", "error");
            }
            tck.log.clear();
        }
    }

    @Rule(id = "UDP-17", needs = Capability.UDP)
    void refusalOfTheConnectedPeerIsTold(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            InetSocketAddress nobody = UdpRig.nobody();
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport transport = udp.open(protocol, DatagramOptions.NONE.remoteAddress(nobody));
            udp.rig().act(() -> transport.sendto(TcpRig.bytes("anybody?")));
            tck.runUntil("the error came", () -> !protocol.errors().isEmpty());
            Expect.that("it is a refusal: " + protocol.errors(),
                    protocol.errors().get(0) instanceof ConnectException);
            tck.step("when somebody receives there, the same endpoint reaches it");
            try (DatagramSocket peer = new DatagramSocket(nobody)) {
                udp.rig().act(() -> transport.sendto(TcpRig.bytes("now?")));
                Expect.same("what the peer receives", "now?", udp.received(peer));
                UdpRig.send(peer, "yes", UdpRig.sockname(transport));
                udp.untilReceived(protocol, 1);
            }
            tck.log.expect("made", "error", "datagram:yes");
        }
    }

    @Rule(id = "UDP-18", needs = Capability.UDP)
    void unconnectedEndpointDoesNotHearOfRefusals(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            InetSocketAddress nobody = UdpRig.nobody();
            RecordingDatagrams protocol = udp.protocol();
            DatagramTransport transport = udp.bound(protocol);
            for (int i = 0; i < 3; i++) {
                udp.rig().act(() -> {
                    transport.sendto(TcpRig.bytes("anybody?"), nobody);
                    transport.sendto(TcpRig.bytes("hello"), UdpRig.address(peer));
                });
                Expect.same("what the peer receives", "hello", udp.received(peer));
            }
            UdpRig.send(peer, "a", UdpRig.sockname(transport));
            udp.untilReceived(protocol, 1);
            tck.log.expect("made", "datagram:a");
        }
    }

    @Rule(
            id = "UDP-20",
            needs = Capability.UDP,
            note = "What errorReceived throws is reported or thrown to the caller of sendto; the endpoint goes on.")
    void errorReceivedThatThrowsIsReported(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            IllegalStateException boom = new IllegalStateException("boom");
            RecordingDatagrams protocol = udp.protocol().onError(error -> {
                throw boom;
            });
            DatagramTransport transport = udp.connected(protocol, peer);
            boolean thrown = udp.rig().call(() -> {
                try {
                    transport.sendto(new byte[LARGEST_BYTES + 1]);
                    return false;
                } catch (RuntimeException error) {
                    Expect.same("what sendto throws", boom, error);
                    return true;
                }
            });
            tck.runUntil("the error came", () -> protocol.errors().size() == 1);
            udp.rig().iterations(2);
            tck.outcomes.saw(thrown, "it is thrown to the caller of sendto", "it is reported");
            if (!thrown) {
                Expect.same("the exception of the report", boom, tck.expectReport().exception());
            }
            udp.rig().act(() -> transport.sendto(TcpRig.bytes("goes on")));
            Expect.same("what the peer receives", "goes on", udp.received(peer));
            tck.log.expect("made", "error");
        }
    }

    @Rule(
            id = "UDP-21",
            needs = Capability.UDP,
            note = "On loopback the system takes what it is given, or drops it; so what waits is what a coroutine sends.")
    void datagramsKeepTheirOrderAndTheirSize(RuleContext tck) throws Exception {
        for (Where where : Where.values()) {
            try (UdpRig udp = new UdpRig(tck)) {
                DatagramSocket peer = udp.peer();
                DatagramTransport transport = udp.connected(udp.protocol(), peer);
                byte[] large = TcpRig.pattern(20_000);
                udp.rig().act(where, () -> {
                    for (int i = 0; i < 20; i++) {
                        transport.sendto(TcpRig.bytes("number " + i));
                    }
                    transport.sendto(large);
                    transport.sendto(TcpRig.bytes("last"));
                });
                for (int i = 0; i < 20; i++) {
                    Expect.same("datagram " + i, "number " + i, udp.received(peer));
                }
                Expect.bytes("the large one", large, udp.rig().await(UdpRig.receiving(peer)));
                Expect.same("the last one", "last", udp.received(peer));
            }
        }
    }

    @Rule(
            id = "UDP-22",
            needs = {Capability.UDP, Capability.TASKS},
            note = "Seen in one step of a coroutine, where a loop may let datagrams wait: if it does, it must count so.")
    void eachDatagramCountsEightBytesMore(RuleContext tck) throws Exception {
        try (UdpRig udp = new UdpRig(tck)) {
            DatagramSocket peer = udp.peer();
            DatagramTransport transport = udp.connected(udp.protocol(), peer);
            List<Long> sizes = new ArrayList<>();
            udp.rig().act(Where.COROUTINE, () -> {
                Expect.same("the limits", WriteLimits.DEFAULT, transport.getWriteBufferLimits());
                transport.setWriteBufferLimits(100, 20);
                Expect.same("the limits", new WriteLimits(20, 100), transport.getWriteBufferLimits());
                for (int i = 0; i < 10; i++) {
                    transport.sendto(TcpRig.bytes("ab"));
                    sizes.add(transport.getWriteBufferSize());
                }
                tck.log.add("11th");
                transport.sendto(new byte[0]);
                sizes.add(transport.getWriteBufferSize());
            });
            tck.runUntil("all has left", () -> transport.getWriteBufferSize() == 0);
            udp.rig().iterations(3);
            if (sizes.get(0) > 0) {
                Expect.same("the sizes", List.of(10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L, 100L, 108L), sizes);
                tck.log.expect("made", "11th", "pause", "resume");
            } else {
                tck.log.expect("made", "11th");
            }
            for (int i = 0; i < 10; i++) {
                Expect.same("datagram", "ab", udp.received(peer));
            }
            Expect.same("the empty datagram", "", udp.received(peer));
        }
    }

    @Rule(id = "UDP-23", needs = Capability.UDP)
    void closeSendsWhatWaitsAndAbortDropsIt(RuleContext tck) throws Exception {
        for (boolean abort : new boolean[] {false, true}) {
            try (UdpRig udp = new UdpRig(tck)) {
                DatagramSocket peer = udp.peer();
                RecordingDatagrams protocol = udp.protocol();
                DatagramTransport transport = udp.connected(protocol, peer);
                udp.rig().act(Where.COROUTINE, () -> {
                    for (int i = 0; i < 3; i++) {
                        transport.sendto(TcpRig.bytes("waits"));
                    }
                    if (abort) {
                        transport.abort();
                    } else {
                        transport.close();
                    }
                    Expect.same("whether it is closing", true, transport.isClosing());
                });
                tck.runUntil("connectionLost was called", protocol::isLost);
                if (!abort) {
                    for (int i = 0; i < 3; i++) {
                        Expect.same("what the peer receives", "waits", udp.received(peer));
                    }
                }
                udp.rig().act(() -> {
                    transport.close();
                    transport.abort();
                });
                udp.rig().iterations(3);
                tck.log.expect("made", "lost:null");
                tck.log.clear();
            }
        }
    }

    @Rule(id = "UDP-24", needs = Capability.UDP,
            note = "Until the socket is closed it may be sent, afterwards it may fail; connected endpoints drop it.")
    void datagramsAfterTheEndAreDropped(RuleContext tck) throws Exception {
        for (boolean connected : new boolean[] {false, true}) {
            try (UdpRig udp = new UdpRig(tck)) {
                DatagramSocket peer = udp.peer();
                RecordingDatagrams protocol = udp.protocol();
                DatagramTransport transport = connected ? udp.connected(protocol, peer) : udp.bound(protocol);
                InetSocketAddress to = UdpRig.address(peer);
                udp.rig().act(() -> {
                    transport.close();
                    transport.sendto(TcpRig.bytes("late"), to);
                });
                tck.runUntil("connectionLost was called", protocol::isLost);
                int failures = udp.rig().call(() -> {
                    int failed = 0;
                    for (int i = 0; i < 6; i++) {
                        try {
                            transport.sendto(TcpRig.bytes("later"), to);
                        } catch (RuntimeException error) {
                            failed++;
                        }
                    }
                    Expect.same("bytes that wait", 0L, transport.getWriteBufferSize());
                    return failed;
                });
                UdpRig.send(udp.peer(), "only this", to);
                String received = udp.received(peer);
                boolean sent = received.equals("late");
                if (sent) {
                    received = udp.received(peer);
                }
                Expect.same("what the peer receives", "only this", received);
                if (connected) {
                    Expect.same("failures and late datagrams of a connected endpoint", "0, false",
                            failures + ", " + sent);
                } else {
                    tck.outcomes.saw(sent, "a datagram is sent between close and the end",
                            "datagrams are dropped after close");
                    tck.outcomes.saw(failures > 0, "sendto fails after the end", "sendto is silent after the end");
                }
                tck.log.expect("made", "lost:null");
                tck.log.clear();
            }
        }
    }
}
