// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.tck.reference.ParkingLoopUnderTest;
import io.asyncio4j.tck.report.TckReport;
import io.asyncio4j.tck.report.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The suite itself: what it runs, skips, and writes down. */
final class LoopTckTest {

    /** Not a test class of its own: the test calls it as JUnit would. */
    private static final class Suite extends LoopTck {
        private final @Nullable String unavailable;

        Suite(@Nullable String unavailable) {
            this.unavailable = unavailable;
        }

        @Override
        protected LoopUnderTest loopUnderTest() {
            return new ParkingLoopUnderTest("LoopCarrier") {
                @Override
                public @Nullable String unavailable() {
                    return unavailable;
                }
            };
        }

        @Override
        protected boolean includes(RuleText rule) {
            return rule.id().equals("SCHED-01") || rule.id().equals("SCHED-03");
        }
    }

    private static List<DynamicTest> leaves(Stream<? extends DynamicNode> nodes) {
        List<DynamicTest> tests = new ArrayList<>();
        nodes.forEach(node -> {
            if (node instanceof DynamicContainer area) {
                assertEquals("SCHED", area.getDisplayName());
                tests.addAll(leaves(area.getChildren()));
            } else {
                tests.add((DynamicTest) node);
            }
        });
        return tests;
    }

    static void withReport(Path folder, String only, Runnable action) {
        String reportBefore = System.getProperty("tck.report");
        String onlyBefore = System.getProperty("tck.only");
        System.setProperty("tck.report", folder.toString());
        System.setProperty("tck.only", only);
        try {
            action.run();
        } finally {
            restore("tck.report", reportBefore);
            restore("tck.only", onlyBefore);
        }
    }

    private static void restore(String property, @Nullable String before) {
        if (before == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, before);
        }
    }

    @Test
    void passesAndSkipsAreWrittenDown(@TempDir Path folder) throws Exception {
        Path rows = folder.resolve("tck");
        withReport(rows, "", () -> {
            Suite suite = new Suite(null);
            List<DynamicTest> tests = leaves(suite.rules());
            assertEquals(2, tests.size());
            assertTrue(tests.get(0).getDisplayName().startsWith("SCHED-01 "));
            runs(tests.get(0));
            assertThrows(TestAbortedException.class, () -> tests.get(1).getExecutable().execute());
            writes(suite);
        });
        TckReport report = TckReport.read(rows.resolve("PARK-LoopCarrier.json"));
        assertEquals(1, report.count(Verdict.PASS) + report.count(Verdict.UNVERIFIED));
        assertEquals(1, report.count(Verdict.SKIPPED));
        assertTrue(report.rules().get(1).reason().contains("TCP"), report.rules().get(1).reason());
        assertTrue(Files.exists(rows.resolve("matrix.html")));
    }

    static void runs(DynamicTest test) {
        try {
            test.getExecutable().execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void writes(LoopTck suite) {
        try {
            suite.writeReport();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rowThatCannotRunIsReportedBesideTheOthers(@TempDir Path folder) throws Exception {
        Path rows = folder.resolve("tck");
        withReport(rows, "", () -> {
            Suite suite = new Suite("no such poller");
            List<DynamicTest> tests = leaves(suite.rules());
            TestAbortedException skipped =
                    assertThrows(TestAbortedException.class, () -> tests.get(0).getExecutable().execute());
            assertEquals("no such poller", skipped.getMessage());
            writes(suite);
        });
        assertFalse(Files.exists(rows.resolve("PARK-LoopCarrier.json")));
        TckReport report = TckReport.read(folder.resolve("tck-unavailable/PARK-LoopCarrier.json"));
        assertEquals(report.rules().size(), report.count(Verdict.SKIPPED));
        assertEquals("no such poller", report.rules().get(0).reason());
    }
}
