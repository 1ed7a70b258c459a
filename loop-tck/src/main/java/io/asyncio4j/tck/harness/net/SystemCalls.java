// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Calls of the C library on descriptors of this process, for what the JDK does not do with them; Linux only. Any thread. */
public final class SystemCalls {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final long UNLOCK_TERMINAL = 0x40045431L;
    private static final long NUMBER_OF_TERMINAL = 0x80045430L;
    private static final int BOTH_DIRECTIONS = 2;
    private static final String LISTENING = "0A";

    private SystemCalls() {}

    /**
     * Finds the descriptor of the socket that listens at a port.
     *
     * @param port a port at which this process listens
     * @return the descriptor's number
     * @throws IOException if there is none
     */
    public static int listener(int port) throws IOException {
        String suffix = ":%04X".formatted(port);
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
                    return descriptor(target -> target.equals("socket:[" + fields[9] + "]"));
                }
            }
        }
        throw new IOException("nobody listens at port " + port);
    }

    /**
     * Has a listening socket accept no more: each accept fails with an invalid argument until {@link #listen}.
     *
     * @param descriptor of the socket
     * @throws IOException if the system refuses
     */
    public static void shutdown(int descriptor) throws IOException {
        call("shutdown", descriptor, BOTH_DIRECTIONS);
    }

    /**
     * Has a socket listen again.
     *
     * @param descriptor of the socket
     * @throws IOException if the system refuses
     */
    public static void listen(int descriptor) throws IOException {
        call("listen", descriptor, 100);
    }

    /**
     * Finds out where the other side of a pseudo terminal is, and lets it be opened.
     *
     * @return the path of the terminal whose master was opened last
     * @throws IOException if this process has no master open, or the system refuses
     */
    public static Path terminal() throws IOException {
        int master = descriptor(target -> target.endsWith("ptmx"));
        control(master, UNLOCK_TERMINAL);
        return Path.of("/dev/pts/" + control(master, NUMBER_OF_TERMINAL));
    }

    private static int descriptor(Predicate<String> target) throws IOException {
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            for (Path link : links.toList()) {
                if (Files.isSymbolicLink(link) && target.test(Files.readSymbolicLink(link).toString())) {
                    return Integer.parseInt(String.valueOf(link.getFileName()));
                }
            }
        }
        throw new IOException("this process has no such descriptor");
    }

    private static void call(String name, int first, int second) throws IOException {
        try {
            int result = (int) handle(
                    name,
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(first, second);
            check(name, result);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(name + " cannot be called", e);
        }
    }

    private static int control(int descriptor, long request) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            int result = (int) handle(
                    "ioctl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2)).invokeExact(descriptor, request, number);
            check("ioctl", result);
            return number.get(ValueLayout.JAVA_INT, 0);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("ioctl cannot be called", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
    }

    private static void check(String name, int result) throws IOException {
        if (result != 0) {
            throw new IOException(name + ": the system refuses");
        }
    }
}
