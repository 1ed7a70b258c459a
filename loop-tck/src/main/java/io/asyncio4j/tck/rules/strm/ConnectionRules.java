// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.Streams;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.ScratchFolder;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.rules.strm.StreamRig.Link;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.nio.file.Path;

/** Readers on connections: how a connection is opened, how it ends, and how much it may bring. */
final class ConnectionRules {

    @Rule(id = "STRM-15", needs = {Capability.TCP, Capability.TASKS})
    void everyReadThrowsWhatTheConnectionWasLostWith(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.open();
            link.peer().send("unread");
            rig.tcp.settle();
            rig.reset(link);
            Throwable lost = link.reader().exception();
            Expect.that("the exception is an IOException: " + lost, lost instanceof IOException);
            FedReader.Read[] reads = {
                    reader -> reader.read(0), reader -> reader.read(1), reader -> reader.read(-1),
                    reader -> reader.readExactly(0), reader -> reader.readExactly(1), StreamReader::readLine,
                    reader -> reader.readUntil(FedReader.bytes(";"))
            };
            tck.run(() -> {
                for (FedReader.Read read : reads) {
                    Expect.same("what it throws", lost,
                            Expect.failure(IOException.class, () -> read.from(link.reader())));
                }
                FedReader fed = new FedReader(tck).feed("abc");
                IOException set = new IOException("set while a read waits");
                fed.reading("waiting", reader -> reader.readExactly(5));
                fed.reader.setException(set);
                Asyncio.sleep(0);
                for (FedReader.Read read : reads) {
                    Expect.same("what it throws", set,
                            Expect.failure(IOException.class, () -> read.from(fed.reader)));
                }
            });
            tck.log.expect("waiting begins", "waiting raises IOException");
        }
    }

    @Rule(id = "STRM-16", needs = {Capability.TCP, Capability.TASKS})
    void cleanLossLeavesTheBufferToBeRead(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.open();
            link.peer().send("abc\nrest");
            rig.tcp.settle();
            tck.run(() -> {
                link.writer().close();
                link.writer().waitClosed();
                for (int i = 0; i < 3; i++) {
                    tck.log.add(FedReader.outcome(link.reader(), StreamReader::readLine));
                }
            });
            tck.log.expect("'abc\\n'", "'rest'", "''");
        }
    }

    @Rule(id = "STRM-19", needs = {Capability.TCP, Capability.TASKS})
    void transportIsPausedAboveTwiceTheLimitAndResumedAtTheLimit(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Transport transport = rig.open().writer().transport();
            tck.run(() -> {
                FedReader fed = new FedReader(tck, 3);
                fed.reader.setTransport(transport);
                Runnable look = () -> tck.log.add(transport.isReading() ? "reading" : "paused");
                fed.feed("123456");
                look.run();
                fed.feed("7");
                look.run();
                fed.reader.read(3);
                look.run();
                fed.reader.read(1);
                look.run();
                tck.step("a read that needs more than there is");
                fed.feed("8901");
                look.run();
                var waits = fed.reading("read", reader -> reader.readExactly(8));
                look.run();
                fed.feed("2");
                waits.await();
                look.run();
            });
            tck.log.expect("reading", "paused", "paused", "reading", "paused", "read begins", "reading",
                    "read '56789012'", "reading");
        }
    }

    @Rule(id = "STRM-28", needs = {Capability.TCP, Capability.TASKS})
    void readerIsAtItsEndWhenTheWriterIsClosed(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.open();
            tck.run(() -> {
                tck.log.add("open " + link.reader().atEof());
                link.writer().close();
                link.writer().waitClosed();
                tck.log.add("closed " + link.reader().atEof());
                tck.log.add(FedReader.outcome(link.reader(), StreamReader::read));
            });
            tck.log.expect("open false", "closed true", "''");
        }
    }

    @Rule(
            id = "STRM-29",
            needs = {Capability.TCP, Capability.TASKS, Capability.HALF_CLOSE},
            note = "That streams over TLS close is looked at by STRM-31.")
    void endOfThePeerLeavesTheOtherDirectionOpen(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.open();
            link.peer().send("question");
            link.peer().shutdownOutput();
            tck.run(() -> {
                tck.log.add(FedReader.outcome(link.reader(), StreamReader::read));
                link.writer().write(FedReader.bytes("ans"));
                link.writer().drain();
            });
            Expect.same("what the peer reads", "ans", rig.tcp.read(link.peer(), 3));
            rig.tcp.settle();
            tck.run(() -> {
                tck.log.add("closing " + link.writer().isClosing());
                link.writer().write(FedReader.bytes("wer"));
                link.writer().close();
                link.writer().waitClosed();
            });
            Expect.same("what the peer reads", "wer", rig.tcp.readToEnd(link.peer()));
            tck.log.expect("'question'", "closing false");
        }
    }

    @Rule(id = "STRM-37", needs = {Capability.TCP, Capability.TASKS})
    void optionsReachTheLoop(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck);
                RawListener listener = RawListener.open("127.0.0.1", 0)) {
            ConnectOptions options = TcpRig.to(listener).localAddress("127.0.0.2", 0);
            StreamConnection made = tck.call(() -> Asyncio.openConnection(options, 5));
            rig.tcp.track(made.writer().transport());
            RawPeer peer = rig.tcp.closing(listener.accept());
            Expect.same("where the peer sees it come from", "127.0.0.2",
                    peer.socket().getInetAddress().getHostAddress());
            Expect.same("the reader's limit", 5, made.reader().limit());
            peer.send("123456\n");
            tck.run(() -> {
                tck.log.add(FedReader.outcome(made.reader(), StreamReader::readLine));
                tck.raises(IllegalArgumentException.class, "",
                        () -> Asyncio.openConnection(ConnectOptions.NONE));
                tck.raises(IllegalArgumentException.class, "limit",
                        () -> Asyncio.openConnection(TcpRig.to(listener), 0));
            });
            tck.log.expect("raises IllegalArgumentException");
        }
        if (tck.can(Capability.UNIX)) {
            tck.log.clear();
            talkOverUnixSockets(tck);
        }
    }

    private static void talkOverUnixSockets(RuleContext tck) throws Exception {
        try (ScratchFolder folder = ScratchFolder.make()) {
            Path path = folder.path("socket");
            tck.run(() -> {
                Server server = Asyncio.startUnixServer((reader, writer) -> {
                    tck.log.add("server reads " + FedReader.outcome(reader, StreamReader::readLine));
                    writer.write(FedReader.bytes("12345678\n"));
                    writer.close();
                }, UnixListenOptions.at(path).backlog(1));
                StreamConnection made = Streams.openUnixConnection(UnixConnectOptions.to(path), 5);
                made.writer().write(FedReader.bytes("hello\n"));
                tck.log.add("client reads " + FedReader.outcome(made.reader(), StreamReader::readLine));
                made.writer().close();
                made.writer().waitClosed();
                server.close();
                server.waitClosed().await();
            });
        }
        tck.log.expect("server reads 'hello\\n'", "client reads raises IllegalArgumentException");
    }
}
