// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** A row of the TCK as a column of the page: its results by id, and how many there are of each verdict. */
final class Column {

    /** Stands for "not run" where a verdict is one letter. */
    static final char NOT_RUN = '.';

    private final TckReport report;
    private final Map<String, RuleResult> results = new HashMap<>();

    Column(TckReport report) {
        this.report = report;
        report.rules().forEach(rule -> results.put(rule.id(), rule));
    }

    TckReport report() {
        return report;
    }

    Map<String, RuleResult> results() {
        return results;
    }

    /** Counts the verdicts of an area, of all areas if it is empty. */
    Map<Verdict, Integer> counts(String area) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        for (RuleResult result : results.values()) {
            if (area.isEmpty() || result.id().startsWith(area + "-")) {
                counts.merge(result.shown(), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** The verdict as one letter, for the script. */
    static char letter(Verdict verdict) {
        return verdict.name().charAt(0);
    }

    char letter(String id) {
        RuleResult result = results.get(id);
        return result == null ? NOT_RUN : letter(result.shown());
    }

    String note() {
        return report.about().containsKey(TckReport.UNAVAILABLE) ? "not on this machine"
                : report.about().containsKey(TckReport.DEBUG) ? "debug mode" : "";
    }
}
