// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.srv;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Options of listening sockets. */
final class ListenOptionRules {

    @Rule(id = "SRV-14", needs = Capability.TCP, note = "The default is POSIX's.")
    void addressIsReusedUnlessTurnedOff(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol();
            Server first = rig.serve(() -> protocol);
            Expect.same("the option by default", true, option(first, StandardSocketOptions.SO_REUSEADDR));
            tck.step("close the server's side first, so that the system remembers the connection for a while");
            InetSocketAddress address = TcpRig.address(first);
            RawPeer peer = rig.peer(address);
            tck.runUntil("the connection was made", protocol::isMade);
            rig.act(() -> {
                first.close();
                protocol.transport().close();
            });
            rig.readToEnd(peer);
            peer.close();
            ListenOptions again = ListenOptions.at("127.0.0.1", address.getPort());
            tck.step("listen there again, without the option");
            rig.failure(BindException.class, () -> tck.loop().createServer(rig::protocol, again.reuseAddress(false)));
            tck.step("listen there again, by default");
            rig.serve(rig::protocol, again);
            Server off = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).reuseAddress(false));
            Expect.same("the option turned off", false, option(off, StandardSocketOptions.SO_REUSEADDR));
        }
    }

    @Rule(id = "SRV-15", needs = {Capability.TCP, Capability.REUSE_PORT})
    void portIsSharedOnlyWhenAskedFor(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            ListenOptions shared = ListenOptions.at("127.0.0.1", 0).reusePort(true);
            Server first = rig.serve(rig::protocol, shared);
            Expect.same("the option", true, option(first, StandardSocketOptions.SO_REUSEPORT));
            ListenOptions same = ListenOptions.at("127.0.0.1", TcpRig.address(first).getPort());
            rig.serve(rig::protocol, same.reusePort(true));
            rig.failure(BindException.class, () -> tck.loop().createServer(rig::protocol, same));
            Server alone = rig.serve(rig::protocol);
            Expect.same("the option by default", false, option(alone, StandardSocketOptions.SO_REUSEPORT));
        }
    }

    @Rule(
            id = "SRV-16",
            needs = Capability.TCP,
            note = "Looked at on accepted connections, which inherit it; a listening channel of the JDK does not tell.")
    void keepAliveIsSetWhenAskedFor(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (boolean keepAlive : new boolean[] {true, false}) {
                RecordingProtocol protocol = rig.protocol();
                ListenOptions plain = ListenOptions.at("127.0.0.1", 0);
                Server server = rig.serve(() -> protocol, keepAlive ? plain.keepAlive(true) : plain);
                rig.peer(TcpRig.address(server));
                tck.runUntil("the connection was made", protocol::isMade);
                TransportSocket socket =
                        Objects.requireNonNull(protocol.transport().getExtraInfo(ExtraInfo.SOCKET));
                Expect.same("SO_KEEPALIVE", keepAlive, socket.getsockopt(StandardSocketOptions.SO_KEEPALIVE));
            }
        }
    }

    @Rule(
            id = "SRV-17",
            needs = Capability.TCP,
            note = "A JVM loop binds and listens in one step, so no more is required than that no protocol is made.")
    void withoutServingNoProtocolIsMade(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).startServing(false));
            Expect.same("isServing", false, server.isServing());
            Expect.that("the port is known", TcpRig.address(server).getPort() > 0);
            int early = 0;
            try {
                rig.peer(TcpRig.address(server));
                early = 1;
            } catch (ConnectException notListening) {
                // As CPython has it.
            }
            rig.settle();
            tck.log.expect();
            rig.finish(server::startServing);
            Expect.same("isServing after the start", true, server.isServing());
            rig.peer(TcpRig.address(server));
            int all = early + 1;
            tck.runUntil("connections are served", () -> tck.log.count("made") == all);
        }
    }

    @Rule(id = "SRV-18", needs = Capability.TCP)
    void serverAcceptsWhenItIsThere(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            tck.run(() -> {
                Server server = rig.track(tck.loop()
                        .createServer(rig::protocol, ListenOptions.at("127.0.0.1", 0)).await());
                Expect.same("isServing", true, server.isServing());
                rig.peer(TcpRig.address(server));
                tck.await("the connection was made", () -> tck.log.count("made") == 1);
            });
        }
    }

    private static <T> @Nullable T option(Server server, SocketOption<T> option) throws IOException {
        return server.sockets().get(0).getsockopt(option);
    }
}
