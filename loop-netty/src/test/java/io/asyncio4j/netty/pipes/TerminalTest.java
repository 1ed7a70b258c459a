// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Sleep;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pseudo terminal as a pipe (rule PIPE-09). */
@Timeout(60)
final class TerminalTest {

    private static final Path MASTERS = Path.of("/dev/ptmx");
    private static final long UNLOCK = 0x40045431L;
    private static final long NUMBER = 0x80045430L;

    @Test
    void masterIsReadAndItsEndIsAnEnd() throws Throwable {
        assumeTrue(Files.isReadable(MASTERS) && Files.isDirectory(Path.of("/proc/self/fd")), "Linux terminals");
        FileChannel master = FileChannel.open(MASTERS, StandardOpenOption.READ, StandardOpenOption.WRITE);
        int descriptor = descriptor();
        assumeTrue(descriptor >= 0, "the master's descriptor is found");
        control(descriptor, UNLOCK);
        Path slave = Path.of("/dev/pts/" + control(descriptor, NUMBER));
        List<String> events = new ArrayList<>();
        try (NettyEventLoop loop = NettyEventLoop.create()) {
            loop.setExceptionHandler((source, report) -> events.add("report"));
            Protocol protocol = new Protocol() {
                @Override
                public void dataReceived(byte[] data) {
                    events.add(new String(data, StandardCharsets.US_ASCII).strip());
                }

                @Override
                public void connectionLost(@Nullable Throwable exc) {
                    events.add("lost");
                }
            };
            loop.runUntilComplete(() -> {
                FileChannel other = FileChannel.open(slave, StandardOpenOption.WRITE);
                loop.connectReadPipe(() -> protocol, master).await();
                other.write(ByteBuffer.wrap("hello\n".getBytes(StandardCharsets.US_ASCII)));
                while (events.isEmpty()) {
                    Sleep.sleep(0.001);
                }
                other.close();
                while (!events.contains("lost")) {
                    Sleep.sleep(0.001);
                }
            });
        }
        assertEquals(List.of("hello", "lost"), events);
        assertTrue(!master.isOpen());
    }

    private static int descriptor() throws Exception {
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                if (Files.exists(link) && Files.readSymbolicLink(link).toString().endsWith("ptmx")) {
                    return Integer.parseInt(String.valueOf(link.getFileName()));
                }
            }
        }
        return -1;
    }

    /** The C library's {@code ioctl} with a pointer to a number, which it gives or takes. */
    private static int control(int descriptor, long request) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle ioctl = linker.downcallHandle(
                linker.defaultLookup().find("ioctl").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            int result = (int) ioctl.invokeExact(descriptor, request, number);
            assertEquals(0, result, "ioctl");
            return number.get(ValueLayout.JAVA_INT, 0);
        }
    }
}
