// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.report.MatrixPage;
import io.asyncio4j.tck.report.Reports;
import io.asyncio4j.tck.report.RuleResult;
import io.asyncio4j.tck.report.TckReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.TestAbortedException;

/**
 * All rules as tests of one loop: extend it and say which loop, or leave it empty and name the loop as a service
 * ({@link LoopUnderTest}). One rule runs at a time.
 *
 * <p>
 * System properties: {@code tck.only} selects rules by id, area or pattern ({@code LIFE-04,TIME,TR-1*}),
 * {@code tck.level} by level, {@code tck.needs} by capability, and {@code tck.without} leaves out; {@code tck.report} is
 * the folder of the reports (default {@code target/tck}; a run with a selection reports only if it is set);
 * {@code tck.tier=stress} repeats the rules about order under load; {@code tck.scale} stretches all times;
 * {@code tck.limit} is the limit of one rule in seconds; {@code tck.strict=false} lets a SHOULD rule be broken;
 * {@code tck.challenge} names rules that are disputed ({@code ID=LINK,...}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LoopTck {

    private final List<RowRun> rows = new ArrayList<>();

    /** For test classes. */
    protected LoopTck() {}

    /**
     * Says which loop is tested.
     *
     * @return asked once; unless overridden, what providers of {@link LoopUnderTest} the class path has
     * @throws IllegalStateException if it is not overridden and there is no provider
     */
    protected LoopUnderTest loopUnderTest() {
        return ServiceRows.of(Thread.currentThread().getContextClassLoader());
    }

    /**
     * Says which rules belong to this row.
     *
     * @param rule a rule
     * @return true unless overridden
     */
    protected boolean includes(RuleText rule) {
        return true;
    }

    private List<RowRun> rows() {
        if (rows.isEmpty()) {
            loopUnderTest().rows().forEach(row -> rows.add(new RowRun(row)));
        }
        return rows;
    }

    /**
     * Makes the tests, a container for each area; of several loops, a container for each around them.
     *
     * @return areas in the catalogue's order
     */
    @TestFactory
    Stream<DynamicNode> rules() {
        if (rows().size() == 1) {
            return areas(rows().get(0));
        }
        return rows().stream().map(row -> DynamicContainer.dynamicContainer(row.title(), areas(row)));
    }

    private Stream<DynamicNode> areas(RowRun row) {
        String unavailable = row.subject().unavailable();
        if (unavailable != null) {
            return Stream.of(DynamicTest.dynamicTest("not on this machine", () -> {
                throw new TestAbortedException(unavailable);
            }));
        }
        RuleSelection selection = RuleSelection.fromProperties();
        Map<String, List<RuleTest>> areas = new LinkedHashMap<>();
        for (RuleTest test : RuleCatalog.tests()) {
            if (selection.includes(test) && includes(test.text())) {
                areas.computeIfAbsent(test.text().area(), area -> new ArrayList<>()).add(test);
            }
        }
        return areas.entrySet().stream()
                .map(area -> DynamicContainer.dynamicContainer(area.getKey(), area.getValue().stream()
                        .map(test -> DynamicTest.dynamicTest(
                                test.text().id() + " " + test.text().sentence(), () -> run(row, test)))));
    }

    private static void run(RowRun row, RuleTest test) {
        RowRun.Outcome outcome = row.run(test);
        RuleResult result = outcome.result();
        switch (result.verdict()) {
            case PASS, UNVERIFIED -> {}
            case SKIPPED -> throw new TestAbortedException(result.id() + " skipped: " + result.reason());
            case CHALLENGED -> throw new TestAbortedException(
                    result.id() + " challenged, see " + result.link() + "\n" + result.detail());
            case NON_STRICT -> {
                if (!Boolean.parseBoolean(System.getProperty("tck.strict", "true"))) {
                    throw new TestAbortedException("NON-STRICT: " + result.detail());
                }
                throw Objects.requireNonNull(outcome.failure());
            }
            case FAIL -> throw Objects.requireNonNull(outcome.failure());
        }
    }

    /**
     * Writes the rows and the page with all rows.
     *
     * @throws IOException if they cannot be written
     */
    @AfterAll
    void writeReport() throws IOException {
        String folder = System.getProperty("tck.report");
        if (folder == null && !RuleSelection.fromProperties().isAll()) {
            return;
        }
        Path plain = Path.of(Objects.requireNonNullElse(folder, "target/tck"));
        Map<Path, List<TckReport>> reports = new LinkedHashMap<>();
        for (RowRun row : rows()) {
            LoopUnderTest subject = row.subject();
            // Only rows that ran in plain mode stand in the folder itself: whoever counts there counts what ran.
            String beside = subject.unavailable() != null ? "unavailable" : subject.beside();
            String name = plain.getFileName() + (beside.isEmpty() ? "" : "-" + beside);
            reports.computeIfAbsent(plain.resolveSibling(name), each -> new ArrayList<>())
                    .add(row.report());
        }
        for (Map.Entry<Path, List<TckReport>> each : reports.entrySet()) {
            Reports.writeJson(each.getValue(), each.getKey());
        }
        MatrixPage.write(plain);
    }
}
