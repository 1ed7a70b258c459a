// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.srv;

import io.asyncio4j.context.ContextVar;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.DescriptorLimit;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.SystemCalls;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How connections are taken. */
final class AcceptRules {

    private static final int MANY = 60;

    @Rule(
            id = "SRV-10",
            needs = Capability.TCP,
            note = "The peer connects again for each call of the factory, so a server that never rests has no end.")
    void othersGetTheirTurnBetweenAcceptedConnections(RuleContext tck) throws Exception {
        int backlog = 2;
        Semaphore next = new Semaphore(backlog + 1);
        int[] iteration = {0};
        int[] count = {0};
        Map<Integer, Integer> accepted = new HashMap<>();
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(() -> {
                accepted.merge(iteration[0], 1, Integer::sum);
                count[0]++;
                next.release();
                return rig.protocol().summarizing();
            }, ListenOptions.at("127.0.0.1", 0).backlog(backlog));
            InetSocketAddress address = TcpRig.address(server);
            CompletableFuture<Integer> connecting = rig.beside(() -> {
                for (int i = 0; i < MANY; i++) {
                    next.acquire();
                    rig.peer(address);
                }
                return MANY;
            });
            Runnable turn = new Runnable() {
                @Override
                public void run() {
                    iteration[0]++;
                    if (count[0] < MANY && iteration[0] < 1_000_000) {
                        tck.loop().callSoon(this);
                    }
                }
            };
            tck.loop().callSoon(turn);
            tck.runUntil("all connections were accepted", () -> count[0] == MANY);
            rig.await(connecting);
            int most = accepted.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            Expect.that(
                    "at most backlog + 1 = 3 connections in one iteration, but there were " + most,
                    most <= backlog + 1);
        }
    }

    @Rule(id = "SRV-11", needs = Capability.TCP)
    void connectionThatIsGoneBeforeItIsAcceptedDoesNotHarmTheOthers(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(() -> rig.protocol().summarizing());
            InetSocketAddress address = TcpRig.address(server);
            RawPeer first = rig.peer(address);
            RawPeer second = rig.peer(address);
            RawPeer third = rig.peer(address);
            second.reset();
            first.send("a");
            third.send("c");
            tck.runUntil("the others are served", () -> tck.log.count("data") == 2);
            rig.settle();
            RawPeer fourth = rig.peer(address);
            fourth.send("d");
            tck.runUntil("later ones are served", () -> tck.log.count("data") == 3);
        }
    }

    @Rule(
            id = "SRV-12",
            needs = {Capability.TCP, Capability.EXACT_DESCRIPTORS},
            note = "The limit of descriptors is lowered by the system's prlimit program, before the server serves: io_uring goes by "
                    + "the limit of the time when it was asked to accept.")
    void withoutDescriptorsAcceptingRestsForASecond(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); DescriptorLimit limit = DescriptorLimit.start()) {
            Server server = rig.serve(rig::protocol);
            tck.step("load classes and use what is used below once, since that takes descriptors");
            DescriptorLimit.loadClasses(tck.loop().getClass(), Server.class, AcceptRules.class);
            rig.peer(TcpRig.address(server));
            tck.runUntil("a connection was made", () -> tck.log.count("made") == 1);
            tck.loop().callExceptionHandler(ExceptionContext.ofException(new IOException("warm-up")));
            Expect.text(java.util.Objects.requireNonNull(tck.expectReport().exception()), "warm-up");
            tck.runFor(0.01);
            tck.step("take all descriptors away, then serve and connect");
            Server late = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).startServing(false));
            SocketChannel peer = rig.closing(SocketChannel.open());
            limit.lower();
            double failed;
            try {
                rig.finish(late::startServing);
                peer.connect(TcpRig.address(late));
                tck.runUntil("a report came", () -> !tck.reports().isEmpty());
                failed = tck.now();
                tck.runFor(0.1);
            } finally {
                limit.restore();
            }
            tck.step("CPython reports, and would begin again, once for each place in the backlog");
            ExceptionContext report = tck.expectReports(Math.max(1, tck.reports().size())).get(0);
            Expect.that("the message says so: " + report.message(),
                    String.valueOf(report.message()).contains("out of system resource"));
            Expect.that("the exception is an I/O error: " + report.exception(),
                    report.exception() instanceof IOException);
            Expect.that("the report names the socket", report.socket() != null);
            Expect.same("isServing", true, late.isServing());
            tck.runUntil("the connection is accepted after all", () -> tck.log.count("made") == 2);
            double rest = tck.now() - failed;
            Expect.that("accepting rests for a second, but it was " + rest, rest > 0.5);
            tck.runFor(0.3); // lets CPython begin as often as it reported, while there is something to begin
        }
    }

    @Rule(
            id = "SRV-13",
            needs = {Capability.TCP, Capability.EXACT_DESCRIPTORS, Capability.LISTENER_HANGUP},
            note = "The system's shutdown on the listening socket makes each accept fail; its listen ends that.")
    void otherErrorsOfAcceptingAreReportedAndTheServerGoesOn(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            int port = RawListener.freePort();
            Server server = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", port));
            int descriptor = SystemCalls.listener(port);
            rig.peer(TcpRig.address(server));
            tck.runUntil("a connection was made", () -> tck.log.count("made") == 1);
            tck.step("accepting fails");
            SystemCalls.shutdown(descriptor);
            try {
                tck.runUntil("a report came", () -> !tck.reports().isEmpty());
            } finally {
                SystemCalls.listen(descriptor);
            }
            tck.step("it works again");
            rig.peer(TcpRig.address(server));
            tck.runUntil("a second connection was made", () -> tck.log.count("made") == 2);
            for (ExceptionContext report : tck.expectReports(tck.reports().size())) {
                Expect.that("the exception is an I/O error: " + report.exception(),
                        report.exception() instanceof IOException);
            }
            Expect.same("isServing", true, server.isServing());
        }
    }

    @Rule(
            id = "SRV-36",
            needs = {Capability.TCP, Capability.DEBUG_MODE},
            note = "Outside debug mode a report is allowed, not required: silence there is CPython's.")
    void factoryThatThrowsDropsThatConnectionOnly(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            IllegalStateException boom = new IllegalStateException("no protocol today");
            for (boolean debug : new boolean[] {false, true}) {
                tck.loop().setDebug(debug);
                AtomicInteger calls = new AtomicInteger();
                RecordingProtocol served = rig.protocol();
                Server server = rig.serve(() -> {
                    if (calls.incrementAndGet() == 1) {
                        throw boom;
                    }
                    return served;
                });
                RawPeer dropped = rig.peer(TcpRig.address(server));
                rig.await(dropped.readingToAnyEnd());
                RawPeer kept = rig.peer(TcpRig.address(server));
                kept.send("hello");
                rig.untilReceived(served, 5);
                Expect.same("calls of the factory", 2, calls.get());
                List<ExceptionContext> reports = tck.expectReports(debug ? 1 : tck.reports().size());
                for (ExceptionContext report : reports) {
                    Expect.same("the exception of the report", boom, report.exception());
                }
                Expect.that("there is one report at most", reports.size() <= 1);
                rig.act(server::close);
            }
            tck.log.expect("made", "data:hello", "made", "data:hello");
        }
    }

    @Rule(
            id = "SRV-37",
            needs = Capability.TCP,
            note = "Seen as: connectionMade is a callback of its own after the factory, in a context of its own.")
    void connectionMadeIsCalledThroughTheLoopInItsOwnContext(RuleContext tck) throws Exception {
        ContextVar<String> variable = ContextVar.withDefault("connection", "unset");
        try (TcpRig rig = new TcpRig(tck)) {
            Supplier<RecordingProtocol> factory = () -> {
                tck.log.add("factory");
                tck.loop().callSoon(tck.log.adding("callback of the factory"));
                return rig.protocol().onMade(transport -> {
                    tck.log.add("variable is " + variable.get());
                    variable.set("set");
                });
            };
            Server server = rig.serve(factory);
            for (int i = 0; i < 2; i++) {
                tck.log.clear();
                rig.peer(TcpRig.address(server));
                tck.runUntil("the connection was made", () -> tck.log.count("made") == 1);
                tck.log.expect("factory", "callback of the factory", "made", "variable is unset");
            }
        }
    }

    @Rule(id = "SRV-38", needs = Capability.TCP)
    void peernameIsTheAddressOfThePeer(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol();
            var link = rig.accepted(protocol);
            Expect.same("peername", link.peer().address(), link.transport().getExtraInfo(ExtraInfo.PEERNAME));
            Expect.same(
                    "sockname",
                    link.peer().socket().getRemoteSocketAddress(),
                    link.transport().getExtraInfo(ExtraInfo.SOCKNAME));
        }
    }

    @Rule(
            id = "SRV-32",
            needs = Capability.TCP,
            note = "Looked at between the factory and connectionMade; the handshake of TLS is left to the rules of TLS.")
    void connectionCountsBeforeItsProtocolIsConnected(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            AtomicReference<@Nullable Server> server = new AtomicReference<>();
            AtomicReference<@Nullable Future<?>> closed = new AtomicReference<>();
            RecordingProtocol protocol = rig.protocol();
            Server made = rig.serve(() -> {
                tck.loop().callSoon(() -> {
                    tck.log.add("close the server");
                    Server opened = java.util.Objects.requireNonNull(server.get());
                    opened.close();
                    Future<?> waiting = opened.waitClosed();
                    waiting.addDoneCallback(done -> tck.log.add("closed"));
                    closed.set(waiting);
                });
                return protocol;
            });
            server.set(made);
            RawPeer peer = rig.peer(TcpRig.address(made));
            tck.runUntil("the connection was made", protocol::isMade);
            rig.settle();
            tck.log.expect("close the server", "made");
            peer.close();
            tck.runUntil("the server is closed", () -> tck.log.count("closed") == 1);
            tck.log.expect("close the server", "made", "eof", "lost:null", "closed");
        }
    }
}
