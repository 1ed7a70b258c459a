// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.harness.RuleFailure;
import io.asyncio4j.tck.harness.RuleRunner;
import io.asyncio4j.tck.report.MatrixPage;
import io.asyncio4j.tck.report.RuleResult;
import io.asyncio4j.tck.report.TckReport;
import io.asyncio4j.tck.report.Verdict;
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
 * All rules as tests of one loop: extend it and say which loop. One rule runs at a time.
 *
 * <p>
 * System properties: {@code tck.only} selects rules by id, area or pattern ({@code LIFE-04,TIME,TR-1*}),
 * {@code tck.level} by level, {@code tck.needs} by capability, and {@code tck.without} leaves out; {@code tck.report} is the folder of the reports (default {@code target/tck}; a run with a selection reports only if it
 * is set); {@code tck.scale} stretches all times; {@code tck.limit} is the limit of one rule in seconds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LoopTck {

    private final List<RuleResult> results = new ArrayList<>();

    /** For test classes. */
    protected LoopTck() {}

    /**
     * Says which loop is tested.
     *
     * @return asked once
     */
    protected abstract LoopUnderTest loopUnderTest();

    /**
     * Says which rules belong to this row.
     *
     * @param rule a rule
     * @return true unless overridden
     */
    protected boolean includes(RuleText rule) {
        return true;
    }

    private final class Row {
        final LoopUnderTest subject = loopUnderTest();
        final RuleRunner runner = new RuleRunner(subject);
    }

    private @org.jspecify.annotations.Nullable Row row;

    private Row row() {
        Row made = row;
        if (made == null) {
            made = new Row();
            row = made;
        }
        return made;
    }

    /**
     * Makes the tests, a container for each area.
     *
     * @return areas in the catalogue's order
     */
    @TestFactory
    Stream<DynamicNode> rules() {
        String unavailable = row().subject.unavailable();
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
                                test.text().id() + " " + test.text().sentence(), () -> run(test)))));
    }

    private void run(RuleTest test) {
        String id = test.text().id();
        String skipped = row().runner.skipReason(test);
        if (skipped != null) {
            results.add(new RuleResult(id, Verdict.SKIPPED, skipped));
            throw new TestAbortedException(id + " skipped: " + skipped);
        }
        try {
            String note = row().runner.run(test);
            results.add(new RuleResult(id, Verdict.PASS, "", note));
        } catch (RuleFailure failure) {
            results.add(new RuleResult(id, Verdict.FAIL, failure.reason()));
            throw failure;
        }
    }

    /**
     * Writes the row and the page with all rows.
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
        LoopUnderTest subject = row().subject;
        String unavailable = subject.unavailable();
        List<RuleResult> rules = unavailable == null
                ? results
                : RuleCatalog.tests().stream()
                        .map(test -> new RuleResult(test.text().id(), Verdict.SKIPPED, unavailable))
                        .toList();
        // Only rows that ran in plain mode stand in the folder itself, so that whoever counts there counts what ran.
        String beside = unavailable != null ? "-unavailable" : subject.debug() ? "-debug" : "";
        new TckReport(subject.name(), subject.kind(), subject.carrier(), List.copyOf(rules))
                .writeTo(plain.resolveSibling(plain.getFileName() + beside));
        MatrixPage.write(plain);
    }
}
