// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.examples.Child;
import io.asyncio4j.netty.IoKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What containers take away: system calls, native code, cores. */
@Timeout(150)
class ContainerTest {

    /** Forbids io_uring_setup (425 on every machine) as container runtimes do, by EPERM; then becomes the program given. */
    private static final String WITHOUT_IO_URING = """
            import ctypes, os, struct, sys
            NO_NEW_PRIVS, SECCOMP, FILTER = 38, 22, 2
            code = b"".join(struct.pack("HBBI", *step) for step in [
                (0x20, 0, 0, 0),             # load the number of the system call
                (0x15, 0, 1, 425),           # is it io_uring_setup?
                (0x06, 0, 0, 0x00050001),    # yes: EPERM
                (0x06, 0, 0, 0x7FFF0000)])   # no: go on
            class Program(ctypes.Structure):
                _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
            libc = ctypes.CDLL(None, use_errno=True)
            none = ctypes.c_ulong(0)
            program = Program(len(code) // 8, code)
            if (libc.prctl(NO_NEW_PRIVS, ctypes.c_ulong(1), none, none, none) != 0
                    or libc.prctl(SECCOMP, ctypes.c_ulong(FILTER), ctypes.byref(program), none, none) != 0):
                print("refused", os.strerror(ctypes.get_errno()), flush=True)
                sys.exit(77)
            os.execv(sys.argv[1], sys.argv[1:])
            """;

    @TempDir
    Path folder;

    private static List<String> command(String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of(flags));
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(java.util.stream.Collectors.joining(":"));
        command.addAll(List.of("-classpath", classPath, Chosen.class.getName()));
        return command;
    }

    private static List<String> lines(Child child) throws InterruptedException {
        try (child) {
            int status = child.join();
            assumeTrue(status != 77, () -> "no seccomp here: " + child.lines());
            assertEquals(0, status, () -> child.lines().toString());
            return child.lines();
        }
    }

    private static String only(List<String> lines, String start) {
        List<String> found = lines.stream().filter(line -> line.startsWith(start)).toList();
        assertEquals(1, found.size(), lines::toString);
        return found.getFirst();
    }

    @Test
    void whereIoUringIsBlockedNobodyNoticesButWhoAsksForIt() throws Exception {
        assumeTrue(IoKind.IO_URING.isAvailable() && IoKind.EPOLL.isAvailable());
        Path script = Files.writeString(folder.resolve("without.py"), WITHOUT_IO_URING);
        List<String> lines = lines(Child.python(script, command().toArray(String[]::new)));
        assertEquals(List.of("echo hello by EPOLL", "echo hello by EPOLL"), lines.subList(0, 2));
        assertEquals(4, lines.size(), lines::toString);
        String refusal = only(lines, "ring ");
        assertTrue(refusal.startsWith("ring IoKind.IO_URING: not available on this machine ("), refusal);
        assertTrue(refusal.contains("Operation not permitted"), refusal);
        assertTrue(refusal.endsWith("; container runtimes block io_uring by default: have the seccomp profile allow"
                + " io_uring_setup, or use IoKind.EPOLL, or use IoKind.AUTO"), refusal);
    }

    @Test
    void nativeCodeThatCannotBeUnpackedIsToldOnceAndNotMissed() throws IOException, InterruptedException {
        assumeTrue(IoKind.EPOLL.isAvailable());
        List<String> lines = lines(Child.start("openjdk", command("-Dio.netty.native.workdir=/dev/null")));
        assertEquals(2, lines.stream().filter("echo hello by NIO"::equals).count(), lines::toString);
        List<String> told = lines.stream().filter(line -> line.contains("IoKind.AUTO: NIO is used")).toList();
        assertEquals(1, told.size(), lines::toString);
        assertTrue(told.getFirst().contains("EPOLL") && told.getFirst().contains("io.netty.native.workdir"),
                told::getFirst);
        only(lines, "ring IoKind.IO_URING: not available on this machine (");
    }

    @Test
    void oneLoopACoreOfTheContainer() throws InterruptedException {
        assertEquals("loops 3",
                only(lines(Child.start("openjdk", command("-XX:ActiveProcessorCount=3"))), "loops "));
    }
}
