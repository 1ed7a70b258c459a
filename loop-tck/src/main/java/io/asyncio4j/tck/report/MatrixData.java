// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleTest;
import io.asyncio4j.tck.RuleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What unfolds below a rule, as JSON for the page's script: the facts about the rule, and what each loop's result says. A
 * text that many cells share stands there once.
 */
final class MatrixData {

    private final Map<String, Integer> texts = new LinkedHashMap<>();

    private MatrixData() {}

    static String of(List<Column> columns, Map<String, List<RuleText>> areas) {
        Map<String, RuleTest> tests = new HashMap<>();
        RuleCatalog.tests().forEach(test -> tests.put(test.text().id(), test));
        MatrixData data = new MatrixData();
        StringJoiner names = new StringJoiner(", ", "[", "]");
        StringJoiner runs = new StringJoiner(", ", "[", "]");
        for (Column column : columns) {
            names.add(Json.quote(column.report().title()));
            runs.add(Json.quote(column.report().about()));
        }
        StringJoiner rules = new StringJoiner(",\n", "{\n", "\n}");
        areas.values().forEach(area -> area.forEach(rule -> rules.add(
                Json.quote(rule.id()) + ": {\"facts\": " + Json.quote(facts(rule, tests.get(rule.id())))
                        + ", \"cells\": " + data.cells(columns, rule.id()) + "}")));
        StringJoiner all = new StringJoiner(",\n", "[\n", "\n]");
        data.texts.keySet().forEach(text -> all.add(Json.quote(text)));
        // No text may end the script element that all this stands in.
        return ("{\"columns\": " + names + ",\n\"runs\": " + runs + ",\n\"rules\": " + rules + ",\n\"texts\": " + all
                + "}").replace("</", "<\\/").replace("<!--", "<\\u0021--");
    }

    private static Map<String, String> facts(RuleText rule, @org.jspecify.annotations.Nullable RuleTest test) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("source", rule.source());
        facts.put("since", rule.since().isEmpty() ? "" : "CPython " + rule.since());
        facts.put("other versions", rule.versions());
        if (test != null) {
            List<String> needs = new ArrayList<>();
            test.needs().forEach(need -> needs.add(need.name()));
            facts.put("needs", String.join(", ", needs));
            facts.put("note", test.note());
            facts.put("test", test.place());
            String broken = RuleCatalog.brokenBy(rule.id());
            facts.put("caught", broken == null ? "" : broken);
        }
        facts.values().removeIf(String::isEmpty);
        return facts;
    }

    /** One entry a loop: the number of its text, or -1. */
    private String cells(List<Column> columns, String id) {
        StringJoiner cells = new StringJoiner(",", "[", "]");
        for (Column column : columns) {
            RuleResult result = column.results().get(id);
            String text = result == null ? "" : text(result);
            cells.add(text.isEmpty() ? "-1" : String.valueOf(texts.computeIfAbsent(text, each -> texts.size())));
        }
        return cells.toString();
    }

    private static String text(RuleResult result) {
        String text = result.detail().isEmpty() ? result.reason() : result.detail();
        String note = result.note().isEmpty() ? "" : "seen: " + result.note();
        String link = result.link().isEmpty() ? "" : "disputed: " + result.link() + "\n";
        return link + text + note;
    }
}
