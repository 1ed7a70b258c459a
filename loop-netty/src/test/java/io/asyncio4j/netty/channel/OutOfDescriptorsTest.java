// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.IoKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server in a process of its own runs out of descriptors (rule SRV-12). */
@Timeout(120)
class OutOfDescriptorsTest {

    private static final int CLIENTS = 8;

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void serverReportsOnceASecondAndGoesOnWhenThereAreDescriptorsAgain(IoKind kind) throws Exception {
        assumeTrue(kind.isAvailable() && Files.exists(Path.of("/proc/self/fd")) && Files.exists(Path.of("/bin/bash")));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process server = new ProcessBuilder(
                "bash", "-c", "ulimit -n 200; exec \"$@\"", "bash", java, "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), HungryServer.class.getName(), kind.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Socket> clients = new ArrayList<>();
        try (BufferedReader out = server.inputReader()) {
            int port = Integer.parseInt(expect(out, "ready").split(" ")[1]);
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Socket("127.0.0.1", port));
            }
            String report = expect(out, "report");
            assertTrue(report.contains("socket.accept() out of system resource"), report);
            assertTrue(report.contains("Too many open files"), report);
            String busy = expect(out, "busy");
            assertTrue(Integer.parseInt(busy.split(" ")[1]) < 250, "CPU milliseconds in half a second: " + busy);
            server.outputWriter().append("free\n").flush();
            String made;
            do {
                made = expect(out, "made");
            } while (!made.equals("made " + CLIENTS));
            server.outputWriter().append("end\n").flush();
            String ended = expect(out, "ended");
            // One a second: the rest had time for a few on a slow machine, a busy loop for thousands.
            assertTrue(Integer.parseInt(ended.split(" ")[1]) < 30, ended);
            assertTrue(Integer.parseInt(ended.split(" ")[2]) >= 1, () -> "reported and failed: " + ended);
            assertTrue(server.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, server.exitValue());
        } finally {
            server.destroyForcibly();
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static String expect(BufferedReader out, String word) throws IOException {
        for (String line; (line = out.readLine()) != null;) {
            if (line.startsWith(word)) {
                return line;
            }
        }
        throw new AssertionError("the server ended before it said \"" + word + '"');
    }
}
