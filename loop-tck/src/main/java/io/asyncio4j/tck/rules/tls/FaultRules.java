// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tls;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Server;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.FaultProxy;
import io.asyncio4j.tck.harness.net.FaultProxy.Way;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.TlsRig;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What goes wrong in the middle, and what looks as if it did. */
final class FaultRules {

    /** The loop's client and server, and the network between them. */
    private record Pair(
            RecordingProtocol client, RecordingProtocol server, Transport toServer, FaultProxy proxy) {}

    private static Pair pair(RuleContext tck, TlsRig rig) throws Exception {
        RecordingProtocol serving = rig.tcp.protocol("server ");
        RecordingProtocol client = rig.tcp.protocol("client ");
        Server server = rig.tcp.serve(() -> serving, TlsRig.serving());
        FaultProxy proxy = rig.proxy(TcpRig.address(server));
        Transport transport = rig.tcp
                .run(tck.loop().createConnection(() -> client, TlsRig.to(proxy.address())))
                .transport();
        tck.runUntil("the server is connected", serving::isMade);
        return new Pair(client, serving, transport, proxy);
    }

    @Rule(id = "TLS-36", needs = Capability.TLS)
    void changedBytesEndTheConnection(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            tck.step("a byte of a record is changed on its way");
            Pair pair = pair(tck, rig);
            rig.tcp.act(() -> pair.toServer().write(TcpRig.bytes("good")));
            rig.tcp.untilReceived(pair.server(), 4);
            // Beyond the record's header: the length stays right, the content does not.
            pair.proxy().corruptIn(Way.TO_TARGET, 8);
            rig.tcp.act(() -> pair.toServer().write(TcpRig.bytes("changed")));
            rig.tcp.untilLost(pair.server());
            rig.tcp.untilLost(pair.client());
            Expect.that("the server's error is " + pair.server().lostWith(),
                    pair.server().lostWith() instanceof IOException);
            Expect.same("what the server got", "good", pair.server().text());
            tck.step("garbage between records, either end");
            for (End end : End.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol();
                TlsRig.Link link = rig.link(end, protocol);
                link.peer().raw().send("this is no record of TLS, whatever its length may be");
                rig.tcp.untilLost(protocol);
                tck.log.expect("made", "lost:IOException");
            }
            tck.step("a reset on its way");
            Pair reset = pair(tck, rig);
            reset.proxy().reset();
            rig.tcp.untilLost(reset.server());
            rig.tcp.untilLost(reset.client());
            Expect.that("the client's error is " + reset.client().lostWith(),
                    reset.client().lostWith() instanceof IOException);
            tck.step("the loop goes on");
            RecordingProtocol after = rig.tcp.protocol();
            rig.link(End.CLIENT, after).peer().send("fine");
            rig.tcp.untilReceived(after, 4);
        }
    }

    @Rule(id = "TLS-37", needs = Capability.TLS)
    void failingProtocolLosesItsConnection(RuleContext tck) throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                tck.log.clear();
                RecordingProtocol protocol = rig.tcp.protocol().onData((transport, data) -> {
                    throw boom;
                });
                TlsRig.Link link = rig.link(end, protocol);
                link.peer().send("hello");
                rig.tcp.untilLost(protocol);
                Expect.same("the cause of the loss", boom, protocol.lostWith());
                ExceptionContext report = tck.expectReport();
                Expect.same("the reported error", boom, report.exception());
                Expect.that("the report says that it was fatal: " + report.message(),
                        String.valueOf(report.message()).startsWith("Fatal error on SSL protocol"));
            }
        }
    }

    @Rule(id = "TLS-39", needs = Capability.TLS)
    void changeOfKeysKeepsTheOrder(RuleContext tck) throws Exception {
        byte[] much = TcpRig.pattern(1 << 20);
        try (TlsRig rig = new TlsRig(tck)) {
            for (End end : End.values()) {
                tck.step(end.toString());
                RecordingProtocol protocol = rig.tcp.protocol().summarizing();
                TlsRig.Link link = rig.link(end, protocol);
                link.peer().send("before ");
                rig.tcp.act(() -> link.transport().write(much));
                link.peer().updateKeys();
                link.peer().send("after");
                rig.tcp.untilReceived(protocol, 12);
                rig.tcp.act(() -> link.transport().write(TcpRig.bytes("new keys")));
                byte[] seen = rig.tcp.await(link.peer().reading(much.length + 8));
                Expect.bytes("the peer", much, Arrays.copyOf(seen, much.length));
                Expect.same("what came", "before after", protocol.text());
            }
        }
    }

    @Rule(id = "TLS-40", needs = Capability.TLS)
    void ticketsAreNoData(RuleContext tck) throws Exception {
        try (TlsRig rig = new TlsRig(tck)) {
            RecordingProtocol closing = rig.tcp.protocol().onMade(Transport::close);
            TlsRig.Link link = rig.client(closing, options -> options);
            CompletableFuture<?> end = link.peer().readingToEnd();
            rig.tcp.await(end);
            link.peer().closeNotify();
            rig.tcp.untilLost(closing);
            tck.log.expect("made", "eof", "lost:null");
            tck.step("one byte at a time, both ways");
            tck.log.clear();
            RecordingProtocol serving = rig.tcp.protocol("server ").summarizing();
            RecordingProtocol client = rig.tcp.protocol("client ").summarizing();
            Server server = rig.tcp.serve(() -> serving, TlsRig.serving());
            FaultProxy proxy = rig.proxy(TcpRig.address(server))
                    .slice(Way.TO_TARGET, 1)
                    .slice(Way.FROM_TARGET, 1);
            Transport transport = rig.tcp
                    .run(tck.loop().createConnection(() -> client, TlsRig.to(proxy.address())))
                    .transport();
            tck.runUntil("the server is connected", serving::isMade);
            rig.tcp.act(() -> transport.write(TcpRig.pattern(1000)));
            rig.tcp.untilReceived(serving, 1000);
            Expect.bytes("the server", TcpRig.pattern(1000), serving.received());
            rig.tcp.act(transport::close);
            rig.tcp.untilLost(client);
            rig.tcp.untilLost(serving);
            Expect.same("the client's events", List.of("client made", "client eof", "client lost:null"),
                    tck.log.events().stream().filter(event -> event.startsWith("client")).toList());
        }
    }
}
