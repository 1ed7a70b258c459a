// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sf;

import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.HeapFile;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** sendfile, where the loop reads and writes. */
final class FallbackRules {

    private static final byte[] DATA = TcpRig.pattern(300_000);

    private static HeapFile heap(byte[] bytes) {
        return new HeapFile(bytes, () -> {});
    }

    @Rule(
            id = "SF-10",
            needs = {Capability.TCP, Capability.SENDFILE},
            note = "Over TLS it is looked at by the rules of TLS.")
    void fileThatTheSystemDoesNotKnowIsReadAndWritten(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            HeapFile file = heap(DATA);
            file.position(0); // CPython's fallback begins there when the offset is 0
            files.rig.failure(IllegalStateException.class,
                    () -> tck.loop().sendfile(files.transport, file, SendfileOptions.ALL.fallback(false)));
            var all = files.peer.reading(DATA.length);
            Expect.same("bytes sent", (long) DATA.length,
                    files.rig.run(files.rig.call(() -> tck.loop().sendfile(files.transport, file))));
            Expect.bytes("what the peer reads", DATA, files.rig.await(all));
            Expect.same("position of the file", (long) DATA.length, file.position());
            SendfileOptions part = SendfileOptions.ALL.offset(1000).count(2000);
            Expect.same("bytes sent of a part", 2000L,
                    files.rig.run(files.rig.call(() -> tck.loop().sendfile(files.transport, file, part))));
            Expect.bytes("the part", Arrays.copyOfRange(DATA, 1000, 3000),
                    files.rig.await(files.peer.reading(2000)));
            Expect.same("position of the file", 3000L, file.position());
            Expect.same("bytes sent of nothing", 0L, files.rig.run(files.rig.call(
                    () -> tck.loop().sendfile(files.transport, file, SendfileOptions.ALL.offset(DATA.length)))));
        }
    }

    @Rule(id = "SF-11", needs = {Capability.TCP, Capability.SENDFILE})
    void fileIsReadOffTheLoopAsFastAsThePeerReads(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            AtomicBoolean onLoop = new AtomicBoolean();
            byte[] much = TcpRig.tooMuch();
            HeapFile file = new HeapFile(much, () -> onLoop.compareAndSet(false, RunningLoop.get() != null));
            Future<Long> sending = files.rig.call(() -> tck.loop().sendfile(files.transport, file));
            long before;
            do {
                before = file.position();
                files.rig.settle();
                tck.runFor(0.02);
            } while (file.position() != before);
            Expect.that("not all was read while the peer did not: " + before, before < much.length);
            long size = files.rig.call(files.transport::getWriteBufferSize);
            Expect.that("little is buffered: " + size, size < 1_000_000);
            var all = files.peer.reading(much.length);
            Expect.same("bytes sent", (long) much.length, files.rig.run(sending));
            Expect.bytes("what the peer reads", much, files.rig.await(all));
            Expect.same("whether the loop's thread has read", false, onLoop.get());
        }
    }

    @Rule(id = "SF-13", needs = {Capability.TCP, Capability.SENDFILE})
    void protocolHearsOnlyOfTheEnd(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            byte[] much = TcpRig.tooMuch();
            Future<Long> sending = files.rig.call(() -> tck.loop().sendfile(files.transport, heap(much)));
            files.peer.send("hello");
            files.rig.settle();
            tck.log.expect("made");
            var all = files.peer.reading(much.length);
            files.rig.run(sending);
            files.rig.await(all);
            Expect.same("the protocol", files.protocol, files.transport.getProtocol());
            files.rig.untilReceived(files.protocol, 5);
            Expect.same("data", 1, tck.log.count("data:hello"));
            tck.log.clear();
            tck.step("the connection ends meanwhile");
            HeapFile file = heap(much);
            Future<Long> failing = files.rig.call(() -> tck.loop().sendfile(files.transport, file));
            files.rig.settle();
            files.rig.act(files.transport::abort);
            files.rig.failure(java.io.IOException.class, () -> failing);
            files.rig.untilLost(files.protocol);
            Expect.same("lost", 1, tck.log.count("lost:null"));
        }
    }

    @Rule(id = "SF-14", needs = {Capability.TCP, Capability.SENDFILE})
    void pausedProtocolIsResumedAfterwards(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            byte[] much = TcpRig.tooMuch();
            files.rig.act(() -> files.transport.write(much));
            tck.log.expect("made", "pause");
            Future<Long> sending = files.rig.call(() -> tck.loop().sendfile(files.transport, heap(DATA)));
            var all = files.peer.reading(much.length + DATA.length);
            files.rig.run(sending);
            files.rig.await(all);
            tck.runUntil("the protocol is resumed", () -> tck.log.count("resume") > 0);
            files.rig.iterations(3);
            tck.log.expect("made", "pause", "resume");
        }
    }

    @Rule(id = "SF-16", needs = {Capability.TCP, Capability.SENDFILE, Capability.TLS})
    void fileIsEncryptedOverTls(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            RecordingProtocol server = files.rig.protocol("server ").summarizing();
            var served = files.rig.serve(
                    () -> server, ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.LOCALHOST.server()));
            RecordingProtocol client = files.rig.protocol("client ");
            files.rig.run(tck.loop().createConnection(() -> client,
                    ConnectOptions.to("127.0.0.1", TcpRig.address(served).getPort())
                            .tls(TestIdentity.AUTHORITY.trusting())));
            FileChannel file = files.file(DATA);
            files.rig.failure(IllegalStateException.class,
                    () -> tck.loop().sendfile(client.transport(), file, SendfileOptions.ALL.fallback(false)));
            file.position(0); // CPython's fallback begins there when the offset is 0
            Expect.same("bytes sent", (long) DATA.length,
                    files.rig.run(files.rig.call(() -> tck.loop().sendfile(client.transport(), file))));
            Expect.same("position of the file", (long) DATA.length, file.position());
            SendfileOptions part = SendfileOptions.ALL.offset(1000).count(2000);
            Expect.same("bytes sent of a part", 2000L,
                    files.rig.run(files.rig.call(() -> tck.loop().sendfile(client.transport(), file, part))));
            files.rig.untilReceived(server, DATA.length + 2000);
            byte[] all = server.received();
            Expect.bytes("the file", DATA, Arrays.copyOf(all, DATA.length));
            Expect.bytes("the part", Arrays.copyOfRange(DATA, 1000, 3000),
                    Arrays.copyOfRange(all, DATA.length, all.length));
            Expect.same("the protocol", client, client.transport().getProtocol());
        }
    }

    @Rule(id = "SF-17", needs = {Capability.TCP, Capability.SOCKET_CALLS})
    void sockSendfileKeepsToTheSameRules(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck);
                var listener = java.nio.channels.ServerSocketChannel.open()) {
            listener.bind(new java.net.InetSocketAddress(java.net.InetAddress.ofLiteral("127.0.0.1"), 0));
            var peer = files.rig.peer((java.net.InetSocketAddress) listener.getLocalAddress());
            var sock = files.rig.closing(listener.accept());
            FileChannel file = files.file(DATA);
            Expect.same("whether it blocks", true, sock.isBlocking());
            if (tck.can(Capability.DEBUG_MODE)) {
                boolean debug = tck.loop().getDebug();
                tck.loop().setDebug(true);
                files.rig.failure(IllegalArgumentException.class, () -> tck.loop().sockSendfile(sock, file));
                tck.loop().setDebug(debug);
            }
            sock.configureBlocking(false);
            file.position(9);
            Expect.same("bytes sent", (long) DATA.length,
                    files.rig.run(files.rig.call(() -> tck.loop().sockSendfile(sock, file))));
            Expect.same("position of the file", (long) DATA.length, file.position());
            Expect.bytes("what the peer reads", DATA, files.rig.await(peer.reading(DATA.length)));
            SendfileOptions part = SendfileOptions.ALL.offset(DATA.length - 10).count(50);
            Expect.same("bytes sent of a part", 10L,
                    files.rig.run(files.rig.call(() -> tck.loop().sockSendfile(sock, file, part))));
            SendfileOptions middle = SendfileOptions.ALL.offset(1000).count(2000);
            Expect.same("bytes sent of a part in the middle", 2000L,
                    files.rig.run(files.rig.call(() -> tck.loop().sockSendfile(sock, file, middle))));
            Expect.same("position of the file behind it", 3000L, file.position());
            Expect.same("bytes sent of an empty file", 0L, files.rig.run(files.rig.call(
                    () -> tck.loop().sockSendfile(sock, files.file(new byte[0])))));
        }
    }

    @Rule(id = "SF-18", needs = {Capability.TCP, Capability.SOCKET_CALLS, Capability.SENDFILE})
    void cancellingStopsSending(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck);
                var listener = java.nio.channels.ServerSocketChannel.open()) {
            listener.bind(new java.net.InetSocketAddress(java.net.InetAddress.ofLiteral("127.0.0.1"), 0));
            var peer = files.rig.peer((java.net.InetSocketAddress) listener.getLocalAddress());
            var sock = files.rig.closing(listener.accept());
            sock.configureBlocking(false);
            FileChannel file = files.file(TcpRig.tooMuch());
            tck.step("sockSendfile");
            Future<Long> single = files.rig.call(() -> tck.loop().sockSendfile(sock, file));
            files.rig.await(peer.reading(1024));
            files.rig.act(single::cancel);
            long sent = file.position();
            // CPython's sockSendfile leaves the position alone when it is cancelled.
            Expect.that("a part was sent: " + sent, sent < file.size());
            tck.outcomes.saw(sent == 0, "the position stays", "the position tells how much was sent");
            files.rig.act(() -> Expect.same("whether a writer was there", false, tck.loop().removeWriter(sock)));
            if (sent > 0) {
                files.rig.await(peer.reading((int) sent - 1024));
            }
            tck.step("sendfile");
            Future<Long> sending = files.rig.call(() -> tck.loop().sendfile(files.transport, file));
            files.rig.await(files.peer.reading(1024));
            files.rig.act(sending::cancel);
            long part = file.position();
            Expect.that("a part was sent: " + part, part < file.size());
            files.rig.act(() -> files.transport.write(TcpRig.bytes("after")));
            files.rig.act(files.transport::close);
            byte[] all = files.rig.await(files.peer.readingToEnd());
            Expect.same("the end of what the peer reads", "after",
                    new String(all, all.length - 5, 5, java.nio.charset.StandardCharsets.ISO_8859_1));
            Expect.that("nothing more of the file was sent than the position tells, save what was on its way: "
                    + all.length, all.length + 1024 <= file.size() + 5);
        }
    }
}
