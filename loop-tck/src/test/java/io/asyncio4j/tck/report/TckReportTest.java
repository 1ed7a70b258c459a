// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TckReportTest {

    private static final TckReport REPORT = new TckReport("Loop \"quoted\"", "NIO", "LoopCarrier", List.of(
            new RuleResult("LIFE-01", Verdict.PASS, "", "as CPython does"),
            new RuleResult("LIFE-02", Verdict.FAIL, "two\nlines,\ta <tag> & a \\ \u0001 \uD83D\uDE00"),
            new RuleResult("LIFE-03", Verdict.SKIPPED, "the loop lacks [TCP]")));

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path folder) throws IOException {
        REPORT.writeTo(folder);
        Path file = folder.resolve("NIO-LoopCarrier.json");
        assertEquals(REPORT, TckReport.read(file));
        String text = Files.readString(file);
        assertTrue(text.contains("\"kind\": \"NIO\", \"carrier\": \"LoopCarrier\", \"rules\": ["), text);
        assertTrue(text.contains(
                "{\"id\": \"LIFE-01\", \"verdict\": \"PASS\", \"reason\": \"\", \"note\": \"as CPython does\"}"),
                text);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void foreignFileIsRefusedWithItsName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"some\": \"thing\"}");
        IOException error = assertThrows(IOException.class, () -> TckReport.read(file));
        assertTrue(String.valueOf(error.getMessage()).contains("other.json"), error.getMessage());
    }

    @Test
    void matrixShowsAllRowsSideBySide(@TempDir Path folder) throws IOException {
        Path rows = folder.resolve("tck");
        REPORT.writeTo(rows);
        new TckReport("Loop", "AUTO", "BatonCarrier", List.of(new RuleResult("LIFE-01", Verdict.PASS, "")))
                .writeTo(folder.resolve("tck-debug"));
        new TckReport("Loop", "KQUEUE", "BatonCarrier", List.of(new RuleResult("LIFE-01", Verdict.SKIPPED, "no BSD")))
                .writeTo(folder.resolve("tck-unavailable"));
        MatrixPage.write(rows);
        String page = Files.readString(rows.resolve("matrix.html"));
        for (String part : List.of(
                "Loop &quot;quoted&quot;", "NIO<br>LoopCarrier", "debug", "not on this machine", "id=\"LIFE-01\"",
                "title=\"the loop lacks [TCP]\"", "a &lt;tag&gt; &amp; a", "1 ✗1 –1")) {
            assertTrue(page.contains(part), () -> part + " is missing");
        }
    }
}
