// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page with all rows side by side, made from the JSON files that are there; one file, readable without a server. */
public final class MatrixPage {

    private record Column(String title, Map<String, RuleResult> results, String note) {}

    private final List<Column> columns = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

    private MatrixPage() {}

    /**
     * Writes {@code matrix.html}.
     *
     * @param folder of the rows; those of debug mode and of pollers that this machine lacks lie beside it
     * @throws IOException if a row cannot be read or the page cannot be written
     */
    public static void write(Path folder) throws IOException {
        MatrixPage matrix = new MatrixPage();
        matrix.read(folder, "");
        matrix.read(folder.resolveSibling(folder.getFileName() + "-debug"), "debug");
        matrix.read(folder.resolveSibling(folder.getFileName() + "-unavailable"), "not on this machine");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("matrix.html"), matrix.html());
    }

    private void read(Path folder, String note) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<TckReport> rows = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                rows.add(TckReport.read(file));
            }
        }
        rows.sort(Comparator.comparing(TckReport::kind).thenComparing(TckReport::carrier));
        for (TckReport row : rows) {
            Map<String, RuleResult> results = new HashMap<>();
            row.rules().forEach(rule -> results.put(rule.id(), rule));
            columns.add(new Column(row.kind() + "\n" + row.carrier() + "\n" + row.loop(), results, note));
        }
    }

    private String html() throws IOException {
        Map<String, List<RuleText>> areas = RuleCatalog.texts().values().stream()
                .collect(Collectors.groupingBy(RuleText::area, LinkedHashMap::new, Collectors.toList()));
        Map<String, String> notTested = RuleCatalog.notTested();
        page.append(head());
        page.append("<h1>Conformance of asyncio4j</h1>\n<p class=\"legend\"><b class=\"pass\">✓</b> holds ")
                .append("<b class=\"fail\">✗</b> does not <b class=\"skip\">–</b> skipped, with the reason on hover ")
                .append("<b class=\"none\">·</b> not run</p>\n<nav>");
        areas.keySet()
                .forEach(area -> page.append("<a href=\"#").append(area).append("\">").append(area).append("</a> "));
        page.append("</nav>\n<table>\n<thead><tr><th>rule</th><th>level</th><th>what a loop does</th>");
        for (Column column : columns) {
            page.append("<th class=\"row\">").append(escape(column.title).replace("\n", "<br>"));
            page.append(column.note.isEmpty() ? "" : "<br><em>" + escape(column.note) + "</em>").append("</th>");
        }
        page.append("</tr>\n<tr class=\"sum\"><td colspan=\"3\">all areas</td>");
        columns.forEach(column -> appendSum(column, null));
        page.append("</tr></thead>\n");
        areas.forEach((area, rules) -> appendArea(area, rules, notTested));
        return page.append("</table>\n</body></html>\n").toString();
    }

    private void appendArea(String area, List<RuleText> rules, Map<String, String> notTested) {
        page.append("<tbody id=\"").append(area).append("\"><tr class=\"area\"><th colspan=\"3\">").append(area)
                .append(" <small>").append(rules.size()).append(" rules</small></th>");
        columns.forEach(column -> appendSum(column, area));
        page.append("</tr>\n");
        for (RuleText rule : rules) {
            page.append("<tr><td class=\"id\" id=\"").append(rule.id()).append("\">").append(rule.id());
            page.append("</td><td>").append(rule.level().name().toLowerCase(java.util.Locale.ROOT)).append("</td>");
            page.append("<td title=\"").append(escape(rule.source())).append("\">");
            page.append(escape(rule.sentence()).replaceAll("`([^`]*)`", "<code>$1</code>"));
            String reason = notTested.get(rule.id());
            if (reason != null) {
                page.append("<br><small>Not tested: ").append(escape(reason)).append("</small>");
            }
            page.append("</td>");
            columns.forEach(column -> appendCell(column.results.get(rule.id())));
            page.append("</tr>\n");
        }
        page.append("</tbody>\n");
    }

    private void appendCell(@Nullable RuleResult result) {
        if (result == null) {
            page.append("<td class=\"none\">·</td>");
            return;
        }
        String sign = switch (result.verdict()) {
            case PASS -> "pass\">✓";
            case FAIL -> "fail\">✗";
            case SKIPPED, CHALLENGED, NON_STRICT, UNVERIFIED -> "skip\">–";
        };
        String why = result.reason().isEmpty() ? result.note() : result.reason();
        String reason = why.isEmpty() ? "" : " title=\"" + escape(why) + "\"";
        page.append("<td").append(reason).append(" class=\"").append(sign).append("</td>");
    }

    private void appendSum(Column column, @Nullable String area) {
        long passed = 0;
        long failed = 0;
        long skipped = 0;
        for (RuleResult result : column.results.values()) {
            if (area == null || result.id().startsWith(area + "-")) {
                switch (result.verdict()) {
                    case PASS -> passed++;
                    case FAIL -> failed++;
                    case SKIPPED, CHALLENGED, NON_STRICT, UNVERIFIED -> skipped++;
                }
            }
        }
        page.append("<td class=\"").append(failed > 0 ? "fail" : passed > 0 ? "pass" : "skip").append("\">")
                .append(passed).append(failed > 0 ? " ✗" + failed : "")
                .append(skipped > 0 ? " –" + skipped : "").append("</td>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String head() throws IOException {
        try (InputStream in = MatrixPage.class.getResourceAsStream("matrix-head.html")) {
            return new String(Objects.requireNonNull(in, "matrix-head.html").readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
