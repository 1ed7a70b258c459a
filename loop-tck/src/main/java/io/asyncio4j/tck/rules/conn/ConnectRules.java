// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.conn;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.OpenSockets;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ScriptedNames;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.List;

/** How a connection is made, and what is said when it is not. */
final class ConnectRules {

    @Rule(id = "CONN-01", needs = Capability.TCP)
    void factoryConnectionMadeAndCallerFollowTheConnectInThisOrder(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            RecordingProtocol protocol = rig.protocol();
            tck.run(() -> {
                var made = tck.loop().createConnection(() -> {
                    tck.log.add("factory");
                    return protocol;
                }, TcpRig.to(listener)).await();
                tck.log.add("resumed");
                Expect.same("the protocol of the pair", protocol, made.protocol());
                Expect.same("the transport of the pair", protocol.transport(), made.transport());
            });
            tck.log.expect("factory", "made", "resumed");
            rig.closing(listener.accept()).send("hello");
            rig.untilReceived(protocol, 5);
            tck.log.expect("factory", "made", "resumed", "data:hello");
        }
    }

    @Rule(id = "CONN-02", needs = Capability.TCP)
    void factoryIsNotCalledWhenNobodyAnswers(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            ConnectOptions refused = nobody();
            rig.failure(IOException.class, () -> tck.loop().createConnection(() -> {
                tck.log.add("factory");
                return rig.protocol();
            }, refused));
            rig.iterations(3);
            tck.log.expect();
        }
    }

    @Rule(id = "CONN-10", needs = Capability.TCP)
    void unknownHostIsTheResolversOwnError(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            String name = ScriptedNames.unknown();
            rig.failure(UnknownHostException.class, () -> tck.loop().createConnection(rig::protocol, name, 80));
        }
    }

    @Rule(id = "CONN-11", needs = Capability.TCP)
    void addressesAreTriedInOrderUntilOneAnswers(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener third = rig.listener("127.0.0.3", 0);
            RawListener fourth = rig.listener("127.0.0.4", third.port());
            String name = ScriptedNames.of("127.0.0.2", "127.0.0.3", "127.0.0.4");
            int before = OpenSockets.count();
            var made = rig.run(tck.loop().createConnection(rig::protocol, name, third.port()));
            Expect.same("the number of sockets that were opened and not closed", 1, OpenSockets.count() - before);
            Expect.same(
                    "the peer's address", third.address(), made.transport().getExtraInfo(ExtraInfo.PEERNAME));
            rig.closing(third.accept());
            Expect.that("the address after the one that answered was not tried", !fourth.wasTried());
            tck.log.expect("made");
        }
    }

    @Rule(id = "CONN-13", needs = Capability.TCP)
    void whenAllFailTheErrorTellsOfEach(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            int port = RawListener.freePort();
            tck.step("one address");
            ConnectException one = rig.failure(ConnectException.class,
                    () -> tck.loop().createConnection(rig::protocol, ScriptedNames.of("127.0.0.2"), port));
            Expect.text(one, "127.0.0.2");
            tck.step("twice the same address: the same text, so the first error");
            ConnectException same = rig.failure(ConnectException.class,
                    () -> tck.loop()
                            .createConnection(rig::protocol, ScriptedNames.of("127.0.0.2", "127.0.0.2"), port));
            String text = String.valueOf(same.getMessage());
            Expect.same("where the address is named again", -1,
                    text.indexOf("127.0.0.2", text.indexOf("127.0.0.2") + 1));
            tck.step("three addresses");
            IOException all = rig.failure(IOException.class,
                    () -> tck.loop()
                            .createConnection(
                                    rig::protocol, ScriptedNames.of("127.0.0.2", "127.0.0.3", "127.0.0.4"), port));
            Expect.text(all, "127.0.0.2", "127.0.0.3", "127.0.0.4");
        }
    }

    @Rule(id = "CONN-14", needs = Capability.TCP)
    void allErrorsAreGroupedWhenAskedFor(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            int port = RawListener.freePort();
            List<String> addresses = List.of("127.0.0.2", "127.0.0.3");
            for (int count = 1; count <= addresses.size(); count++) {
                List<String> some = addresses.subList(0, count);
                String name = ScriptedNames.of(some.toArray(String[]::new));
                ExceptionGroup group = rig.failure(ExceptionGroup.class,
                        () -> tck.loop().createConnection(rig::protocol,
                                ConnectOptions.to(name, port).allErrors(true)));
                Expect.same("the addresses of the errors", some, Attempts.addresses(group));
            }
        }
    }

    @Rule(id = "CONN-16", needs = Capability.TCP)
    void refusedConnectionNamesTheAddress(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            int port = RawListener.freePort();
            ConnectException error = rig.failure(
                    ConnectException.class, () -> tck.loop().createConnection(rig::protocol, "127.0.0.1", port));
            Expect.text(error, "127.0.0.1", Integer.toString(port));
        }
    }

    @Rule(
            id = "CONN-17",
            needs = Capability.TCP,
            note = "Seen as: while a connect hangs, the loop holds no timer.")
    void connectHasNoTimeLimit(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener full = rig.fullListener("127.0.0.2", 0);
            Future<?> pending = rig.call(() -> tck.loop().createConnection(rig::protocol, TcpRig.to(full)));
            rig.settle();
            Expect.same("whether the connect is done", false, pending.done());
            Expect.same("timers of the loop while it connects", 0, tck.subject().liveTimers(tck.loop()));
            rig.act(pending::cancel);
        }
    }

    @Rule(id = "CONN-27", needs = Capability.TCP)
    void everyTransportHasNoDelay(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (TcpRig.End end : TcpRig.End.values()) {
                var transport = rig.link(end, rig.protocol()).transport();
                var socket = java.util.Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKET));
                Expect.same("TCP_NODELAY of " + end, true, socket.getsockopt(StandardSocketOptions.TCP_NODELAY));
            }
        }
    }

    /** An address where nobody listens. */
    private static ConnectOptions nobody() throws IOException {
        return ConnectOptions.to("127.0.0.1", RawListener.freePort());
    }
}
