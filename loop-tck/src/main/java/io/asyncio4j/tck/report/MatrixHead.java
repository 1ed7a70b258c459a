// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import io.asyncio4j.tck.Level;
import io.asyncio4j.tck.RuleText;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What stands above the table: the numbers of each loop with a bar, and the controls. */
final class MatrixHead {

    private final StringBuilder page;
    private final List<Column> columns;
    private final Map<String, List<RuleText>> areas;

    MatrixHead(StringBuilder page, List<Column> columns, Map<String, List<RuleText>> areas) {
        this.page = page;
        this.columns = columns;
        this.areas = areas;
    }

    void append() {
        int rules = areas.values().stream().mapToInt(List::size).sum();
        page.append("<header>\n<h1>asyncio conformance</h1>\n<p>").append(rules).append(" rules in ")
                .append(areas.size()).append(" areas, on ").append(columns.size())
                .append(columns.size() == 1 ? " loop" : " loops").append(".</p>\n</header>\n");
        appendSummary();
        appendControls();
    }

    private void appendSummary() {
        page.append("<table id=\"loops\">\n<thead><tr><th scope=\"col\" colspan=\"2\">loop</th><th></th>");
        for (Verdict verdict : Verdict.values()) {
            page.append("<th scope=\"col\" class=\"n\" title=\"").append(verdict.meaning()).append("\">")
                    .append(verdict.label()).append("</th>");
        }
        page.append("</tr></thead>\n<tbody>\n");
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            TckReport row = column.report();
            Map<Verdict, Integer> counts = column.counts("");
            page.append("<tr><td><input type=\"checkbox\" checked id=\"loop").append(i).append("\" data-column=\"")
                    .append(i).append("\"></td><th scope=\"row\"><label for=\"loop").append(i).append("\"><b>")
                    .append(Html.escape(row.loop())).append("</b> ").append(Html.escape(row.kind()))
                    .append(" <span>").append(Html.escape(row.carrier())).append("</span>");
            if (!column.note().isEmpty()) {
                page.append(" <em>").append(column.note()).append("</em>");
            }
            page.append("</label></th><td class=\"bar\"><div>");
            counts.forEach((verdict, count) -> page.append("<i class=\"").append(verdict.cssClass())
                    .append("\" style=\"flex-grow:").append(count).append("\"></i>"));
            page.append("</div></td>");
            for (Verdict verdict : Verdict.values()) {
                int count = counts.getOrDefault(verdict, 0);
                page.append("<td class=\"n ").append(count == 0 ? "zero" : verdict.cssClass()).append("\">")
                        .append(count).append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</tbody>\n</table>\n");
    }

    private void appendControls() {
        page.append("<form id=\"controls\">\n")
                .append("<input type=\"search\" id=\"q\" placeholder=\"Search  ( / )\" ")
                .append("aria-label=\"search\" autocomplete=\"off\">\n")
                .append("<select id=\"area\" aria-label=\"area\"><option value=\"\">all areas</option>");
        areas.keySet().forEach(area -> page.append("<option value=\"").append(area).append("\">").append(area)
                .append(" ").append(Html.escape(Areas.title(area))).append("</option>"));
        page.append("</select>\n<select id=\"level\" aria-label=\"level\"><option value=\"\">all levels</option>");
        for (Level level : Level.values()) {
            String name = level.name().toLowerCase(Locale.ROOT);
            page.append("<option>").append(name).append("</option>");
        }
        page.append("</select>\n<span id=\"verdicts\" role=\"group\" aria-label=\"verdicts\">");
        for (Verdict verdict : Verdict.values()) {
            page.append("<button type=\"button\" class=\"").append(verdict.cssClass())
                    .append("\" aria-pressed=\"false\" title=\"").append(verdict.meaning()).append("\" data-letter=\"")
                    .append(Column.letter(verdict)).append("\"><b>")
                    .append(verdict.sign()).append("</b> ").append(verdict.label()).append("</button>");
        }
        page.append("<button type=\"button\" class=\"none\" aria-pressed=\"false\" data-letter=\"")
                .append(Column.NOT_RUN).append("\"><b>·</b> not run</button></span>\n")
                .append("<label><input type=\"checkbox\" id=\"differ\"> loops differ</label>\n")
                .append("<output id=\"shown\"></output>\n<button type=\"reset\">clear</button>\n</form>\n");
    }
}
