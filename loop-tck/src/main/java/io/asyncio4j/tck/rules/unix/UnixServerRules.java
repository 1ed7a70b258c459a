// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.unix;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.ScratchFolder;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.UnixPeer;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** createUnixServer, and the files that its sockets have. */
final class UnixServerRules {

    private static Server serve(RuleContext tck, TcpRig rig, String prefix, UnixListenOptions options)
            throws Exception {
        return rig.track(rig.run(tck.loop().createUnixServer(() -> rig.protocol(prefix), options)));
    }

    @Rule(id = "UNIX-04", needs = {Capability.UNIX, Capability.UNIX_ABSTRACT})
    void abstractNameHasNoFile(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            String name = "asyncio4j-tck-" + ProcessHandle.current().pid();
            Path file = Path.of(name);
            UnixAddress address = UnixAddress.of("\0" + name);
            RecordingProtocol served = rig.protocol("server ");
            Server server = rig.track(
                    rig.run(tck.loop().createUnixServer(() -> served, UnixListenOptions.at(address))));
            Expect.same("whether there is a file", false, Files.exists(file));
            Expect.same("sockname of the server", address, server.sockets().get(0).getsockname());
            RecordingProtocol protocol = rig.protocol("client ");
            rig.run(tck.loop().createUnixConnection(() -> protocol, UnixConnectOptions.to(address)));
            rig.act(() -> protocol.transport().write(TcpRig.bytes("x")));
            rig.untilReceived(served, 1);
            tck.step("a second server cannot have the name; when the first is closed, it can");
            rig.failure(BindException.class,
                    () -> tck.loop().createUnixServer(rig::protocol, UnixListenOptions.at(address)));
            rig.act(server::close);
            rig.act(serve(tck, rig, "", UnixListenOptions.at(address))::close);
        }
    }

    @Rule(id = "UNIX-05", needs = Capability.UNIX)
    void socketFileThatIsThereIsReplaced(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            Path path = folder.path("s");
            tck.step("a stale file");
            UnixPeer.listen(path).close();
            Expect.same("whether the file is there", true, Files.exists(path));
            serve(tck, rig, "first ", UnixListenOptions.at(path));
            UnixPeer early = rig.closing(UnixPeer.connect(path));
            tck.runUntil("the first server has accepted", () -> tck.log.count("first made") == 1);
            tck.step("a file that is in use");
            serve(tck, rig, "second ", UnixListenOptions.at(path));
            rig.closing(UnixPeer.connect(path));
            tck.runUntil("the second server has accepted", () -> tck.log.count("second made") == 1);
            early.send("x");
            tck.runUntil("the first connection goes on", () -> tck.log.count("first data:x") == 1);
            tck.log.expect("first made", "second made", "first data:x");
        }
    }

    @Rule(id = "UNIX-06", needs = Capability.UNIX)
    void otherFilesAreLeftAlone(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            Path file = Files.writeString(folder.path("file"), "precious");
            Path directory = Files.createDirectory(folder.path("directory"));
            Path link = Files.createSymbolicLink(folder.path("link"), folder.path("nowhere"));
            for (Path path : new Path[] {file, directory, link}) {
                BindException error =
                        rig.failure(BindException.class, () -> tck.loop().createUnixServer(rig::protocol, path));
                Expect.text(error, "already in use", path.toString());
            }
            Expect.same("what the file holds", "precious", Files.readString(file));
            Expect.same("whether the directory is there", true, Files.isDirectory(directory));
            Expect.same("whether the link is there", true, Files.isSymbolicLink(link));
        }
    }

    @Rule(id = "UNIX-07", needs = Capability.UNIX)
    void fileThatCannotBeLookedAtIsLogged(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            tck.step("a path that goes round in a circle");
            Path circle = folder.path("circle");
            Path below = Files.createSymbolicLink(circle, circle).resolve("s");
            rig.failure(IOException.class, () -> tck.loop().createUnixServer(rig::protocol, below));
            Expect.same("lines in the log", 1, tck.logs().at(System.Logger.Level.ERROR).size());
            Expect.same("lines that name the path", 1, tck.logs().containing(below.toString()).size());
        }
    }

    @Rule(id = "UNIX-08", needs = Capability.UNIX)
    void closingRemovesTheFile(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            Path path = folder.path("s");
            Server server = serve(tck, rig, "", UnixListenOptions.at(path));
            Expect.same("whether the file is there", true, Files.exists(path));
            rig.act(() -> {
                server.close();
                tck.log.add("file is there: " + Files.exists(path));
            });
            tck.log.expect("file is there: false");
        }
    }

    @Rule(id = "UNIX-09", needs = Capability.UNIX)
    void fileOfSomebodyElseStays(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            tck.step("gone");
            Path gone = folder.path("gone");
            Server first = serve(tck, rig, "", UnixListenOptions.at(gone));
            Files.delete(gone);
            rig.act(first::close);
            tck.step("replaced by a plain file");
            Path plain = folder.path("plain");
            Server second = serve(tck, rig, "", UnixListenOptions.at(plain));
            Files.delete(plain);
            Files.writeString(plain, "precious");
            rig.act(second::close);
            Expect.same("what the file holds", "precious", Files.readString(plain));
            tck.step("replaced by another server");
            Path taken = folder.path("taken");
            Server third = serve(tck, rig, "third ", UnixListenOptions.at(taken));
            serve(tck, rig, "fourth ", UnixListenOptions.at(taken));
            rig.act(third::close);
            rig.closing(UnixPeer.connect(taken));
            tck.runUntil("the other server has accepted", () -> tck.log.count("fourth made") == 1);
        }
    }

    @Rule(id = "UNIX-10", needs = Capability.UNIX)
    void fileStaysWhenAskedFor(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            Path path = folder.path("s");
            rig.act(serve(tck, rig, "", UnixListenOptions.at(path).cleanupSocket(false))::close);
            rig.iterations(2);
            Expect.same("whether the file is there", true, Files.exists(path));
        }
    }

    @Rule(id = "UNIX-11", needs = {Capability.UNIX, Capability.SOCKET_ADOPTION})
    void givenChannelIsCleanedUpAsWell(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            for (boolean cleanup : new boolean[] {true, false}) {
                Path path = folder.path("cleanup-" + cleanup);
                ServerSocketChannel sock = rig.closing(UnixPeer.listen(path));
                Server server = serve(tck, rig, "", UnixListenOptions.on(sock).cleanupSocket(cleanup));
                rig.closing(UnixPeer.connect(path));
                tck.runUntil("the connection was made", () -> tck.log.count("made") == 1);
                rig.act(server::close);
                Expect.same("whether the file is there", !cleanup, Files.exists(path));
                Expect.same("whether the channel is open", false, sock.isOpen());
                tck.log.expect("made");
                tck.log.clear();
            }
        }
    }

    @Rule(id = "UNIX-13", needs = Capability.UNIX, note = "TLS is looked at by the rules of TLS.")
    void serverBehavesAsOneOfTcp(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); ScratchFolder folder = ScratchFolder.make()) {
            Path path = folder.path("s");
            RecordingProtocol protocol = rig.protocol().onEof(transport -> {
                transport.write(TcpRig.bytes("all of it"));
                return true;
            });
            Server server = rig.track(rig.run(tck.loop()
                    .createUnixServer(() -> protocol, UnixListenOptions.at(path).startServing(false))));
            Expect.same("isServing", false, server.isServing());
            rig.finish(server::startServing);
            Expect.same("isServing", true, server.isServing());
            UnixPeer peer = rig.closing(UnixPeer.connect(path));
            peer.send("ask");
            rig.untilReceived(protocol, 3);
            Future<?> closed = rig.call(() -> {
                server.close();
                Future<?> waiting = server.waitClosed();
                waiting.addDoneCallback(done -> tck.log.add("closed"));
                return waiting;
            });
            Expect.same("isServing", false, server.isServing());
            Expect.same("sockets", 0, server.sockets().size());
            tck.step("the peer ends its side and is answered");
            peer.shutdownOutput();
            Expect.same("what the peer reads", "all of it", rig.await(peer.reading(9)));
            Expect.same("whether the server is over", false, closed.done());
            rig.act(protocol.transport()::close);
            rig.run(closed);
            tck.runUntil("waitClosed was told", () -> tck.log.count("closed") == 1);
            tck.log.expect("made", "data:ask", "eof", "lost:null", "closed");
        }
    }
}
