// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few rules on CPython's own loop, where Python and JPype are there; the whole row is made by {@code src/bridge/run}. */
final class BridgeTest {

    private static final int LIMIT_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void rulesOfLifeAndOfAConnectionHoldOnCpythonsOwnLoop() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(Bridge.PYTHON)), Bridge.PYTHON + " is not there");
        assumeTrue(run(Bridge.PYTHON, "-c", "import jpype") == 0, "python3-jpype is not installed");
        String[] command =
                Bridge.command(Path.of(""), "--only", "LIFE-0*,SCHED-0*,TR-01,TR-02").toArray(String[]::new);
        assertEquals(0, run(command), () -> output());
        assertTrue(output().contains(" 0 do not"), () -> output());
    }

    private int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("output").toFile()))
                .start();
        try {
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> "too slow: " + output());
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
