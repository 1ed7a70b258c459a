// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.pipe;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.SystemCalls;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ReadTransport;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.ArrayList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reading pipes. */
final class ReadPipeRules {

    /** asyncio's {@code max_size}. */
    private static final int MOST_BYTES = 256 * 1024;

    @Rule(id = "PIPE-09", needs = {Capability.PIPES, Capability.TERMINALS})
    void masterOfATerminalIsReadAndItsEndIsNoError(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        PipeRecorder protocol = new PipeRecorder(tck.log);
        FileChannel master =
                FileChannel.open(Path.of("/dev/ptmx"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (FileChannel terminal = FileChannel.open(SystemCalls.terminal(), StandardOpenOption.WRITE)) {
            loop.runUntilComplete(loop.connectReadPipe(() -> protocol, master));
            terminal.write(ByteBuffer.wrap(TcpRig.bytes("hello")));
            tck.runUntil("the data came", () -> protocol.received().length == 5);
        }
        tck.runUntil("connectionLost was called", protocol::isLost);
        Expect.same("the data", "hello", new String(protocol.received(), StandardCharsets.ISO_8859_1));
        Expect.same("the last event", "lost:IOException", tck.log.events().getLast().replace("null", "IOException"));
        Expect.that("the master is closed", !master.isOpen());
    }

    @Rule(id = "PIPE-01", needs = Capability.PIPES)
    void onlyPipesSocketsAndTerminalsAreAccepted(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Path file = Files.createTempFile("tck", ".txt");
        try (FileChannel regular = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            PipeRecorder protocol = new PipeRecorder(tck.log);
            tck.raises(
                    IllegalArgumentException.class,
                    "",
                    () -> loop.connectReadPipe(() -> protocol, regular));
            tck.raises(
                    IllegalArgumentException.class,
                    "",
                    () -> loop.connectWritePipe(() -> protocol, regular));
            tck.raises(
                    IllegalArgumentException.class,
                    "",
                    () -> loop.connectReadPipe(() -> protocol, directory));
            Expect.that("what was refused is still open", regular.isOpen());
        } finally {
            Files.delete(file);
        }
        Pipe pipe = Pipe.open();
        pipe.source().close();
        pipe.sink().close();
        tck.raises(
                IllegalArgumentException.class,
                "closed",
                () -> loop.connectReadPipe(() -> new PipeRecorder(tck.log), pipe.source()));
        tck.runOnce();
        tck.log.expect();
    }

    @Rule(id = "PIPE-02", needs = Capability.PIPES)
    void readerGetsDataThenTheEndOfFileThenTheEnd(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Pipe pipe = Pipe.open();
        PipeRecorder protocol = new PipeRecorder(tck.log).keepingOpen();
        var made = loop.runUntilComplete(loop.connectReadPipe(() -> protocol, pipe.source()));
        Expect.same("the protocol", protocol, made.protocol());
        pipe.sink().write(ByteBuffer.wrap(TcpRig.bytes("one")));
        tck.runUntil("the first bytes came", () -> protocol.received().length == 3);
        pipe.sink().write(ByteBuffer.wrap(TcpRig.bytes("two")));
        tck.runUntil("more bytes came", () -> protocol.received().length == 6);
        pipe.sink().close();
        tck.runUntil("the pipe is over", protocol::isLost);
        tck.log.take("made", "data:one", "data:two", "eof", "lost:null");
        tck.step("much data comes whole, in chunks of a bounded size");
        Pipe large = Pipe.open();
        PipeRecorder counting = new PipeRecorder(tck.log).quiet();
        loop.runUntilComplete(loop.connectReadPipe(() -> counting, large.source()));
        byte[] data = TcpRig.pattern(3_000_000);
        RuleThread writer = tck.thread("writer", () -> {
            ByteBuffer left = ByteBuffer.wrap(data);
            while (left.hasRemaining()) {
                large.sink().write(left);
            }
            large.sink().close();
        });
        tck.runUntil("the pipe is over", counting::isLost);
        writer.join();
        Expect.bytes("the data", data, counting.received());
        Expect.that("no chunk is larger than 256 KiB", counting.largest() <= MOST_BYTES);
        tck.log.expect("made", "eof", "lost:null");
    }

    @Rule(id = "PIPE-03", needs = Capability.PIPES)
    void pausingAndResumingMayBeRepeated(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Pipe pipe = Pipe.open();
        PipeRecorder protocol = new PipeRecorder(tck.log);
        ReadTransport transport =
                loop.runUntilComplete(loop.connectReadPipe(() -> protocol, pipe.source())).transport();
        Expect.same("reading at first", true, transport.isReading());
        transport.resumeReading();
        transport.pauseReading();
        transport.pauseReading();
        Expect.same("reading while paused", false, transport.isReading());
        pipe.sink().write(ByteBuffer.wrap(TcpRig.bytes("late")));
        tck.runFor(0.02);
        tck.log.expect("made");
        transport.resumeReading();
        transport.resumeReading();
        tck.runUntil("the bytes came", () -> protocol.received().length == 4);
        transport.close();
        Expect.same("closing", true, transport.isClosing());
        transport.pauseReading();
        transport.resumeReading();
        transport.close();
        Expect.same("reading when closed", false, transport.isReading());
        tck.runUntil("the pipe is over", protocol::isLost);
        transport.pauseReading();
        transport.resumeReading();
        tck.runTimes(2);
        pipe.sink().close();
        tck.log.expect("made", "data:late", "lost:null");
    }

    @Rule(id = "PIPE-08", needs = Capability.PIPES)
    void transportOwnsThePipeAndNamesIt(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Pipe pipe = Pipe.open();
        PipeRecorder reader = new PipeRecorder(tck.log);
        PipeRecorder writer = new PipeRecorder(tck.log);
        var read = loop.runUntilComplete(loop.connectReadPipe(() -> reader, pipe.source())).transport();
        var write = loop.runUntilComplete(loop.connectWritePipe(() -> writer, pipe.sink())).transport();
        Expect.same("the pipe of the reader", pipe.source(), read.getExtraInfo(ExtraInfo.PIPE));
        Expect.same("the pipe of the writer", pipe.sink(), write.getExtraInfo("pipe"));
        Expect.same("anything else", null, read.getExtraInfo("peername"));
        write.close();
        tck.runUntil("both are over", () -> reader.isLost() && writer.isLost());
        Expect.same("whether the pipe is open", false, pipe.source().isOpen() || pipe.sink().isOpen());
    }

    @Rule(id = "PIPE-10", needs = Capability.PIPES)
    void pipeBecomesNonBlocking(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Pipe pipe = Pipe.open();
        PipeRecorder reader = new PipeRecorder(tck.log);
        PipeRecorder writer = new PipeRecorder(tck.log);
        var read = loop.runUntilComplete(loop.connectReadPipe(() -> reader, pipe.source())).transport();
        var write = loop.runUntilComplete(loop.connectWritePipe(() -> writer, pipe.sink())).transport();
        Expect.same("whether the source blocks", false, pipe.source().isBlocking());
        Expect.same("whether the sink blocks", false, pipe.sink().isBlocking());
        write.abort();
        read.close();
        tck.runUntil("both are over", () -> reader.isLost() && writer.isLost());
    }

    @Rule(id = "PIPE-11", needs = Capability.PIPES)
    void connectionMadeComesBeforeDataAndBeforeTheCallerGoesOn(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap(TcpRig.bytes("early")));
        PipeRecorder protocol = new PipeRecorder(tck.log);
        protocol.onMade = () -> loop.callSoon(tck.log.adding("an iteration later"));
        Future<Connection<ReadTransport, PipeRecorder>> made = loop.connectReadPipe(() -> protocol, pipe.source());
        made.addDoneCallback(done -> tck.log.add("caller"));
        tck.log.expect();
        tck.runUntil("the bytes came and the caller goes on", () -> protocol.received().length == 5
                && tck.log.events().contains("caller"));
        // The two come in one iteration; a loop whose futures pass through another's hands is one later with the caller.
        List<String> order = new ArrayList<>(tck.log.events());
        Expect.same("the end", List.of("caller", "data:early"), order.subList(2, 4).stream().sorted().toList());
        tck.log.take("made", "an iteration later", order.get(2), order.get(3));
        pipe.sink().close();
        tck.runUntil("the pipe is over", protocol::isLost);
    }
}
