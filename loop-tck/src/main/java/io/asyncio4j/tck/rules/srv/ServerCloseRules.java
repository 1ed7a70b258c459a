// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.srv;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The end of a server, and of its connections. */
final class ServerCloseRules {

    @Rule(id = "SRV-27", needs = Capability.TCP)
    void connectsAreRefusedAsSoonAsCloseReturns(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (TcpRig.Where where : TcpRig.Where.values()) {
                Server server = rig.serve(rig::protocol, ListenOptions.atEach(List.of("127.0.0.1", "127.0.0.2"), 0));
                List<InetSocketAddress> addresses = ListenRules.addresses(server);
                rig.peer(addresses.get(0));
                rig.iterations(3);
                rig.act(where, () -> {
                    server.close();
                    for (InetSocketAddress address : addresses) {
                        Expect.failure(ConnectException.class, () -> rig.peer(address));
                    }
                });
            }
        }
    }

    @Rule(id = "SRV-28", needs = Capability.TCP)
    void acceptedConnectionsGoOnAfterClose(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol();
            Server server = rig.serve(() -> protocol);
            RawPeer peer = rig.peer(TcpRig.address(server));
            tck.runUntil("the connection was made", protocol::isMade);
            rig.act(server::close);
            rig.settle();
            peer.send("ping");
            rig.untilReceived(protocol, 4);
            rig.act(() -> protocol.transport().write(TcpRig.bytes("pong")));
            Expect.same("what the peer reads", "pong", rig.read(peer, 4));
            tck.log.expect("made", "data:ping");
        }
    }

    @Rule(id = "SRV-29", needs = Capability.TCP)
    void connectionsThatWaitAtCloseGetNoProtocol(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(() -> {
                tck.log.add("factory");
                return rig.protocol();
            });
            rig.settle();
            tck.step("connect while the loop stands still; the first thing that it does then is to close the server");
            List<RawPeer> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(rig.peer(TcpRig.address(server)));
            }
            rig.act(server::close);
            for (RawPeer peer : waiting) {
                Expect.same("bytes that the peer reads up to its end", 0, rig.await(peer.readingToAnyEnd()).length);
            }
            rig.settle();
            tck.log.expect();
            Expect.that("the server's end does not wait for them", rig.call(server::waitClosed).done());
        }
    }

    @Rule(id = "SRV-30", needs = Capability.TCP)
    void closingTwiceIsClosingOnce(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol);
            Future<?> closed = rig.call(server::waitClosed);
            rig.act(() -> {
                server.close();
                server.close();
            });
            rig.run(closed);
            rig.act(server::close);
            rig.finish(server::waitClosed);
        }
    }

    @Rule(id = "SRV-31", needs = Capability.TCP)
    void waitClosedWaitsForCloseAndForAllConnections(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            tck.step("without connections");
            Server empty = rig.serve(rig::protocol);
            watch(rig, tck, empty, "a");
            watch(rig, tck, empty, "b");
            rig.iterations(5);
            tck.log.expect();
            rig.act(empty::close);
            tck.runUntil("it is closed", () -> tck.log.count("b") == 1);
            tck.log.expect("a", "b");
            rig.finish(empty::waitClosed);

            tck.step("closed first, connection lost later");
            tck.log.clear();
            RecordingProtocol first = rig.protocol();
            Server early = rig.serve(() -> first);
            RawPeer peer = rig.peer(TcpRig.address(early));
            tck.runUntil("the connection was made", first::isMade);
            watch(rig, tck, early, "a");
            rig.act(early::close);
            watch(rig, tck, early, "b");
            rig.settle();
            tck.log.expect("made");
            peer.close();
            tck.runUntil("it is closed", () -> tck.log.count("b") == 1);
            tck.log.expect("made", "eof", "lost:null", "a", "b");
            rig.finish(early::waitClosed);

            tck.step("connection lost first, closed later");
            tck.log.clear();
            RecordingProtocol second = rig.protocol();
            Server late = rig.serve(() -> second);
            RawPeer other = rig.peer(TcpRig.address(late));
            tck.runUntil("the connection was made", second::isMade);
            watch(rig, tck, late, "a");
            other.close();
            rig.untilLost(second);
            rig.settle();
            tck.log.expect("made", "eof", "lost:null");
            rig.act(late::close);
            tck.runUntil("it is closed", () -> tck.log.count("a") == 1);
        }
    }

    private static void watch(TcpRig rig, RuleContext tck, Server server, String name) throws Exception {
        rig.act(() -> server.waitClosed().addDoneCallback(done -> tck.log.add(name)));
    }

    @Rule(id = "SRV-33", needs = Capability.TCP)
    void clientsAreClosedOrAborted(RuleContext tck) throws Exception {
        byte[] data = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (boolean abort : new boolean[] {false, true}) {
                tck.step(abort ? "abort" : "close");
                tck.log.clear();
                TcpRig.Link unrelated = rig.accepted(rig.protocol("other "));
                List<RecordingProtocol> protocols = new ArrayList<>();
                Server server = rig.serve(() -> {
                    RecordingProtocol protocol = rig.protocol().onMade(transport -> transport.write(data));
                    protocols.add(protocol);
                    return protocol;
                });
                RawPeer first = rig.peer(TcpRig.address(server));
                RawPeer second = rig.peer(TcpRig.address(server));
                tck.runUntil("both connections wrote", () -> tck.log.count("pause") == 2);
                rig.act(() -> {
                    if (abort) {
                        server.abortClients();
                    } else {
                        server.closeClients();
                    }
                    for (RecordingProtocol protocol : protocols) {
                        Expect.same("isClosing", true, protocol.transport().isClosing());
                        Expect.same("whether it is lost already", false, protocol.isLost());
                    }
                });
                if (!abort) {
                    rig.settle();
                    Expect.same("connections that were lost", 0, tck.log.count("lost:null"));
                    CompletableFuture<byte[]> a = first.readingToEnd();
                    CompletableFuture<byte[]> b = second.readingToEnd();
                    Expect.bytes("the first peer", data, rig.await(a));
                    Expect.bytes("the second peer", data, rig.await(b));
                }
                tck.runUntil("both connections are lost", () -> tck.log.count("lost:null") == 2);
                Expect.same("whether another server's connection is closing", false, unrelated.transport().isClosing());
                Expect.same("isServing", true, server.isServing());
                rig.act(server::close);
            }
        }
    }

    @Rule(id = "SRV-34", needs = Capability.TCP)
    void endOfTheScopeClosesAndWaits(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol();
            Server server = rig.serve(() -> protocol);
            RawPeer peer = rig.peer(TcpRig.address(server));
            tck.run(() -> {
                try (Server.Scope scope = server.scope()) {
                    Expect.same("the server", server, scope.server());
                    tck.await("the connection was made", protocol::isMade);
                    tck.loop().callLater(0.001, () -> {
                        tck.log.add("isServing " + server.isServing());
                        protocol.transport().close();
                    });
                }
                tck.log.add("after the scope");
            });
            tck.log.expect("made", "isServing false", "lost:null", "after the scope");
            Expect.same("what the peer reads", "", rig.readToEnd(peer));
        }
    }
}
