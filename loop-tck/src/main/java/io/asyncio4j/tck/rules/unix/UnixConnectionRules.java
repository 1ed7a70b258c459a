// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.unix;

import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.ScratchFolder;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.UnixPeer;
import io.asyncio4j.transports.ExtraInfo;
import java.net.ConnectException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** createUnixConnection, and what both calls refuse. */
final class UnixConnectionRules {

    @Rule(
            id = "UNIX-01",
            needs = Capability.UNIX,
            note = "There is no boolean for TLS here, so nothing to refuse.")
    void argumentsThatDoNotGoTogetherAreRefused(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck);
                ScratchFolder folder = ScratchFolder.make();
                SocketChannel stream = SocketChannel.open();
                ServerSocketChannel listener = ServerSocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open()) {
            listener.bind(null);
            stream.connect(listener.getLocalAddress());
            Path path = folder.path("s");
            for (UnixConnectOptions wrong : new UnixConnectOptions[] {
                    UnixConnectOptions.NONE,
                    UnixConnectOptions.to(path).sock(stream),
                    UnixConnectOptions.on(stream),
                    UnixConnectOptions.on(datagrams),
                    UnixConnectOptions.to(path).tlsHandshakeTimeout(1),
                    UnixConnectOptions.to(path).tlsShutdownTimeout(1)
            }) {
                rig.failure(IllegalArgumentException.class,
                        () -> tck.loop().createUnixConnection(rig::protocol, wrong));
            }
            for (UnixListenOptions wrong : new UnixListenOptions[] {
                    UnixListenOptions.NONE,
                    UnixListenOptions.at(path).sock(listener),
                    UnixListenOptions.on(listener),
                    UnixListenOptions.on(datagrams),
                    UnixListenOptions.at(path).tlsHandshakeTimeout(1),
                    UnixListenOptions.at(path).tlsShutdownTimeout(1)
            }) {
                rig.failure(IllegalArgumentException.class, () -> tck.loop().createUnixServer(rig::protocol, wrong));
            }
            tck.log.expect();
        }
    }

    @Rule(id = "UNIX-02", needs = Capability.UNIX)
    void serverNameAndTlsBelongTogether(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            UnixConnectOptions plain = UnixConnectOptions.to(folder.path("s"));
            rig.failure(IllegalArgumentException.class,
                    () -> tck.loop().createUnixConnection(rig::protocol, plain.tls(TlsContext.forClient())));
            rig.failure(IllegalArgumentException.class,
                    () -> tck.loop().createUnixConnection(rig::protocol, plain.serverHostname("localhost")));
            tck.log.expect();
        }
    }

    @Rule(id = "UNIX-03", needs = Capability.UNIX, note = "Bytes are not taken: a path is a string or a Path here.")
    void pathIsGivenAsPathOrAsString(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            Path path = folder.path("s");
            for (UnixAddress address : new UnixAddress[] {UnixAddress.of(path), UnixAddress.of(path.toString())}) {
                RecordingProtocol served = rig.protocol("server ");
                var server = rig.track(
                        rig.run(tck.loop().createUnixServer(() -> served, UnixListenOptions.at(address))));
                RecordingProtocol protocol = rig.protocol("client ");
                rig.run(tck.loop().createUnixConnection(() -> protocol, UnixConnectOptions.to(address)));
                rig.act(() -> protocol.transport().write(TcpRig.bytes("x")));
                rig.untilReceived(served, 1);
                Expect.same("peername", UnixAddress.of(path), protocol.transport().getExtraInfo(ExtraInfo.PEERNAME));
                Expect.same("sockname of the client", UnixAddress.of(""),
                        protocol.transport().getExtraInfo(ExtraInfo.SOCKNAME));
                Expect.same("sockname of the server's side", UnixAddress.of(path),
                        served.transport().getExtraInfo(ExtraInfo.SOCKNAME));
                rig.act(() -> {
                    protocol.transport().abort();
                    server.close();
                });
                rig.untilLost(served);
            }
        }
    }

    @Rule(id = "UNIX-12", needs = Capability.UNIX)
    void connectingToNobodySaysWhatIsMissing(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            AtomicInteger made = new AtomicInteger();
            Path missing = folder.path("missing");
            Path deserted = folder.path("deserted");
            UnixPeer.listen(deserted).close();
            rig.failure(NoSuchFileException.class, () -> tck.loop().createUnixConnection(() -> {
                made.incrementAndGet();
                return rig.protocol();
            }, missing));
            rig.failure(ConnectException.class, () -> tck.loop().createUnixConnection(() -> {
                made.incrementAndGet();
                return rig.protocol();
            }, deserted));
            Expect.same("calls of the factory", 0, made.get());
        }
    }

    @Rule(id = "CONN-31", needs = {Capability.UNIX, Capability.SOCKET_ADOPTION})
    void createConnectionTakesAUnixChannel(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck);
                ScratchFolder folder = ScratchFolder.make();
                ServerSocketChannel listener = UnixPeer.listen(folder.path("s"))) {
            for (String call : new String[] {"createConnection", "createUnixConnection"}) {
                SocketChannel channel = rig.closing(UnixPeer.connect(folder.path("s"))).channel();
                UnixPeer peer = rig.closing(UnixPeer.accept(listener));
                RecordingProtocol protocol = rig.protocol().onEof(transport -> true);
                if (call.equals("createConnection")) {
                    rig.run(tck.loop().createConnection(
                            () -> protocol, io.asyncio4j.net.ConnectOptions.on(channel)));
                } else {
                    rig.run(tck.loop().createUnixConnection(() -> protocol, UnixConnectOptions.on(channel)));
                }
                peer.send("ping");
                rig.untilReceived(protocol, 4);
                peer.shutdownOutput();
                tck.runUntil("the end of input came", () -> tck.log.count("eof") == 1);
                rig.act(() -> {
                    protocol.transport().write(TcpRig.bytes("pong"));
                    protocol.transport().close();
                });
                Expect.bytes("what the peer reads", TcpRig.bytes("pong"), rig.await(peer.readingToEnd()));
                rig.untilLost(protocol);
                tck.log.expect("made", "data:ping", "eof", "lost:null");
                tck.log.clear();
            }
        }
    }
}
