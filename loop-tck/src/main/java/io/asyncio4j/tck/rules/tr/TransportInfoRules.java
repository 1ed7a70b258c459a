// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingBufferedProtocol;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.util.Objects;

/** What a transport tells, and to whom it speaks. */
final class TransportInfoRules {

    @Rule(id = "TR-59", needs = Capability.TCP)
    void extraInfoHasSocketAndAddresses(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                TcpRig.Link link = rig.link(end, rig.protocol());
                Transport transport = link.transport();
                Object own = link.peer().socket().getRemoteSocketAddress();
                rig.act(() -> {
                    Expect.same("sockname", own, transport.getExtraInfo("sockname"));
                    Expect.same("sockname by key", own, transport.getExtraInfo(ExtraInfo.SOCKNAME));
                    Expect.same("peername", link.peer().address(), transport.getExtraInfo("peername"));
                    Expect.that("socket", transport.getExtraInfo("socket") instanceof TransportSocket);
                    Expect.same("an unknown key", null, transport.getExtraInfo("colour"));
                    Expect.same("an unknown key's default", "red", transport.getExtraInfo("colour", "red"));
                    Expect.same("peername and a default", link.peer().address(),
                            transport.getExtraInfo("peername", "none"));
                    Expect.same("a key of TLS", null, transport.getExtraInfo(ExtraInfo.CIPHER));
                });
            }
        }
    }

    @Rule(id = "TR-60", needs = Capability.TCP)
    void socketHasOptionsAndAddressesButNoIo(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                TcpRig.Link link = rig.link(end, rig.protocol());
                rig.act(() -> {
                    TransportSocket socket =
                            Objects.requireNonNull(link.transport().getExtraInfo(ExtraInfo.SOCKET));
                    Expect.same("family", AddressFamily.INET, socket.family());
                    Expect.same("type", SocketType.STREAM, socket.type());
                    Expect.same("getpeername", link.peer().address(), socket.getpeername());
                    Expect.same("getsockname", link.peer().socket().getRemoteSocketAddress(), socket.getsockname());
                    for (boolean on : new boolean[] {true, false}) {
                        socket.setsockopt(StandardSocketOptions.SO_KEEPALIVE, on);
                        Expect.same("SO_KEEPALIVE", on, socket.getsockopt(StandardSocketOptions.SO_KEEPALIVE));
                    }
                    Expect.failure(IllegalArgumentException.class, () -> socket.setblocking(true));
                    Expect.failure(IllegalArgumentException.class, () -> socket.settimeout(1));
                    socket.setblocking(false);
                    socket.settimeout(0);
                    Expect.that("it is no channel", !(socket instanceof Channel));
                });
            }
        }
    }

    @Rule(id = "TR-61", needs = Capability.TCP)
    void setProtocolRedirectsAllLaterCallbacks(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol first = rig.protocol("first ");
                RecordingBufferedProtocol second = new RecordingBufferedProtocol(tck.log, "second ").quiet();
                RecordingProtocol third = new RecordingProtocol(tck.log, "third ");
                TcpRig.Link link = rig.link(end, first);
                Transport transport = link.transport();
                second.use(transport);
                third.use(transport);
                link.peer().send("one");
                rig.untilReceived(first, 3);
                rig.act(() -> transport.setProtocol(second));
                Expect.same("getProtocol", second, transport.getProtocol());
                link.peer().send("two");
                rig.untilReceived(second, 3);
                rig.act(() -> transport.write(TcpRig.tooMuch()));
                rig.act(() -> transport.setProtocol(third));
                link.peer().send("three");
                rig.untilReceived(third, 5);
                rig.await(link.peer().reading(TcpRig.tooMuch().length));
                tck.runUntil("writing was resumed", () -> tck.log.count("third resume") == 1);
                link.peer().shutdownOutput();
                rig.untilLost(third);
                rig.settle();
                tck.log.expect("first made", "first data:one", "second data:two", "second pause", "third data:three",
                        "third resume", "third eof", "third lost:null");
            }
        }
    }

    @Rule(id = "TR-62", needs = Capability.TCP)
    void getProtocolTellsTheCurrentOne(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                RecordingProtocol first = rig.protocol().onMade(
                        transport -> tck.log.add("in made: " + (transport.getProtocol() != null)));
                RecordingProtocol second = rig.protocol();
                Transport transport = rig.link(end, first).transport();
                rig.act(() -> {
                    Expect.same("the first protocol", first, transport.getProtocol());
                    transport.setProtocol(second);
                    Expect.same("the second protocol", second, transport.getProtocol());
                });
                Expect.same("whether it was known in connectionMade", 1, tck.log.count("in made: true"));
                tck.log.clear();
            }
        }
    }

    @Rule(
            id = "TR-64",
            needs = Capability.TCP,
            note = "Nothing is promised to other threads; what is required is that a call of theirs is refused as a whole or "
                    + "works as a whole.")
    void callsFromOtherThreadsAreRefusedOrWork(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.link(end, protocol);
                Transport transport = link.transport();
                boolean wrote = worksBeside(tck, () -> transport.write(TcpRig.bytes("foreign ")));
                rig.act(() -> transport.write(TcpRig.bytes("own")));
                String allowed = wrote ? "foreign own" : "own";
                Expect.same("what the peer reads", allowed, rig.read(link.peer(), allowed.length()));
                boolean closed = worksBeside(tck, transport::close);
                rig.settle();
                Expect.same("isClosing", closed, transport.isClosing());
                if (closed) {
                    rig.untilLost(protocol);
                    tck.log.expect("made", "lost:null");
                } else {
                    tck.log.expect("made");
                }
            }
        }
    }

    /** Runs the loop while another thread calls; tells whether that was not refused. */
    private static boolean worksBeside(RuleContext tck, Runnable call) throws Exception {
        boolean[] worked = {false};
        RuleThread foreign = tck.thread("foreign", () -> {
            tck.waitFor("the loop runs", tck.loop()::isRunning);
            try {
                call.run();
                worked[0] = true;
            } catch (IllegalStateException refused) {
                // The other allowed answer.
            }
        });
        tck.runUntil("the other thread has called", foreign::hasEnded);
        foreign.join();
        return worked[0];
    }
}
