// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.runAndReport;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hundreds of random programs of combined futures, ended and cancelled at random, do what CPython 3.13 did with them:
 * the same outcomes in the same iterations and in the same order. {@code oracle.py} made and recorded them.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CPythonOracleTest {

    @Test
    void programsOfCombinedFuturesDoWhatCPythonDoes() throws IOException {
        List<String> different = new ArrayList<>();
        // Failures that no program looks at are reported by 3.14's shield; 3.13 has nothing to compare that with.
        runAndReport(() -> {
            for (String line : lines()) {
                String[] parts = line.split("#", -1);
                String seen = OracleProgram.run(parts[0], parts[1]);
                if (!seen.equals(parts[2])) {
                    different.add(parts[0] + "\n  events:  " + parts[1] + "\n  CPython: " + parts[2] + "\n  here:    "
                            + seen);
                }
            }
        });
        assertEquals(List.of(), different);
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                CPythonOracleTest.class.getResourceAsStream("oracle.txt"), "oracle.txt is not beside this test")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            assertEquals(600, lines.size());
            return lines;
        }
    }
}
