// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.unix.Collecting;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that change while they are sent, and what is no file; over unix sockets. */
@Timeout(120)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING"})
class SendfileTest extends EachPoller {

    private static final int MUCH = 8_000_000;

    @TempDir
    Path folder;

    private Server server;
    private Transport transport;
    private final Collecting peer = new Collecting(Transport::close, () -> {});

    @BeforeEach
    void open() throws Exception {
        server = loop.runUntilComplete(loop.createUnixServer(() -> peer, folder.resolve("s")));
        transport = loop.runUntilComplete(loop.createUnixConnection(
                () -> new Collecting(t -> {}, () -> {}), folder.resolve("s")))
                .transport();
        until(() -> peer.transport != null);
    }

    @AfterEach
    void close() {
        if (loop != null) {
            server.close();
            transport.abort();
            until(() -> peer.log.contains("lost null"));
        }
    }

    private static byte[] pattern(int count) {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) {
            data[i] = (byte) (i * 31 + (i >>> 8) * 17 + (i >>> 16));
        }
        return data;
    }

    private FileChannel open(int bytes) throws IOException {
        Path path = Files.write(folder.resolve("file"), pattern(bytes));
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Begins to send while the peer does not read; returns when all buffers are full. */
    private Future<Long> sendingToAPeerThatWaits(FileChannel file) {
        peer.transport.pauseReading();
        Future<Long> sending = loop.sendfile(transport, file);
        long end = System.nanoTime() + 100_000_000L;
        until(() -> System.nanoTime() > end);
        assertFalse(sending.done());
        return sending;
    }

    @Test
    void fileThatGrowsIsSentToItsEnd() throws Exception {
        try (FileChannel file = open(MUCH)) {
            Future<Long> sending = sendingToAPeerThatWaits(file);
            byte[] all = pattern(MUCH + 1_000_000);
            file.write(ByteBuffer.wrap(all, MUCH, 1_000_000), MUCH);
            peer.transport.resumeReading();
            assertEquals(all.length, loop.runUntilComplete(sending));
            until(() -> peer.data.size() == all.length);
            assertArrayEquals(all, peer.data.toByteArray());
            assertEquals(all.length, file.position());
        }
    }

    @Test
    void fileThatIsCutOffEndsEarlyAndTheConnectionGoesOn() throws Exception {
        try (FileChannel file = open(MUCH)) {
            Future<Long> sending = sendingToAPeerThatWaits(file);
            file.truncate(MUCH / 2);
            peer.transport.resumeReading();
            long sent = loop.runUntilComplete(sending);
            assertTrue(sent >= MUCH / 2 && sent < MUCH, "sent " + sent);
            assertEquals(sent, file.position());
            transport.write(new byte[] {1});
            until(() -> peer.data.size() == sent + 1);
            assertArrayEquals(pattern(MUCH / 2), Arrays.copyOf(peer.data.toByteArray(), MUCH / 2));
        }
    }

    @Test
    void cancellingLeavesTheConnectionUsable() throws Exception {
        try (FileChannel file = open(MUCH)) {
            Future<Long> sending = sendingToAPeerThatWaits(file);
            sending.cancel();
            long sent = file.position();
            assertTrue(sent > 0 && sent < MUCH, "sent " + sent);
            transport.write(new byte[] {42});
            transport.writeEof();
            peer.transport.resumeReading();
            until(() -> peer.log.contains("eof"));
            byte[] seen = peer.data.toByteArray();
            assertEquals(42, seen[seen.length - 1]);
            assertTrue(seen.length <= MUCH, "nothing after the cancel but what was on its way: " + seen.length);
        }
    }

    @Test
    void whatIsNoReadableFileIsRefusedAndHarmsNobody() throws Exception {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            assertThrows(IOException.class, () -> loop.runUntilComplete(loop.sendfile(transport, directory)));
        }
        FileChannel closed = open(10);
        closed.close();
        assertThrows(IOException.class, () -> loop.runUntilComplete(loop.sendfile(transport, closed)));
        try (FileChannel writeOnly = FileChannel.open(folder.resolve("file"), StandardOpenOption.WRITE)) {
            assertThrows(RuntimeException.class, () -> loop.runUntilComplete(loop.sendfile(transport, writeOnly)));
        }
        try (FileChannel empty = open(0)) {
            assertEquals(0L, loop.runUntilComplete(loop.sendfile(transport, empty)));
        }
        try (FileChannel file = open(10)) {
            assertEquals(4L, loop.runUntilComplete(
                    loop.sendfile(transport, file, SendfileOptions.ALL.offset(6))));
        }
        until(() -> peer.data.size() == 4);
        transport.write(new byte[] {1});
        until(() -> peer.data.size() == 5);
    }

    @Test
    void specialFileIsReadToItsEnd() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/cmdline")));
        byte[] all = Files.readAllBytes(Path.of("/proc/self/cmdline"));
        try (FileChannel file = FileChannel.open(Path.of("/proc/self/cmdline"), StandardOpenOption.READ)) {
            assertEquals(all.length, loop.runUntilComplete(loop.sendfile(transport, file)));
        }
        until(() -> peer.data.size() == all.length);
        assertArrayEquals(all, peer.data.toByteArray());
    }
}
