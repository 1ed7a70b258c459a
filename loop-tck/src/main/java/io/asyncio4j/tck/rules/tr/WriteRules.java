// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.tr;

import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.transports.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** What is sent, and when. */
final class WriteRules {

    private static final int PLENTY = 1 << 30;

    /** The system has that much of what was written and not read, and takes more when it is read. */
    private static final int ROOM_BYTES = 300_000;

    @Rule(
            id = "TR-06",
            needs = {Capability.TCP, Capability.WRITES_AT_ONCE},
            note = "Looked at in callbacks: what a coroutine writes is sent when its step ends.")
    void writeSendsAtOnceWhatTheSystemTakes(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                TcpRig.Link link = rig.link(end, rig.protocol());
                Transport transport = link.transport();
                rig.act(() -> {
                    transport.setWriteBufferLimits(0, 0);
                    transport.write(TcpRig.bytes("small"));
                    Expect.same("the buffered size after a small write", 0L, transport.getWriteBufferSize());
                    transport.writelines(List.of(TcpRig.bytes("more"), TcpRig.bytes("of it")));
                    Expect.same("the buffered size after a small writelines", 0L, transport.getWriteBufferSize());
                });
                tck.log.expect("made");
                rig.act(() -> {
                    transport.write(much);
                    long size = transport.getWriteBufferSize();
                    Expect.that("a part of " + much.length + " bytes is sent, but " + size + " are buffered",
                            size > 0 && size < much.length);
                });
                Expect.same("what the peer reads", "smallmoreof it", rig.read(link.peer(), 14));
                Expect.bytes("the peer", much, rig.await(link.peer().reading(much.length)));
                tck.log.clear();
            }
        }
    }

    @Rule(
            id = "TR-07",
            needs = Capability.TCP,
            note = "Types are checked by the compiler, so what is left is null in the place of bytes.")
    void nothingInThePlaceOfBytesIsRefused(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                TcpRig.Link link = rig.client(rig.protocol());
                rig.act(where, () -> refusesNull(link.transport()));
                rig.act(where, () -> link.transport().write(TcpRig.bytes("fine")));
                Expect.same("what the peer reads", "fine", rig.read(link.peer(), 4));
                rig.act(where, () -> {
                    link.transport().close();
                    refusesNull(link.transport());
                });
            }
        }
    }

    private static void refusesNull(Transport transport) {
        Expect.failure(NullPointerException.class, () -> transport.write(WriteRules.<byte[]>nothing()));
        Expect.failure(NullPointerException.class, () -> transport.write(WriteRules.<ByteBuffer>nothing()));
        Expect.failure(
                NullPointerException.class, () -> transport.writelines(WriteRules.<Iterable<byte[]>>nothing()));
        Expect.failure(
                NullPointerException.class,
                () -> transport.writelines(Collections.singletonList(WriteRules.<byte[]>nothing())));
    }

    // The very point is to give what the signature forbids.
    @SuppressWarnings("NullAway")
    private static <T> T nothing() {
        return null;
    }

    @Rule(id = "TR-08", needs = Capability.TCP)
    void emptyWriteDoesNothing(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                rig.act(where, () -> {
                    link.transport().setWriteBufferLimits(0, 0);
                    link.transport().write(new byte[0]);
                    link.transport().write(new byte[3], 2, 0);
                    link.transport().write(ByteBuffer.allocate(0));
                    Expect.same("the buffered size", 0L, link.transport().getWriteBufferSize());
                });
                tck.log.expect("made");
                rig.act(where, () -> {
                    link.transport().writeEof();
                    Expect.failure(IllegalStateException.class, () -> link.transport().write(new byte[0]));
                });
                Expect.same("what the peer reads", "", rig.readToEnd(link.peer()));
                tck.log.expect("made");
            }
        }
    }

    @Rule(id = "TR-09", needs = Capability.TCP)
    void writesAreSentInTheOrderOfTheCalls(RuleContext tck) throws Exception {
        byte[] source = TcpRig.pattern(3_000_000);
        try (TcpRig rig = new TcpRig(tck)) {
            for (End end : End.values()) {
                TcpRig.Link link = rig.link(end, rig.protocol());
                int[] sent = {0};
                for (int round = 0; sent[0] < source.length; round++) {
                    Where where = round % 3 == 0 ? Where.COROUTINE : Where.CALLBACK;
                    rig.act(where, () -> {
                        for (int way = 0; way < 6; way++) {
                            sent[0] += writeSome(link.transport(), source, sent[0], way);
                        }
                    });
                }
                Expect.bytes("the peer", source, rig.await(link.peer().reading(source.length)));
                tck.step(end + ": the system takes bytes again, but the loop has not heard of it yet");
                lateWritesOvertakeNothing(rig, rig.link(end, rig.protocol()));
            }
        }
    }

    private static void lateWritesOvertakeNothing(TcpRig rig, TcpRig.Link link) throws Exception {
        byte[] expected = Arrays.copyOf(TcpRig.tooMuch(), TcpRig.tooMuch().length + 4);
        System.arraycopy(TcpRig.bytes("late"), 0, expected, expected.length - 4, 4);
        byte[] seen = new byte[expected.length];
        rig.fill(link.transport());
        rig.act(() -> {
            Expect.same("what was read inside a callback", ROOM_BYTES,
                    link.peer().socket().getInputStream().readNBytes(seen, 0, ROOM_BYTES));
            link.transport().write(TcpRig.bytes("late"));
        });
        byte[] rest = rig.await(link.peer().reading(expected.length - ROOM_BYTES));
        System.arraycopy(rest, 0, seen, ROOM_BYTES, rest.length);
        Expect.bytes("the peer", expected, seen);
    }

    /** Writes the next bytes in one of several ways and tells how many they were. */
    private static int writeSome(Transport transport, byte[] source, int from, int way) {
        int count = Math.min(source.length - from, 1 + (from * 7 + way * 1009) % 50_000);
        int half = count / 2;
        byte[] first = Arrays.copyOfRange(source, from, from + half);
        byte[] second = Arrays.copyOfRange(source, from + half, from + count);
        switch (way) {
            case 0 -> transport.write(Arrays.copyOfRange(source, from, from + count));
            case 1 -> transport.write(source, from, count);
            case 2 -> transport.write(ByteBuffer.wrap(source, from, count));
            case 3 -> transport.write(ByteBuffer.allocateDirect(count).put(source, from, count).flip());
            case 4 -> transport.writelines(List.of(first, second));
            default -> transport.writelines(ByteBuffer.wrap(first), ByteBuffer.wrap(second).asReadOnlyBuffer());
        }
        return count;
    }

    @Rule(id = "TR-10", needs = Capability.TCP)
    void writelinesIsWritingEachElement(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                TcpRig.Link link = rig.client(rig.protocol());
                Iterable<byte[]> counting = () -> new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < 10;
                    }

                    @Override
                    public byte[] next() {
                        return TcpRig.bytes(Integer.toString(next++));
                    }
                };
                rig.act(where, () -> {
                    link.transport().writelines(List.of(TcpRig.bytes("a"), TcpRig.bytes("bc"), TcpRig.bytes("def")));
                    link.transport().writelines(counting);
                    link.transport().writelines(ByteBuffer.wrap(TcpRig.bytes("g")), ByteBuffer.wrap(TcpRig.bytes("h")));
                });
                Expect.same("what the peer reads", "abcdef0123456789gh", rig.read(link.peer(), 18));
            }
        }
    }

    @Rule(id = "TR-13", needs = Capability.TCP)
    void writelinesAfterTheEndIsDropped(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                link.peer().reset();
                rig.untilLost(protocol);
                rig.act(where, () -> {
                    link.transport().writelines(List.of(TcpRig.bytes("too"), TcpRig.bytes("late")));
                    link.transport().writelines(ByteBuffer.wrap(TcpRig.bytes("too late")));
                    Expect.same("the buffered size", 0L, link.transport().getWriteBufferSize());
                });
                rig.settle();
                tck.log.expect("made", "lost:IOException");
            }
        }
    }

    @Rule(id = "TR-15", needs = Capability.TCP)
    void writeAfterWriteEofIsRefused(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                TcpRig.Link link = rig.client(rig.protocol());
                rig.act(where, () -> {
                    link.transport().write(TcpRig.bytes("all"));
                    link.transport().writeEof();
                    refusesWrites(link.transport());
                });
                Expect.same("what the peer reads", "all", rig.readToEnd(link.peer()));
                rig.act(where, () -> refusesWrites(link.transport()));
            }
        }
    }

    private static void refusesWrites(Transport transport) {
        byte[] data = TcpRig.bytes("more");
        Expect.failure(IllegalStateException.class, () -> transport.write(data));
        Expect.failure(IllegalStateException.class, () -> transport.write(ByteBuffer.wrap(data)));
        Expect.failure(IllegalStateException.class, () -> transport.writelines(List.of(data)));
        Expect.failure(IllegalStateException.class, () -> transport.writelines(ByteBuffer.wrap(data)));
    }

    @Rule(id = "TR-16", needs = Capability.TCP)
    void writesAfterTheEndAreDroppedWithAWarningFromTheFifthOn(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (String how : List.of("close", "abort", "lost connection")) {
                tck.step(how);
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                Transport transport = link.transport();
                if (how.equals("lost connection")) {
                    link.peer().reset();
                    rig.untilLost(protocol);
                }
                rig.act(() -> {
                    if (how.equals("close")) {
                        transport.close();
                    } else if (how.equals("abort")) {
                        transport.abort();
                    }
                    int before = warnings(tck);
                    for (int i = 0; i < 4; i++) {
                        transport.write(TcpRig.bytes("dropped"));
                    }
                    Expect.same("warnings after the fourth write", 0, warnings(tck) - before);
                    transport.write(TcpRig.bytes("dropped"));
                    Expect.that("there is a warning after the fifth write", warnings(tck) > before);
                    Expect.same("the buffered size", 0L, transport.getWriteBufferSize());
                    ByteBuffer dropped = ByteBuffer.wrap(TcpRig.bytes("dropped"));
                    transport.write(dropped);
                    Expect.same("what remains of a buffer", 0, dropped.remaining());
                });
                rig.untilLost(protocol);
                if (!how.equals("lost connection")) {
                    Expect.same("what the peer reads", "", rig.readToEnd(link.peer()));
                }
            }
        }
    }

    private static int warnings(RuleContext tck) {
        return tck.logs().at(System.Logger.Level.WARNING).size();
    }

    @Rule(id = "TR-18", needs = Capability.TCP)
    void failedSendClosesTheTransportAndDoesNotThrow(RuleContext tck) throws Exception {
        byte[] much = TcpRig.tooMuch();
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                tck.log.clear();
                RecordingProtocol protocol = rig.protocol();
                TcpRig.Link link = rig.client(protocol);
                rig.act(link.transport()::pauseReading);
                link.peer().reset();
                rig.settle();
                rig.act(where, () -> {
                    link.transport().setWriteBufferLimits(PLENTY, null);
                    ByteBuffer data = ByteBuffer.wrap(much);
                    link.transport().write(data);
                    Expect.same("what remains of the buffer", 0, data.remaining());
                });
                tck.runUntil("the transport closes", () -> link.transport().isClosing());
                Expect.same("the buffered size", 0L, link.transport().getWriteBufferSize());
                rig.untilLost(protocol);
                rig.settle();
                tck.log.expect("made", "lost:IOException");
            }
        }
    }

    @Rule(id = "TR-28", needs = Capability.TCP)
    void sizeCountsBytesAndNothingElse(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            for (Where where : Where.values()) {
                TcpRig.Link link = rig.client(rig.protocol());
                Transport transport = link.transport();
                rig.fill(transport);
                rig.act(where, () -> {
                    long before = transport.getWriteBufferSize();
                    for (int i = 0; i < 10; i++) {
                        transport.write(new byte[7]);
                    }
                    Expect.same("bytes more after 10 writes", 70L, transport.getWriteBufferSize() - before);
                    transport.writelines(List.of(new byte[1], new byte[2], new byte[3]));
                    Expect.same("bytes more after writelines", 76L, transport.getWriteBufferSize() - before);
                });
            }
        }
    }
}
