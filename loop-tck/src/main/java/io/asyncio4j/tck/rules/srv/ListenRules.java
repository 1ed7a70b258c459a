// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.srv;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.OpenSockets;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.ScriptedNames;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which addresses a server listens at. */
final class ListenRules {

    /** Addresses for documentation, which no machine has. */
    private static final String NOT_HERE = "198.51.100.1";

    private static final String NOT_HERE_EITHER = "198.51.100.2";

    @Rule(
            id = "SRV-01",
            needs = Capability.TCP,
            note = "TLS is a typed argument, so a boolean in its place has no counterpart.")
    void addressOrListeningChannelMustBeGivenAndNotBoth(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ServerSocketChannel channel = ServerSocketChannel.open()) {
            ListenOptions plain = ListenOptions.at("127.0.0.1", 0);
            refused(tck, rig, ListenOptions.NONE);
            refused(tck, rig, plain.sock(channel));
            refused(tck, rig, ListenOptions.at((String) null, 0).sock(channel));
            for (SelectableChannel wrong : List.of(rig.closing(DatagramChannel.open()),
                    rig.closing(SocketChannel.open()))) {
                refused(tck, rig, ListenOptions.on(wrong));
                Expect.that("the channel stays the caller's", wrong.isOpen());
            }
            refused(tck, rig, plain.tlsHandshakeTimeout(1));
            refused(tck, rig, plain.tlsShutdownTimeout(1));
            Expect.that("the channel stays the caller's", channel.isOpen());
        }
    }

    private static void refused(RuleContext tck, TcpRig rig, ListenOptions options) throws Exception {
        rig.failure(IllegalArgumentException.class, () -> tck.loop().createServer(rig::protocol, options));
    }

    @Rule(
            id = "SRV-02",
            needs = Capability.TCP,
            note = "A loop without V6ONLY may serve both families by one socket.")
    void noHostMeansAllInterfaces(RuleContext tck) throws Exception {
        Set<Capability> can = tck.subject().capabilities();
        try (TcpRig rig = new TcpRig(tck)) {
            for (String host : new String[] {null, ""}) {
                Server server = rig.serve(rig::protocol, ListenOptions.at(host, 0));
                Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
                for (TransportSocket socket : server.sockets()) {
                    Expect.that("one socket for each family", families.add(socket.family()));
                }
                if (can.contains(Capability.IPV6) && can.contains(Capability.V6ONLY)) {
                    Expect.same("families", EnumSet.of(AddressFamily.INET, AddressFamily.INET6), families);
                }
                Expect.that("IPv4 connections are accepted", isReached(rig, server, "127.0.0.1"));
                if (can.contains(Capability.IPV6)) {
                    Expect.that("IPv6 connections are accepted", isReached(rig, server, "::1"));
                }
            }
        }
    }

    /** Whether one of the server's ports answers at an address. */
    private static boolean isReached(TcpRig rig, Server server, String host) throws IOException {
        for (TransportSocket socket : server.sockets()) {
            int port = address(socket).getPort();
            try {
                rig.peer(new InetSocketAddress(InetAddress.ofLiteral(host), port));
                return true;
            } catch (ConnectException otherFamily) {
                continue;
            }
        }
        return false;
    }

    @Rule(id = "SRV-03", needs = Capability.TCP)
    void severalHostsAreAllBoundAndEqualAddressesOnce(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            List<String> hosts = List.of("127.0.0.1", "127.0.0.2", "127.0.0.1", ScriptedNames.of("127.0.0.2"));
            Server server = rig.serve(rig::protocol, ListenOptions.atEach(hosts, 0));
            Set<String> bound = new HashSet<>();
            for (TransportSocket socket : server.sockets()) {
                bound.add(address(socket).getAddress().getHostAddress());
                rig.peer(address(socket));
            }
            Expect.same("addresses", Set.of("127.0.0.1", "127.0.0.2"), bound);
            Expect.same("number of sockets", 2, server.sockets().size());
            tck.runUntil("both connections were made", () -> tck.log.count("made") == 2);
        }
    }

    @Rule(id = "SRV-04", needs = Capability.TCP)
    void emptyListOfHostsIsAnIoError(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            rig.failure(
                    IOException.class,
                    () -> tck.loop().createServer(rig::protocol, ListenOptions.atEach(List.of(), 0)));
        }
    }

    @Rule(id = "SRV-05", needs = Capability.TCP)
    void portZeroOrNullIsAFreePortForEachAddress(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Port port : new Port[] {null, Port.of(0)}) {
                Server server = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", port));
                Expect.that("the port is known", address(server.sockets().get(0)).getPort() > 0);
            }
            // Chance gives four sockets the same port about never.
            Server several = rig.serve(
                    rig::protocol,
                    ListenOptions.atEach(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"), 0));
            Set<Integer> ports = new HashSet<>();
            for (TransportSocket socket : several.sockets()) {
                ports.add(address(socket).getPort());
            }
            Expect.same("number of sockets", 4, several.sockets().size());
            Expect.that("each socket got a port of its own, not the first one's: " + ports, ports.size() > 1);
        }
    }

    @Rule(id = "SRV-06", needs = {Capability.TCP, Capability.IPV6, Capability.V6ONLY})
    void ipv6SocketsLeaveThePortToIpv4(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            int port = RawListener.freePort("::");
            Server six = rig.serve(rig::protocol, ListenOptions.at("::", port));
            Expect.failure(ConnectException.class, () -> rig.peer(new InetSocketAddress("127.0.0.1", port)));
            Server four = rig.serve(rig::protocol, ListenOptions.at("0.0.0.0", port));
            rig.peer(new InetSocketAddress("127.0.0.1", port));
            rig.peer(new InetSocketAddress("::1", port));
            tck.runUntil("both connections were made", () -> tck.log.count("made") == 2);
            Expect.same("the family of ::", AddressFamily.INET6, six.sockets().get(0).family());
            Expect.same("the family of 0.0.0.0", AddressFamily.INET, four.sockets().get(0).family());
        }
    }

    @Rule(id = "SRV-07", needs = Capability.TCP)
    void addressThatTheMachineLacksIsSkipped(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server server = rig.serve(rig::protocol, ListenOptions.atEach(List.of(NOT_HERE, "127.0.0.1"), 0));
            Expect.same("number of sockets", 1, server.sockets().size());
            rig.peer(address(server.sockets().get(0)));
            tck.runUntil("the connection was made", () -> tck.log.count("made") == 1);
            IOException error = rig.failure(
                    IOException.class,
                    () -> tck.loop()
                            .createServer(rig::protocol, ListenOptions.atEach(List.of(NOT_HERE, NOT_HERE_EITHER), 0)));
            Expect.text(error, NOT_HERE, NOT_HERE_EITHER);
        }
    }

    @Rule(id = "SRV-08", needs = Capability.TCP)
    void otherBindFailureNamesTheAddressAndClosesWhatWasOpened(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener holder = rig.listener("127.0.0.2", 0);
            int before = OpenSockets.count();
            BindException error = rig.failure(
                    BindException.class,
                    () -> tck.loop()
                            .createServer(
                                    rig::protocol,
                                    ListenOptions.atEach(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"),
                                            holder.port())));
            Expect.text(error, "127.0.0.2", Integer.toString(holder.port()));
            Expect.same("sockets that stayed open", 0, OpenSockets.count() - before);
            for (String host : List.of("127.0.0.1", "127.0.0.3")) {
                Expect.failure(ConnectException.class, () -> rig.peer(new InetSocketAddress(host, holder.port())));
            }
        }
    }

    @Rule(
            id = "SRV-09",
            needs = Capability.TCP,
            note = "Seen from outside: so many connections can wait while the loop stands still. A server that does not "
                    + "serve yet may refuse connections, as CPython's does, but must not let more of them wait.")
    void backlogIsPassedToListen(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Server usual = rig.serve(rig::protocol);
            connect(rig, usual, ListenOptions.DEFAULT_BACKLOG);
            Server wide = rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).backlog(150));
            connect(rig, wide, 150);
            tck.runUntil(
                    "all of them are served", () -> tck.log.count("made") == ListenOptions.DEFAULT_BACKLOG + 150);
            Server narrow =
                    rig.serve(rig::protocol, ListenOptions.at("127.0.0.1", 0).backlog(1).startServing(false));
            int waiting = 0;
            while (waiting <= 2 && rig.canConnect(TcpRig.address(narrow))) {
                waiting++;
            }
            Expect.that("with a backlog of 1 no more than 2 connections wait, but " + waiting + " do", waiting <= 2);
        }
    }

    private static void connect(TcpRig rig, Server server, int count) throws IOException {
        InetSocketAddress address = TcpRig.address(server);
        for (int i = 0; i < count; i++) {
            rig.peer(address);
        }
    }

    static InetSocketAddress address(TransportSocket socket) throws IOException {
        return (InetSocketAddress) Objects.requireNonNull(socket.getsockname());
    }

    static List<InetSocketAddress> addresses(Server server) throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (TransportSocket socket : server.sockets()) {
            addresses.add(address(socket));
        }
        return addresses;
    }
}
