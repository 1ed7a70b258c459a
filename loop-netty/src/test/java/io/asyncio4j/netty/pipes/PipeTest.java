// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import java.io.ByteArrayOutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Named pipes and terminals: what no selector of the JDK polls. */
@Timeout(60)
final class PipeTest {

    @TempDir
    Path folder;

    /** Collects; its future is done with the end. */
    private static final class Collector implements Protocol {
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        final List<String> events = new ArrayList<>();
        final Future<String> over;

        Collector(NettyEventLoop loop) {
            over = loop.createFuture();
        }

        @Override
        public void connectionMade(BaseTransport transport) {
            events.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            received.writeBytes(data);
        }

        @Override
        public boolean eofReceived() {
            events.add("eof");
            return false;
        }

        @Override
        public void pauseWriting() {
            events.add("pause");
        }

        @Override
        public void resumeWriting() {
            events.add("resume");
        }

        @Override
        public void connectionLost(@Nullable Throwable exc) {
            events.add("lost:" + exc);
            over.setResult("over");
        }
    }

    private Path fifo() throws Exception {
        Path path = folder.resolve("fifo");
        Process mkfifo = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        assertTrue(mkfifo.waitFor(10, TimeUnit.SECONDS));
        assumeTrue(Files.exists(path), "mkfifo works here");
        return path;
    }

    @Test
    void namedPipeIsReadAndWritten() throws Exception {
        Path path = fifo();
        byte[] data = new byte[3_000_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 + (i >>> 10));
        }
        for (IoKind kind : List.of(IoKind.NIO, IoKind.AUTO)) {
            try (NettyEventLoop loop = NettyEventLoop.create(kind)) {
                // Both ends at once: opening one waits for the other.
                Future<FileChannel> source =
                        loop.runInExecutor(null, () -> FileChannel.open(path, StandardOpenOption.READ));
                Future<FileChannel> sink =
                        loop.runInExecutor(null, () -> FileChannel.open(path, StandardOpenOption.WRITE));
                Collector reader = new Collector(loop);
                Collector writer = new Collector(loop);
                loop.runUntilComplete(() -> {
                    loop.connectReadPipe(() -> reader, source.await()).await();
                    var out = loop.connectWritePipe(() -> writer, sink.await()).await().transport();
                    out.write(data);
                    out.writeEof();
                    assertTrue(out.isClosing());
                    writer.over.await();
                    reader.over.await();
                    loop.shutdownDefaultExecutor().await();
                });
                assertArrayEquals(data, reader.received.toByteArray());
                assertEquals(List.of("made", "eof", "lost:null"), reader.events);
                assertEquals(List.of("made", "pause", "resume", "lost:null"), writer.events);
            }
        }
        expectNoThreads();
    }

    @Test
    void closingAWaitingReaderEndsItsThread() throws Exception {
        Path path = fifo();
        try (NettyEventLoop loop = NettyEventLoop.create()) {
            try (FileChannel both = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                Collector reader = new Collector(loop);
                FileChannel waiting = FileChannel.open(path, StandardOpenOption.READ);
                loop.runUntilComplete(() -> {
                    var in = loop.connectReadPipe(() -> reader, waiting).await().transport();
                    both.write(java.nio.ByteBuffer.wrap(new byte[1]));
                    while (reader.received.size() == 0) {
                        io.asyncio4j.tasks.Sleep.sleep(0.001);
                    }
                    in.pauseReading();
                    in.resumeReading();
                    in.close();
                    reader.over.await();
                });
                assertEquals(List.of("made", "lost:null"), reader.events);
            }
        }
        expectNoThreads();
    }

    private static void expectNoThreads() throws InterruptedException {
        for (int i = 0; i < 5_000; i++) {
            if (Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("asyncio4j-pipe"))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new AssertionError("a thread of a pipe is left: " + Thread.getAllStackTraces().keySet());
    }
}
