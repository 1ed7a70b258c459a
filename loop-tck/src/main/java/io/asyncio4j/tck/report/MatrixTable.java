// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table itself: a body an area, a line a rule, a column a loop. */
final class MatrixTable {

    private final StringBuilder page;
    private final List<Column> columns;
    private final Map<String, List<RuleText>> areas;
    private final Map<String, String> notTested = RuleCatalog.notTested();

    MatrixTable(StringBuilder page, List<Column> columns, Map<String, List<RuleText>> areas) {
        this.page = page;
        this.columns = columns;
        this.areas = areas;
    }

    void append() {
        page.append("<table id=\"matrix\">\n<thead>\n<tr class=\"names\"><td colspan=\"3\"></td>");
        for (int i = 0; i < columns.size();) {
            String loop = columns.get(i).report().loop();
            int first = i;
            while (i < columns.size() && columns.get(i).report().loop().equals(loop)) {
                i++;
            }
            page.append("<th scope=\"colgroup\" colspan=\"").append(i - first).append("\">")
                    .append(Html.escape(loop)).append("</th>");
        }
        page.append("</tr>\n<tr><th scope=\"col\">rule</th><th scope=\"col\">level</th>")
                .append("<th scope=\"col\">what a loop does</th>");
        for (Column column : columns) {
            TckReport row = column.report();
            page.append("<th scope=\"col\" class=\"c\">").append(Html.escape(row.kind())).append("<span>")
                    .append(Html.escape(row.carrier())).append("</span>");
            page.append(column.note().isEmpty() ? "" : "<em>" + column.note() + "</em>").append("</th>");
        }
        page.append("</tr>\n</thead>\n");
        areas.forEach(this::appendArea);
        page.append("</table>\n<p id=\"nothing\" hidden>No rule is like that.</p>\n<footer>\n<p>");
        for (Verdict verdict : Verdict.values()) {
            page.append("<b class=\"").append(verdict.cssClass()).append("\">").append(verdict.sign()).append(' ')
                    .append(verdict.label()).append("</b> ").append(verdict.meaning()).append(". ");
        }
        page.append("</p>\n<p><kbd>/</kbd> search <kbd>↓</kbd> <kbd>↑</kbd> next and previous rule ")
                .append("<kbd>Enter</kbd> unfold <kbd>n</kbd> <kbd>p</kbd> next and previous that is not a pass everywhere ")
                .append("<kbd>Esc</kbd> fold</p>\n</footer>\n");
    }

    private void appendArea(String area, List<RuleText> rules) {
        page.append("<tbody id=\"").append(area)
                .append("\"><tr class=\"area\"><th colspan=\"3\" scope=\"rowgroup\"><b>")
                .append(area).append("</b> ").append(Html.escape(Areas.title(area))).append(" <small>")
                .append(rules.size()).append(rules.size() == 1 ? " rule" : " rules").append("</small></th>");
        columns.forEach(column -> appendCounts(column.counts(area)));
        page.append("</tr>\n");
        rules.forEach(this::appendRule);
        page.append("</tbody>\n");
    }

    private void appendCounts(Map<Verdict, Integer> counts) {
        int held = counts.getOrDefault(Verdict.PASS, 0) + counts.getOrDefault(Verdict.UNVERIFIED, 0);
        page.append("<td>").append(counts.isEmpty() ? "" : held);
        counts.forEach((verdict, count) -> {
            if (verdict != Verdict.PASS && verdict != Verdict.UNVERIFIED) {
                page.append(" <b class=\"").append(verdict.cssClass()).append("\">").append(verdict.sign())
                        .append(count).append("</b>");
            }
        });
        page.append("</td>");
    }

    private void appendRule(RuleText rule) {
        page.append("<tr id=\"").append(rule.id()).append("\" data-v=\"");
        columns.forEach(column -> page.append(column.letter(rule.id())));
        String level = rule.level().name().toLowerCase(Locale.ROOT);
        page.append("\" data-level=\"").append(level).append("\"><td><button>").append(rule.id())
                .append("</button></td><td class=\"level ").append(level).append("\">").append(level)
                .append("</td><td>").append(Html.sentence(rule.sentence()));
        String reason = notTested.get(rule.id());
        if (reason != null) {
            page.append(" <small>Not tested: ").append(Html.sentence(reason)).append("</small>");
        }
        page.append("</td>");
        columns.forEach(column -> appendCell(column.results().get(rule.id())));
        page.append("</tr>\n");
    }

    private void appendCell(@Nullable RuleResult result) {
        if (result == null) {
            page.append("<td class=\"none\" aria-label=\"not run\">·</td>");
            return;
        }
        Verdict verdict = result.shown();
        page.append("<td class=\"").append(verdict.cssClass()).append("\" aria-label=\"").append(verdict.label());
        String why = result.reason().isEmpty() ? result.note() : result.reason();
        if (!why.isEmpty()) {
            String first = why.lines().findFirst().orElse("");
            page.append("\" title=\"").append(Html.escape(first));
        }
        page.append("\">").append(verdict.sign()).append("</td>");
    }
}
