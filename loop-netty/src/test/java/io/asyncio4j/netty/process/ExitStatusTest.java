// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who ends with 143 is told from who was ended by signal 15. */
@Timeout(60)
final class ExitStatusTest {

    private static final ProcessOptions TALKING = ProcessOptions.INHERITED.stdin(Redirect.PIPE);

    /** Each waits for its turn, so that all of them run at once. */
    private static final List<String> COMMANDS =
            List.of("read go; exit 143", "read go; kill -TERM $$", "read go; exit 137", "read go; kill -KILL $$",
                    "read go; exit 7", "read go; exit 255");

    private static final List<Integer> STATUSES = List.of(143, -15, 137, -9, 7, 255);

    @Test
    void codesAndSignalsAreTold() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "Linux has descriptors of processes");
        String kernel = System.getProperty("os.version").replaceFirst("[^0-9.].*", "");
        assumeTrue(Version.parse(kernel).compareTo(Version.parse("6.15")) >= 0, "its kernels tell statuses since 6.15");
        try (NettyEventLoop loop = NettyEventLoop.create(IoKind.AUTO)) {
            loop.runUntilComplete(() -> {
                List<AsyncProcess> children = new ArrayList<>();
                List<Integer> expected = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    int which = i % COMMANDS.size();
                    children.add(Asyncio.createSubprocessExec(TALKING, "/bin/sh", "-c", COMMANDS.get(which)));
                    expected.add(STATUSES.get(which));
                }
                assertEquals(children.size(), descriptors());
                List<Integer> told = new ArrayList<>();
                for (AsyncProcess child : children) {
                    Objects.requireNonNull(child.stdin()).write(new byte[] {'\n'});
                }
                for (AsyncProcess child : children) {
                    told.add(child.waitFor());
                }
                assertEquals(expected, told);
                assertEquals(0, descriptors());
                AsyncProcess waiting = Asyncio.createSubprocessExec(TALKING, "/bin/sh", "-c", "read go");
                waiting.terminate();
                assertEquals(-15, waiting.waitFor());
            });
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(link -> {
                try {
                    return Files.readSymbolicLink(link).toString().contains("pidfd");
                } catch (IOException closed) {
                    return false;
                }
            })
                    .count();
        }
    }
}
