// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.buf;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingBufferedProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reading into the protocol's own buffers. */
final class BufferedReadRules {

    @Rule(id = "BUF-01", needs = Capability.TCP, note = "At the end of file a buffer may be asked for or not.")
    void eachReadIsABufferThenOneUpdate(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingBufferedProtocol protocol = rig.buffered();
                TcpRig.Link link = rig.link(end, protocol);
                link.peer().send("hello");
                rig.untilReceived(protocol, 5);
                link.peer().send("you");
                rig.untilReceived(protocol, 8);
                link.peer().shutdownOutput();
                rig.untilLost(protocol);
                List<String> events = tck.log.events();
                int atEnd = events.lastIndexOf("buffer:-1") > events.indexOf("data:you") ? 1 : 0;
                List<String> read = List.of("made", "buffer:-1", "updated:5", "data:hello", "buffer:-1", "updated:3",
                        "data:you");
                Expect.same("the events up to the end of file", read, events.subList(0, read.size()));
                Expect.same("the last events", List.of("eof", "lost:null"),
                        events.subList(read.size() + atEnd, events.size()));
            }
        }
    }

    @Rule(id = "BUF-02", needs = Capability.TCP, note = "Looked at for plain sockets; TLS has rules of its own.")
    void hintIsUnknownOnPlainSockets(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                int[] other = {0};
                RecordingBufferedProtocol protocol = rig.buffered().quiet().buffers(hint -> {
                    other[0] += hint == -1 ? 0 : 1;
                    return ByteBuffer.allocate(1000);
                });
                TcpRig.Link link = rig.link(end, protocol);
                byte[] data = TcpRig.pattern(100_000);
                CompletableFuture<Integer> sending = link.peer().sending(data);
                rig.untilReceived(protocol, data.length);
                rig.await(sending);
                Expect.same("hints other than -1", 0, other[0]);
            }
        }
    }

    @Rule(
            id = "BUF-03",
            needs = Capability.TCP,
            note = "A ByteBuffer's room lies between its position and its limit, which stay as they are.")
    void bytesAreWrittenFromTheStartOfTheBufferAndNotBeyondItsEnd(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                for (boolean direct : new boolean[] {false, true}) {
                    tck.log.clear();
                    ByteBuffer room = direct ? ByteBuffer.allocateDirect(64) : ByteBuffer.allocate(64);
                    for (int i = 0; i < room.capacity(); i++) {
                        room.put(i, (byte) '.');
                    }
                    RecordingBufferedProtocol protocol = rig.buffered().quiet();
                    protocol.buffers(hint -> room.clear().position(8).limit(12)).onUpdated(count -> {
                        Expect.that("no more than 4 bytes, but " + count, count >= 1 && count <= 4);
                        Expect.same("the position", 8, room.position());
                        Expect.same("the limit", 12, room.limit());
                    });
                    TcpRig.Link link = rig.link(end, protocol);
                    link.peer().send("0123456789");
                    rig.untilReceived(protocol, 10);
                    Expect.same("all data", "0123456789", protocol.text());
                    tck.log.expect("made", "data:0123", "data:4567", "data:89");
                    room.clear();
                    for (int i = 0; i < room.capacity(); i++) {
                        Expect.that("byte " + i + " is untouched", (i >= 8 && i < 12) || room.get(i) == '.');
                    }
                    tck.log.clear();
                }
                byte[] data = TcpRig.pattern(500_000);
                RecordingBufferedProtocol large = rig.buffered().quiet().summarizing();
                ByteBuffer shared = ByteBuffer.allocateDirect(70_000);
                large.buffers(hint -> shared.clear());
                TcpRig.Link link = rig.link(end, large);
                CompletableFuture<Integer> sending = link.peer().sending(data);
                rig.untilReceived(large, data.length);
                rig.await(sending);
                Expect.bytes("all data", data, large.received());
            }
        }
    }

    @Rule(id = "BUF-04", needs = Capability.TCP)
    void bufferWithoutRoomIsFatal(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingBufferedProtocol protocol = rig.buffered().quiet().buffers(hint -> ByteBuffer.allocate(0));
                TcpRig.Link link = rig.link(end, protocol);
                link.peer().send("hello");
                rig.untilLost(protocol);
                ExceptionContext report = tck.expectReport();
                Expect.that(
                        "the report has an IllegalStateException: " + report.exception(),
                        report.exception() instanceof IllegalStateException);
                expectFatal(report, "get_buffer", protocol, link);
                rig.await(link.peer().readingToAnyEnd());
                Expect.same("number of events", 2, tck.log.events().size());
            }
        }
    }

    @Rule(id = "BUF-05", needs = Capability.TCP)
    void errorInGetBufferOrBufferUpdatedIsFatal(RuleContext tck) throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingBufferedProtocol first = rig.buffered().quiet().buffers(hint -> {
                    throw boom;
                });
                TcpRig.Link link = rig.link(end, first);
                link.peer().send("hello");
                rig.untilLost(first);
                ExceptionContext report = tck.expectReport();
                Expect.same("the exception of the report", boom, report.exception());
                expectFatal(report, "get_buffer", first, link);
                tck.log.expect("made", "lost:IllegalStateException(boom)");

                tck.log.clear();
                RecordingBufferedProtocol second = rig.buffered().quiet().onUpdated(count -> {
                    throw boom;
                });
                TcpRig.Link other = rig.link(end, second);
                other.peer().send("hello");
                rig.untilLost(second);
                ExceptionContext next = tck.expectReport();
                Expect.same("the exception of the report", boom, next.exception());
                expectFatal(next, "buffer_updated", second, other);
                tck.log.expect("made", "lost:IllegalStateException(boom)");
            }
        }
    }

    private static void expectFatal(
            ExceptionContext report, String callback, RecordingBufferedProtocol protocol, TcpRig.Link link) {
        Expect.same(
                "the message of the report",
                "Fatal error: protocol." + callback + "() call failed.",
                report.message());
        Expect.same("the transport of the report", link.transport(), report.transport());
        Expect.same("the protocol of the report", protocol, report.protocol());
        Expect.same("the argument of connectionLost", report.exception(), protocol.lostWith());
    }

    @Rule(id = "BUF-06", needs = {Capability.TCP, Capability.HALF_CLOSE})
    void endAndFlowControlAreAsForOtherProtocols(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.step(end + ": kept open at the end of file, then closed");
                tck.log.clear();
                RecordingBufferedProtocol first = rig.buffered().quiet().onEof(transport -> true);
                TcpRig.Link link = rig.link(end, first);
                link.peer().send("bye");
                rig.untilReceived(first, 3);
                link.peer().shutdownOutput();
                tck.runUntil("eofReceived was called", () -> tck.log.count("eof") == 1);
                rig.act(() -> link.transport().write(much));
                Expect.bytes("the peer", much, rig.await(link.peer().reading(much.length)));
                tck.runUntil("writing was resumed", () -> tck.log.count("resume") == 1);
                rig.act(link.transport()::close);
                rig.untilLost(first);
                rig.settle();
                tck.log.expect("made", "data:bye", "eof", "pause", "resume", "lost:null");

                tck.step(end + ": closed at the end of file, and reset");
                tck.log.clear();
                RecordingBufferedProtocol second = rig.buffered().quiet();
                rig.link(end, second).peer().shutdownOutput();
                rig.untilLost(second);
                RecordingBufferedProtocol third = rig.buffered().quiet();
                rig.link(end, third).peer().reset();
                rig.untilLost(third);
                tck.log.expect("made", "eof", "lost:null", "made", "lost:IOException");

                tck.step(end + ": error in eofReceived");
                tck.log.clear();
                IllegalStateException boom = new IllegalStateException("boom");
                RecordingBufferedProtocol fourth = rig.buffered().quiet().onEof(transport -> {
                    throw boom;
                });
                rig.link(end, fourth).peer().shutdownOutput();
                rig.untilLost(fourth);
                Expect.same("the exception of the report", boom, tck.expectReport().exception());
                tck.log.expect("made", "eof", "lost:IllegalStateException(boom)");
            }
        }
    }

    @Rule(id = "BUF-08", needs = Capability.TCP)
    void pauseInBufferUpdatedStopsFurtherUpdates(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                tck.log.clear();
                RecordingBufferedProtocol protocol =
                        rig.buffered().quiet().buffers(hint -> ByteBuffer.allocate(4));
                protocol.onUpdated(count -> protocol.transport().pauseReading());
                TcpRig.Link link = rig.link(end, protocol);
                link.peer().send("0123456789");
                link.peer().shutdownOutput();
                for (int reads = 1; reads <= 3; reads++) {
                    int allowed = Math.min(4 * reads, 10);
                    rig.untilReceived(protocol, allowed);
                    rig.settle();
                    Expect.same("bytes after " + reads + " times resuming", allowed, protocol.count());
                    Expect.same("ends of file so far", 0, tck.log.count("eof"));
                    rig.act(protocol.transport()::resumeReading);
                }
                rig.untilLost(protocol);
                tck.log.expect("made", "data:0123", "data:4567", "data:89", "eof", "lost:null");
            }
        }
    }
}
