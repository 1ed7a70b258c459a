// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

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
    void whatAPassProvesAndWhoDisputesIsWrittenDown(@TempDir Path folder) throws IOException {
        TckReport report = new TckReport("Loop", "NIO", "LoopCarrier", Map.of("java", "25"), List.of(
                new RuleResult("LIFE-01", Verdict.PASS, "", "the sane outcome", "", "", false, 0.125),
                new RuleResult("LIFE-02", Verdict.CHALLENGED, "why", "", "all", "https://example.org/1", true, 0),
                new RuleResult("LIFE-03", Verdict.NON_STRICT, "why", "", "all", "", true, 0)));
        report.writeTo(folder);
        Path file = folder.resolve("NIO-LoopCarrier.json");
        assertEquals(report, TckReport.read(file));
        String text = Files.readString(file);
        assertTrue(text.contains("\"verdict\": \"PASS\", \"verified\": false,"), text);
        assertTrue(text.contains("\"verdict\": \"NON-STRICT\""), text);
        assertEquals(0, report.count(Verdict.PASS));
        assertEquals(1, report.count(Verdict.UNVERIFIED));
    }

    @Test
    void textHasTheNumbersAndEachStory() {
        String text = TextReport.text(REPORT);
        assertTrue(text.contains("      PASS  FAIL  SKIPPED\nLIFE     1     1        1\nall"), text);
        assertTrue(text.contains("[FAIL] LIFE-02 two\nlines"), text);
        assertTrue(text.contains("[SKIPPED] LIFE-03: the loop lacks [TCP]"), text);
    }

    @Test
    void xmlIsWhatBuildServersRead() throws Exception {
        TckReport report = new TckReport("a.Loop", "NIO", "LoopCarrier", Map.of("java", "<25>"), List.of(
                new RuleResult("LIFE-01", Verdict.PASS, "", "", "", "", false, 0.5),
                new RuleResult("LIFE-02", Verdict.FAIL, "one\ntwo", "", "a \u0000 <b>\nlines", "", true, 0.25),
                new RuleResult("LIFE-03", Verdict.SKIPPED, "the loop lacks [TCP]"),
                new RuleResult("LIFE-04", Verdict.NON_STRICT, "order", "", "all", "", true, 0),
                new RuleResult("LIFE-05", Verdict.CHALLENGED, "why", "", "all", "https://example.org/1", true, 0)));
        Element lax = parsed(JUnitXml.text(report, false));
        assertEquals("a.Loop NIO LoopCarrier 5 1 3 0.750", String.join(" ", lax.getAttribute("name"),
                lax.getAttribute("tests"), lax.getAttribute("failures"), lax.getAttribute("skipped"),
                lax.getAttribute("time")));
        assertEquals(5, lax.getElementsByTagName("testcase").getLength());
        Element failure = (Element) lax.getElementsByTagName("failure").item(0);
        assertEquals("one", failure.getAttribute("message"));
        assertEquals("a \uFFFD <b>\nlines", failure.getTextContent());
        assertEquals("a_Loop.NIO-LoopCarrier.LIFE", ((Element) failure.getParentNode()).getAttribute("classname"));
        Element disputed = (Element) lax.getElementsByTagName("skipped").item(2);
        assertEquals("CHALLENGED, see https://example.org/1: why", disputed.getAttribute("message"));
        assertEquals(2, parsed(JUnitXml.text(report, true)).getElementsByTagName("failure").getLength());
    }

    private static Element parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
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
        new TckReport("Loop", "AUTO", "BatonCarrier", Map.of(TckReport.DEBUG, "true"),
                List.of(new RuleResult("LIFE-01", Verdict.PASS, "")))
                .writeTo(folder.resolve("tck-debug"));
        new TckReport("Loop", "KQUEUE", "BatonCarrier", Map.of(TckReport.UNAVAILABLE, "no BSD"),
                List.of(new RuleResult("LIFE-01", Verdict.SKIPPED, "no BSD")))
                .writeTo(folder.resolve("tck-unavailable"));
        MatrixPage.write(rows);
        String page = Files.readString(rows.resolve("matrix.html"));
        for (String part : List.of(
                "Loop &quot;quoted&quot;", "NIO<span>LoopCarrier</span>", "debug", "not on this machine",
                "<tr id=\"LIFE-01\" data-v=\"PPS\"", "title=\"the loop lacks [TCP]\"", "\"two\\nlines,",
                "1 <b class=\"fail\">✗1</b> <b class=\"skipped\">–1</b>")) {
            assertTrue(page.contains(part), () -> part + " is missing");
        }
    }
}
