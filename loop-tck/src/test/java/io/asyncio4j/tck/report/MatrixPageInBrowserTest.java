// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, from a file: its script filters and unfolds, and both colour schemes are drawn. */
final class MatrixPageInBrowserTest {

    private static final int WHITE = 0xFFFFFF;
    private static final int DARK = 0x12151B;
    private static final int FAIL_LIGHT = 0xFBDCD9;
    private static final int FAIL_DARK = 0x471D1A;

    @TempDir
    private Path folder;

    private Path browser = Path.of("chromium");

    @BeforeEach
    void writePage() throws IOException {
        browser = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        assumeTrue(!browser.toString().isEmpty(), "there is no chromium on the path");
        TckReport one = new TckReport("One", "NIO", "LoopCarrier", Map.of("java", "25"), List.of(
                new RuleResult("LIFE-01", Verdict.FAIL, "why", "", "LIFE-01 </script> seen: [a, b]", "", true, 0.1),
                new RuleResult("LIFE-02", Verdict.PASS, ""),
                new RuleResult("LIFE-03", Verdict.SKIPPED, "the loop lacks [TCP]")));
        TckReport two = new TckReport("Two", "NIO", "BatonCarrier", List.of(
                new RuleResult("LIFE-01", Verdict.PASS, "", "", "", "", false, 0.1),
                new RuleResult("LIFE-02", Verdict.PASS, ""),
                new RuleResult("LIFE-03", Verdict.CHALLENGED, "why", "", "all", "https://example.org/3", true, 0.1),
                new RuleResult("LIFE-04", Verdict.NON_STRICT, "why", "", "all", "", true, 0.1)));
        MatrixPage.write(folder, List.of(one, two));
    }

    private String browse(String hash, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(browser.toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                "--user-data-dir=" + Files.createTempDirectory(folder, "browser")));
        command.addAll(List.of(options));
        command.add(folder.resolve("matrix.html").toUri() + hash);
        Path said = Files.createTempFile(folder, "said", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the browser does not end");
            return Files.readString(said, StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<String> visible(String page) {
        return Pattern.compile("<tr id=\"([A-Z]+-[0-9]+)\"[^>]*>")
                .matcher(page)
                .results()
                .filter(row -> !row.group().contains("hidden"))
                .map((MatchResult row) -> row.group(1))
                .toList();
    }

    @Test
    void verdictAreaAndWordsFilterAndARuleUnfolds() throws Exception {
        String failing = browse("#area=LIFE&v=FAIL,NON-STRICT", "--dump-dom");
        assertEquals(List.of("LIFE-01", "LIFE-04"), visible(failing));
        assertTrue(failing.contains("data-shown=\"2\""), "the script did not run");
        assertEquals(List.of("LIFE-01", "LIFE-03"), visible(browse("#v=FAIL,CHALLENGED&differ=1", "--dump-dom")));
        assertEquals(List.of("LIFE-04"), visible(browse("#q=life-04", "--dump-dom")));
        String unfolded = browse("#LIFE-01", "--dump-dom");
        assertTrue(unfolded.contains("<pre>LIFE-01 &lt;/script&gt; seen: [a, b]</pre>"), "the failure is not unfolded");
        assertTrue(unfolded.contains("aria-expanded=\"true\">LIFE-01<"), "the button does not say so");
    }

    @Test
    void bothColourSchemesAreDrawn() throws Exception {
        BufferedImage light = picture(1);
        BufferedImage dark = picture(0);
        assertEquals(WHITE, light.getRGB(2, 2) & 0xFFFFFF);
        assertEquals(DARK, dark.getRGB(2, 2) & 0xFFFFFF);
        // The cell of the one failure, and the rows that the filter left: the lower part of the page is empty.
        assertTrue(count(light, FAIL_LIGHT) > 300, "no failing cell in the light scheme");
        assertTrue(count(dark, FAIL_DARK) > 300, "no failing cell in the dark scheme");
        assertFalse(count(light, WHITE) < light.getWidth() * light.getHeight() / 2, "the page is not mostly white");
        assertFalse(count(dark, DARK) < dark.getWidth() * dark.getHeight() / 2, "the page is not mostly dark");
    }

    private BufferedImage picture(int scheme) throws Exception {
        Path file = folder.resolve("page" + scheme + ".png");
        browse("#v=FAIL", "--window-size=1200,700", "--blink-settings=preferredColorScheme=" + scheme,
                "--screenshot=" + file);
        return ImageIO.read(file.toFile());
    }

    private static int count(BufferedImage picture, int colour) {
        int pixels = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                pixels += (picture.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
            }
        }
        return pixels;
    }
}
