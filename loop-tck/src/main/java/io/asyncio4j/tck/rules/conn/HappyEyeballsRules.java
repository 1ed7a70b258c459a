// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.conn;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.OpenSockets;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ScriptedNames;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import java.util.List;
import java.util.function.UnaryOperator;

/** Several attempts at once, and their order. */
final class HappyEyeballsRules {

    private static final double NEVER_SECONDS = 3600;

    @Rule(id = "CONN-18", needs = Capability.TCP)
    void nextAddressStartsAfterTheDelayOrTheFailureAndLosersAreClosed(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener good = rig.listener("127.0.0.3", 0);
            rig.fullListener("127.0.0.2", good.port());
            tck.step("the first address hangs, the second answers");
            String hangs = ScriptedNames.of("127.0.0.2", "127.0.0.3");
            int before = OpenSockets.count();
            var made = rig.run(tck.loop()
                    .createConnection(
                            rig::protocol, ConnectOptions.to(hangs, good.port()).happyEyeballsDelay(0.005)));
            Expect.same("sockets that are open: the loser is closed", 1, OpenSockets.count() - before);
            Expect.same("the peer", good.address(), made.transport().getExtraInfo(ExtraInfo.PEERNAME));
            tck.log.expect("made");
            rig.closing(good.accept());
            tck.step("the first address refuses, so the second need not wait for the delay");
            String refuses = ScriptedNames.of("127.0.0.4", "127.0.0.3");
            var next = rig.run(tck.loop()
                    .createConnection(
                            rig::protocol, ConnectOptions.to(refuses, good.port()).happyEyeballsDelay(NEVER_SECONDS)));
            Expect.same("the peer", good.address(), next.transport().getExtraInfo(ExtraInfo.PEERNAME));
            rig.closing(good.accept());
            tck.step("the first address answers, so the second is not tried");
            RawListener other = rig.listener("127.0.0.5", good.port());
            rig.run(tck.loop()
                    .createConnection(
                            rig::protocol,
                            ConnectOptions.to(ScriptedNames.of("127.0.0.3", "127.0.0.5"), good.port())
                                    .happyEyeballsDelay(NEVER_SECONDS)));
            rig.closing(good.accept());
            Expect.that("the second address was not tried", !other.wasTried());
        }
    }

    @Rule(id = "CONN-19", needs = {Capability.TCP, Capability.IPV6})
    void familiesAreMixedByDefaultOnlyWithADelay(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Expect.same(
                    "the order without a delay",
                    List.of("127.0.0.2", "127.0.0.3", "::1"),
                    order(tck, rig, options -> options, "127.0.0.2", "127.0.0.3", "::1"));
            Expect.same(
                    "the order with a delay",
                    List.of("127.0.0.2", "::1", "127.0.0.3"),
                    order(tck, rig, options -> options.happyEyeballsDelay(NEVER_SECONDS),
                            "127.0.0.2", "127.0.0.3", "::1"));
            Expect.same(
                    "the order with a delay and interleave 0",
                    List.of("127.0.0.2", "127.0.0.3", "::1"),
                    order(tck, rig, options -> options.happyEyeballsDelay(NEVER_SECONDS).interleave(0),
                            "127.0.0.2", "127.0.0.3", "::1"));
        }
    }

    @Rule(id = "CONN-20", needs = {Capability.TCP, Capability.IPV6})
    void interleaveTakesSomeOfTheFirstFamilyThenTurns(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            String[] given = {"127.0.0.2", "127.0.0.3", "127.0.0.4", "::1", "127.0.0.5"};
            Expect.same(
                    "interleave 1",
                    List.of("127.0.0.2", "::1", "127.0.0.3", "127.0.0.4", "127.0.0.5"),
                    order(tck, rig, options -> options.interleave(1), given));
            Expect.same(
                    "interleave 2",
                    List.of("127.0.0.2", "127.0.0.3", "::1", "127.0.0.4", "127.0.0.5"),
                    order(tck, rig, options -> options.interleave(2), given));
            Expect.same(
                    "interleave 3",
                    List.of("127.0.0.2", "127.0.0.3", "127.0.0.4", "::1", "127.0.0.5"),
                    order(tck, rig, options -> options.interleave(3), given));
            Expect.same(
                    "interleave 1 with the other family first",
                    List.of("::1", "127.0.0.2", "127.0.0.3"),
                    order(tck, rig, options -> options.interleave(1), "::1", "127.0.0.2", "127.0.0.3"));
        }
    }

    /** The order of the attempts when all of them fail. */
    private static List<String> order(
            RuleContext tck, TcpRig rig, UnaryOperator<ConnectOptions> change, String... addresses) throws Exception {
        ConnectOptions options = ConnectOptions.to(ScriptedNames.of(addresses), RawListener.freePort()).allErrors(true);
        return Attempts.addresses(rig.failure(
                ExceptionGroup.class, () -> tck.loop().createConnection(rig::protocol, change.apply(options))));
    }
}
