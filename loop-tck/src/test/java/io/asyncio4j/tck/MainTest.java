// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.reference.ParkingLoop;
import io.asyncio4j.tck.reference.ParkingLoopUnderTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    /** Two loops, of which one forgets every callback but the first of a batch. */
    public static final class TwoLoops extends ParkingLoopUnderTest {
        public TwoLoops() {
            super("BatonCarrier");
        }

        @Override
        public List<LoopUnderTest> rows() {
            return List.of(this, new Forgetful());
        }
    }

    private static final class Forgetful extends ParkingLoopUnderTest {
        Forgetful() {
            super("BatonCarrier");
        }

        @Override
        public String name() {
            return "ForgetfulLoop";
        }

        @Override
        protected ParkingLoop make() {
            return new ParkingLoop() {
                @Override
                public boolean isClosed() {
                    return false;
                }
            };
        }
    }

    /** Disputes what it breaks. */
    public static final class Disputing extends ParkingLoopUnderTest {
        public Disputing() {
            super("BatonCarrier");
        }

        @Override
        protected ParkingLoop make() {
            return new Forgetful().make();
        }

        @Override
        public Map<String, String> challenges() {
            return Map.of("LIFE-14", "https://example.org/14");
        }
    }

    /** Cannot be made. */
    public static final class Throwing implements LoopUnderTest {
        public Throwing() {
            throw new IllegalStateException("no such poller");
        }

        @Override
        public String name() {
            return "";
        }

        @Override
        public String kind() {
            return "";
        }

        @Override
        public String carrier() {
            return "";
        }

        @Override
        public AbstractEventLoop newLoop() {
            throw new IllegalStateException();
        }
    }

    /** Needs a class that is not there. */
    public static final class Incomplete extends LoopTck {
        @Override
        protected LoopUnderTest loopUnderTest() {
            throw new NoClassDefFoundError("org/example/Poller");
        }
    }

    @AfterEach
    void forgetWhatOptionsSet() {
        for (String name : List.of("only", "level", "needs", "without", "scale", "limit", "challenge", "tier",
                "seed")) {
            System.clearProperty("tck." + name);
        }
    }

    private int run(String... words) {
        return Main.run(new PrintStream(printed, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8), false, words);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void refused(String fact, String remedy, String... words) {
        complained.reset();
        assertEquals(2, run(words), this::text);
        String message = complained.toString(StandardCharsets.UTF_8);
        assertTrue(message.contains(fact) && message.contains(remedy), message);
        assertEquals(1, message.lines().count(), message);
        forgetWhatOptionsSet();
    }

    @Test
    void suitesAndProvidersRunByName(@TempDir Path folder) {
        assertEquals(0, run(ParkingLoopBatonTckTest.class.getName(), "--only", "SCHED-01,SCHED-03", "--report",
                folder.toString()), this::text);
        assertTrue(text().contains("ParkingLoop PARK BatonCarrier: 2 rules"), text());
        assertTrue(text().contains("  SCHED    1 hold, 1 SKIPPED"), text());
        for (String file : List.of("PARK-BatonCarrier.json", "PARK-BatonCarrier.txt", "TEST-PARK-BatonCarrier.xml",
                "matrix.html")) {
            assertTrue(Files.exists(folder.resolve(file)), file);
        }
    }

    @Test
    void brokenRuleIsStatusOneWithItsStory(@TempDir Path folder) throws Exception {
        assertEquals(1, run("--provider", TwoLoops.class.getName(), "--only=LIFE-14", "--report=" + folder),
                this::text);
        assertTrue(text().contains("FAIL LIFE-14 (MUST) does not hold on ForgetfulLoop, PARK, BatonCarrier"), text());
        assertTrue(text().contains("ForgetfulLoop PARK BatonCarrier FAIL: LIFE-14"), text());
        assertTrue(Files.exists(folder.resolve("ForgetfulLoop-PARK-BatonCarrier.json")));
        assertTrue(Files.exists(folder.resolve("ParkingLoop-PARK-BatonCarrier.json")));
        printed.reset();
        assertEquals(0, run("--merge", folder.toString(), "--report", folder.resolve("all").toString()), this::text);
        assertTrue(Files.readString(folder.resolve("all/matrix.html")).contains("<tr id=\"LIFE-14\" data-v=\"F"));
    }

    @Test
    void oneOfSeveralLoopsIsChosenByItsName() {
        assertEquals(0, run("--provider", TwoLoops.class.getName(), "--only", "LIFE-14", "--row", "parking*baton"));
        assertFalse(text().contains("Forgetful"), text());
        refused("there are [ParkingLoop PARK BatonCarrier, ForgetfulLoop PARK", "--row none: no loop",
                "--provider", TwoLoops.class.getName(), "--row", "none");
    }

    @Test
    void challengedRuleIsCountedAndNoFailure() {
        assertEquals(0, run("--provider", Disputing.class.getName(), "--only", "LIFE-14"), this::text);
        assertTrue(text().contains("CHALLENGED https://example.org/14 LIFE-14 (MUST) does not hold"), text());
        assertEquals(0, run("--provider", TwoLoops.class.getName(), "--row", "forgetful", "--only", "LIFE-14",
                "--challenge", "LIFE-14=https://example.org/other"), this::text);
        assertTrue(text().contains("https://example.org/other LIFE-14"), text());
    }

    @Test
    void rulesAreListedWithoutALoop() {
        assertEquals(0, run("--list", "--only", "TR-1*", "--level", "MUST"));
        assertTrue(text().startsWith("TR  stream transports\n  TR-"), text());
        assertTrue(text().contains("  needs TCP"), text());
    }

    @Test
    void helpAndVersion() {
        assertEquals(0, run("--help"));
        assertTrue(text().contains("--provider CLASS") && text().contains("exit status"), text());
        assertEquals(0, run("--version"));
        assertTrue(text().contains("loop-tck development"), text());
        assertEquals(2, run());
    }

    @Test
    void wrongUseSaysFactAndRemedy(@TempDir Path folder) {
        String loop = ParkingLoopBatonTckTest.class.getName();
        refused("there is no such class", "--classpath", "--provider", "no.such.Provider");
        refused("neither a LoopUnderTest nor a LoopTck", "implement", "--provider", "java.lang.String");
        refused("threw java.lang.IllegalStateException: no such poller", "mend it", Throwing.class.getName());
        refused("NoClassDefFoundError: org/example/Poller", "--classpath", Incomplete.class.getName());
        refused("there is no \"gone.jar\"", "build it", "--classpath", "gone.jar", loop);
        refused("\"NONE-*\" selects none", "--list", "--only", "NONE-*", loop);
        refused("no option \"--onyl\"", "--help", "--onyl", "TR", loop);
        refused("its value is missing", "--help", "--provider");
        refused("\"fast\" is no number above zero", "--scale 3", "--scale", "fast", loop);
        refused("\"x1\" is no number", "--seed 3", "--seed", "x1", loop);
        refused("no rule \"TR-9999\"", "--list", "--challenge", "TR-9999=https://example.org", loop);
        refused("has no link", "TR-01=https", "--challenge", "TR-01=", loop);
        refused("neither ID=LINK nor a file", "TR-66=", "--challenge", "gone.txt", loop);
        refused("there is no report in", "--report", "--merge", folder.toString(), "--report", folder.toString());
        refused("where the page shall be", "--report FOLDER", "--merge", folder.toString());
        refused("no provider was named", "--provider CLASS", "--only", "TR");
    }
}
