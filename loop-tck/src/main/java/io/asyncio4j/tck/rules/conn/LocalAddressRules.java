// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.conn;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ScriptedNames;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/** Connecting from a given address. */
final class LocalAddressRules {

    @Rule(id = "CONN-21", needs = {Capability.TCP, Capability.IPV6})
    void localAddressMustBeOfTheFamilyOfTheRemoteOne(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener four = rig.listener();
            RawListener six = rig.listener("::1", four.port());
            tck.step("the IPv6 address comes first, but there is a local address for IPv4 only");
            String both = ScriptedNames.of("::1", "127.0.0.1");
            String local = ScriptedNames.of("127.0.0.7");
            var made = rig.run(tck.loop()
                    .createConnection(
                            rig::protocol, ConnectOptions.to(both, four.port()).localAddress(local, 0)));
            Expect.same("the peer", four.address(), made.transport().getExtraInfo(ExtraInfo.PEERNAME));
            rig.closing(four.accept());
            Expect.that("the local address was looked up", ScriptedNames.lookups(local) > 0);
            tck.step("no local address of the right family");
            rig.failure(IOException.class,
                    () -> tck.loop()
                            .createConnection(
                                    rig::protocol,
                                    ConnectOptions.to(ScriptedNames.of("::1"), four.port()).localAddress(local, 0)));
            Expect.that("the IPv6 address was not tried", !six.wasTried());
        }
    }

    @Rule(id = "CONN-22", needs = Capability.TCP)
    void localAddressInUseIsNamed(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            RawListener holder = rig.listener("127.0.0.7", 0);
            BindException error = rig.failure(BindException.class,
                    () -> tck.loop()
                            .createConnection(
                                    rig::protocol, TcpRig.to(listener).localAddress("127.0.0.7", holder.port())));
            Expect.text(error, "127.0.0.7", Integer.toString(holder.port()));
            Expect.that("nothing was connected", !listener.wasTried());
        }
    }

    @Rule(id = "CONN-23", needs = Capability.TCP)
    void localAddressIsTheSockname(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            int port = RawListener.freePort("127.0.0.7");
            var made = rig.run(tck.loop()
                    .createConnection(rig::protocol, TcpRig.to(listener).localAddress("127.0.0.7", port)));
            RawPeer peer = rig.closing(listener.accept());
            InetSocketAddress allowed = new InetSocketAddress("127.0.0.7", port);
            Expect.same("sockname", allowed, made.transport().getExtraInfo(ExtraInfo.SOCKNAME));
            Expect.same("the address that the peer sees", allowed, peer.socket().getRemoteSocketAddress());
        }
    }
}
