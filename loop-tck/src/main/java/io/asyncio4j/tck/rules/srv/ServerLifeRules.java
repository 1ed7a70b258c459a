// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.srv;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.net.StandardSocketOptions;
import java.util.List;

/** Starting to serve, and what a server says of itself. */
final class ServerLifeRules {

    @Rule(id = "SRV-19", needs = Capability.TCP)
    void startingTwiceIsStartingOnce(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).startServing(false));
            for (int i = 0; i < 3; i++) {
                rig.finish(server::startServing);
                Expect.same("isServing", true, server.isServing());
            }
            rig.peer(TcpRig.address(server)).send("hello");
            tck.runUntil("data came", () -> tck.log.count("data:hello") == 1);
            rig.settle();
            tck.log.expect("made", "data:hello");
        }
    }

    @Rule(id = "SRV-20", needs = Capability.TCP)
    void closedServerCannotBeStarted(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol);
            var address = TcpRig.address(server);
            rig.act(server::close);
            Exception error = rig.failure(Exception.class, server::startServing);
            boolean serving = server.isServing();
            tck.outcomes.saw(serving || !(error instanceof IllegalStateException),
                    error.getClass().getSimpleName() + ", and isServing is " + serving,
                    "IllegalStateException, and isServing is false");
            Expect.same("whether a connect is answered", false, rig.canConnect(address));
        }
    }

    @Rule(id = "SRV-21", needs = Capability.TCP)
    void isServingBetweenStartAndClose(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).startServing(false));
            Expect.same("isServing before the start", false, server.isServing());
            rig.finish(server::startServing);
            Expect.same("isServing after the start", true, server.isServing());
            rig.act(() -> {
                server.close();
                Expect.same("isServing after close", false, server.isServing());
            });
            Server never = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).startServing(false));
            rig.act(never::close);
            Expect.same("isServing of one that never served", false, never.isServing());
        }
    }

    @Rule(id = "SRV-22", needs = Capability.TCP)
    void socketsAreListedUntilClose(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol, ListenOptions.atEach(List.of("127.0.0.1", "127.0.0.2"), 0));
            Expect.same("number of sockets", 2, server.sockets().size());
            rig.act(() -> {
                server.close();
                Expect.same("sockets after close", List.of(), server.sockets());
            });
        }
    }

    @Rule(id = "SRV-23", needs = Capability.TCP)
    void socketsTellButCannotBlock(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol);
            TransportSocket socket = server.sockets().get(0);
            Expect.same("family", AddressFamily.INET, socket.family());
            Expect.same("type", SocketType.STREAM, socket.type());
            Expect.that("the protocol is TCP or the usual one", socket.protocol() == 0 || socket.protocol() == 6);
            Expect.same("host", "127.0.0.1", ListenRules.address(socket).getAddress().getHostAddress());
            Expect.same("SO_REUSEADDR", true, socket.getsockopt(StandardSocketOptions.SO_REUSEADDR));
            Expect.failure(IllegalArgumentException.class, () -> socket.setblocking(true));
            Expect.failure(IllegalArgumentException.class, () -> socket.settimeout(1));
            socket.setblocking(false);
            socket.settimeout(0);
            Expect.same("timeout", 0.0, socket.gettimeout());
        }
    }

    @Rule(
            id = "SRV-24",
            needs = Capability.TCP,
            note = "Connections that are open then may be waited for or closed: CPython's versions differ.")
    void cancelledServeForeverClosesTheServerAndWaitsForItsEnd(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).startServing(false));
            CoroutineAction body = () -> server.serveForever().await();
            Task<?> task = rig.call(() -> tck.loop().createTask(body));
            tck.runUntil("it serves", server::isServing);
            RawPeer peer = rig.peer(TcpRig.address(server));
            tck.runUntil("the connection was made", () -> tck.log.count("made") == 1);
            Expect.same("whether the task is done", false, task.done());
            task.addDoneCallback(done -> tck.log.add("ended"));
            rig.act(task::cancel);
            rig.settle();
            Expect.same("isServing", false, server.isServing());
            Expect.same("sockets", List.of(), server.sockets());
            boolean closesConnections = tck.log.count("lost:null") == 1;
            if (!closesConnections) {
                tck.log.expect("made");
                peer.close();
            }
            tck.runUntil("the task is done", task::done);
            Expect.failure(CancelledError.class, () -> rig.run(task));
            if (closesConnections) {
                tck.log.expect("made", "lost:null", "ended");
            } else {
                tck.log.expect("made", "eof", "lost:null", "ended");
            }
        }
    }

    @Rule(id = "SRV-25", needs = Capability.TCP)
    void onlyOneCanServeForever(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol);
            Future<?> first = rig.call(server::serveForever);
            rig.iterations(2);
            rig.failure(IllegalStateException.class, server::serveForever);
            rig.iterations(2);
            Expect.same("whether the first one has ended", false, first.done());
            Expect.same("isServing", true, server.isServing());
            rig.act(server::close);
            Expect.failure(CancelledError.class, () -> rig.run(first));
            rig.failure(IllegalStateException.class, server::serveForever);
        }
    }

    @Rule(id = "SRV-26", needs = Capability.TCP)
    void closeCancelsServeForever(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol);
            tck.run(() -> {
                tck.loop().callSoon(() -> tck.loop().callSoon(server::close));
                Expect.failure(CancelledError.class, () -> server.serveForever().await());
            });
            Expect.same("isServing", false, server.isServing());
        }
    }

    @Rule(id = "SRV-35", needs = Capability.TCP)
    void serverKnowsItsLoop(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol);
            Expect.same("the loop", tck.loop(), server.loop());
            rig.act(server::close);
            Expect.same("the loop after close", tck.loop(), server.loop());
        }
    }
}
