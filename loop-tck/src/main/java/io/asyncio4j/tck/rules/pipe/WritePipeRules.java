// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.pipe;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.WriteTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** Writing pipes. */
final class WritePipeRules {

    /** More than any pipe takes. */
    private static final int TOO_MUCH = 2_000_000;

    private record End(Pipe pipe, PipeRecorder protocol, WriteTransport transport) {}

    private static End open(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Pipe pipe = Pipe.open();
        PipeRecorder protocol = new PipeRecorder(tck.log);
        var made = loop.runUntilComplete(loop.connectWritePipe(() -> protocol, pipe.sink()));
        return new End(pipe, protocol, made.transport());
    }

    /** Reads to the end of file beside the loop. */
    private static RuleThread reading(RuleContext tck, Pipe pipe, ByteArrayOutputStream into) {
        return tck.thread("reader", () -> {
            ByteBuffer buffer = ByteBuffer.allocate(65536);
            while (pipe.source().read(buffer.clear()) >= 0) {
                into.write(buffer.array(), 0, buffer.position());
            }
            pipe.source().close();
        });
    }

    @Rule(id = "PIPE-04", needs = Capability.PIPES)
    void writesAreBufferedWithFlowControl(RuleContext tck) throws Exception {
        End end = open(tck);
        byte[] data = TcpRig.pattern(TOO_MUCH);
        end.transport().write(TcpRig.bytes("first"));
        Expect.same("buffered, of a little", 0L, end.transport().getWriteBufferSize());
        tck.log.take("made");
        end.transport().write(data);
        Expect.that("much is buffered", end.transport().getWriteBufferSize() > 65536);
        tck.log.expect("pause");
        end.transport().writelines(java.util.List.of(TcpRig.bytes("behind"), TcpRig.bytes("it")));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        RuleThread reader = reading(tck, end.pipe(), read);
        tck.runUntil("all is written", () -> end.transport().getWriteBufferSize() == 0);
        tck.log.take("pause", "resume");
        end.transport().setWriteBufferLimits(10, 5);
        Expect.same("the limit", 10, end.transport().getWriteBufferLimits().high());
        end.transport().close();
        tck.runUntil("the pipe is over", end.protocol()::isLost);
        reader.join();
        byte[] seen = read.toByteArray();
        Expect.same("bytes read", 5 + TOO_MUCH + 8, seen.length);
        Expect.bytes("the data", data, java.util.Arrays.copyOfRange(seen, 5, 5 + TOO_MUCH));
        tck.log.expect("lost:null");
    }

    @Rule(id = "PIPE-05", needs = {Capability.PIPES, Capability.PIPE_HANGUP})
    void readersEndClosesTheWriter(RuleContext tck) throws Exception {
        End idle = open(tck);
        idle.pipe().source().close();
        tck.runUntil("the idle pipe is over", idle.protocol()::isLost);
        tck.log.take("made", "lost:null");
        End full = open(tck);
        full.transport().write(new byte[TOO_MUCH]);
        full.pipe().source().close();
        tck.runUntil("the full pipe is over", full.protocol()::isLost);
        tck.log.expect("made", "pause", "lost:IOException");
    }

    @Rule(id = "PIPE-06", needs = Capability.PIPES)
    void writeEofIsClose(RuleContext tck) throws Exception {
        End end = open(tck);
        Expect.same("canWriteEof", true, end.transport().canWriteEof());
        end.transport().write(new byte[TOO_MUCH]);
        end.transport().writeEof();
        Expect.same("closing", true, end.transport().isClosing());
        end.transport().write(TcpRig.bytes("too late"));
        tck.runFor(0.01);
        tck.log.expect("made", "pause");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        RuleThread reader = reading(tck, end.pipe(), read);
        tck.runUntil("the pipe is over", end.protocol()::isLost);
        reader.join();
        Expect.same("bytes read", TOO_MUCH, read.size());
        tck.log.expect("made", "pause", "resume", "lost:null");
    }

    @Rule(id = "PIPE-07", needs = Capability.PIPES)
    void abortDropsTheBuffer(RuleContext tck) throws Exception {
        End end = open(tck);
        end.transport().write(new byte[TOO_MUCH]);
        end.transport().abort();
        Expect.same("buffered", 0L, end.transport().getWriteBufferSize());
        end.transport().abort();
        tck.runUntil("the pipe is over", end.protocol()::isLost);
        tck.runTimes(2);
        int reports = tck.reports().size();
        tck.outcomes.saw(reports > 0, "a second abort is an error that is reported", "a second abort does nothing");
        tck.expectReports(reports);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        reading(tck, end.pipe(), read).join();
        Expect.that("only what the pipe had taken arrives", read.size() < TOO_MUCH);
        tck.log.expect("made", "pause", "lost:null");
    }
}
