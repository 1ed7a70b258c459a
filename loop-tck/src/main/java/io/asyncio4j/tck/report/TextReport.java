// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as plain text: the numbers as a table, and whatever does not hold with its whole story. */
public final class TextReport {

    private TextReport() {}

    static String text(TckReport row) {
        StringBuilder text = new StringBuilder(row.title()).append('\n');
        row.about().forEach((name, value) -> text.append("  ").append(name).append(": ").append(value).append('\n'));
        Map<String, List<RuleResult>> areas = new LinkedHashMap<>();
        for (RuleResult rule : row.rules()) {
            areas.computeIfAbsent(rule.id().replaceAll("-.*", ""), area -> new ArrayList<>()).add(rule);
        }
        List<TckReport> lines = new ArrayList<>();
        areas.forEach((area, rules) -> lines.add(new TckReport(area, "", "", rules)));
        lines.add(new TckReport("all", "", "", row.rules()));
        text.append('\n').append(table(lines));
        for (RuleResult rule : row.rules()) {
            switch (rule.shown()) {
                case FAIL, NON_STRICT, CHALLENGED -> text.append("\n[").append(rule.verdict().label()).append("] ")
                        .append(rule.link().isEmpty() ? "" : rule.link() + "\n")
                        .append(rule.detail().isEmpty() ? rule.id() + " " + rule.reason() : rule.detail())
                        .append('\n');
                case SKIPPED -> text.append("\n[SKIPPED] ").append(rule.id()).append(": ").append(rule.reason());
                case PASS, UNVERIFIED -> {}
            }
        }
        return text.append('\n').toString();
    }

    /**
     * Returns a table of the verdicts, a line a row; columns of which all are zero are left out, save the passes and the
     * failures.
     *
     * @param rows the rows
     * @return lines, each ended
     */
    public static String table(List<TckReport> rows) {
        List<List<String>> lines = new ArrayList<>();
        List<Verdict> shown = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            boolean always = verdict == Verdict.PASS || verdict == Verdict.FAIL;
            if (always || rows.stream().anyMatch(row -> row.count(verdict) > 0)) {
                shown.add(verdict);
            }
        }
        List<String> head = new ArrayList<>(List.of(""));
        shown.forEach(verdict -> head.add(verdict.label()));
        lines.add(head);
        for (TckReport row : rows) {
            List<String> line = new ArrayList<>(List.of(row.title().strip()));
            shown.forEach(verdict -> line.add(String.valueOf(row.count(verdict))));
            lines.add(line);
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = lines.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
                String cell = line.get(column);
                String space = " ".repeat(width - cell.length());
                text.append(column == 0 ? cell + space : "  " + space + cell);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
