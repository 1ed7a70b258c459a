// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(String... suites) {
        return Main.run(new PrintStream(printed, true, StandardCharsets.UTF_8), suites);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void suitesRunByNameAndAreCounted(@TempDir Path folder) {
        Path rows = folder.resolve("tck");
        LoopTckTest.withReport(rows, "SCHED-01,SCHED-03", () -> {
            assertEquals(0, run(ParkingLoopBatonTckTest.class.getName()), this::text);
        });
        assertTrue(text().contains("1 rules hold, 0 do not, 1 skipped"), text());
        assertTrue(Files.exists(rows.resolve("PARK-BatonCarrier.json")));
    }

    @Test
    void withoutASuiteItSaysHowToCallIt() {
        assertEquals(2, run());
        assertTrue(text().startsWith("usage: "), text());
    }
}
