// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.Server;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.Sleep;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stream of any length runs in the memory of its buffers, also when its reader is slow. The property
 * {@code asyncio4j.test.megabytes} makes it longer: 1024 takes a few seconds.
 */
@Timeout(120)
class StreamMemoryTest {

    private static final long MEGABYTE = 1 << 20;
    private static final long LENGTH = Long.getLong("asyncio4j.test.megabytes", 256) * MEGABYTE;
    private static final int PIECE = 64 * 1024;

    /** Far more than reader, transport and socket may keep, far less than the stream. */
    private static final long ALLOWED = 24 * MEGABYTE;

    private final CRC32 sent = new CRC32();

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"NIO", "EPOLL", "IO_URING"})
    void longStreamRunsInConstantMemory(IoKind kind) {
        assumeTrue(kind.isAvailable(), () -> kind + " is not there");
        List<Long> used = new ArrayList<>();
        Asyncio.run(() -> {
            try (Server server = Asyncio.startServer(this::send, "127.0.0.1", 0);
                    StreamConnection connection = connect(server)) {
                CRC32 received = new CRC32();
                long count = 0;
                for (byte[] data; (data = connection.reader().read(PIECE)).length > 0;) {
                    received.update(data);
                    if (count / (LENGTH / 4) < (count + data.length) / (LENGTH / 4)) {
                        // As long as this takes, the sender fills all buffers on the way.
                        Sleep.sleep(0.05);
                        used.add(usedMemory());
                    }
                    count += data.length;
                }
                assertEquals(LENGTH, count);
                assertEquals(sent.getValue(), received.getValue());
            }
        }, RunnerOptions.on(() -> NettyEventLoop.create(kind)));
        assertEquals(4, used.size());
        long growth = used.stream().mapToLong(Long::longValue).max().getAsLong() - used.get(0);
        assertTrue(growth < ALLOWED, () -> "bytes in use after each quarter: " + used);
    }

    private void send(StreamReader reader, StreamWriter writer) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = LENGTH; left > 0; left -= PIECE) {
            Arrays.fill(piece, (byte) (left / PIECE));
            sent.update(piece);
            writer.write(piece);
            writer.drain();
        }
        writer.close();
    }

    private static StreamConnection connect(Server server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.sockets().get(0).getsockname();
        return Asyncio.openConnection(address.getHostString(), address.getPort());
    }

    /** Of the heap, after a collection, and outside of it. */
    private static long usedMemory() {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            used += pool.getMemoryUsed();
        }
        return used;
    }
}
