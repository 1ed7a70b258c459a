// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page with all rows side by side: one file that needs no server and no network. The table itself is plain HTML;
 * style and script stand in it, and a block of data with what unfolds.
 */
public final class MatrixPage {

    private MatrixPage() {}

    /**
     * Writes {@code matrix.html} with the rows that are in a folder.
     *
     * @param folder of the rows; those of debug mode, of attached loops, of another TLS and of pollers that this machine lacks may
     *            lie beside it, in folders with {@code -debug}, {@code -attached}, {@code -jdk-tls} and
     *            {@code -unavailable} after its name
     * @throws IOException if a row cannot be read or the page cannot be written
     */
    public static void write(Path folder) throws IOException {
        List<TckReport> rows = new ArrayList<>(read(folder));
        for (String beside : List.of("-debug", "-attached", "-jdk-tls", "-unavailable")) {
            rows.addAll(read(folder.resolveSibling(folder.getFileName() + beside)));
        }
        write(folder, rows);
    }

    /**
     * Writes {@code matrix.html} with the rows given.
     *
     * @param folder made if it does not exist
     * @param rows in the order in which they shall stand
     * @throws IOException if the page cannot be written
     */
    public static void write(Path folder, List<TckReport> rows) throws IOException {
        TckReport.write(folder, "matrix.html", html(rows));
    }

    /**
     * Reads the rows of a folder.
     *
     * @param folder may be missing, which is as good as empty
     * @return by poller and carrier
     * @throws IOException if a file in it is no report
     */
    public static List<TckReport> read(Path folder) throws IOException {
        List<TckReport> rows = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
                for (Path file : files) {
                    rows.add(TckReport.read(file));
                }
            }
        }
        rows.sort(Comparator.comparing(TckReport::loop).thenComparing(TckReport::kind)
                .thenComparing(Comparator.comparing(TckReport::carrier).reversed())
                .thenComparing(TckReport::fileName));
        return rows;
    }

    static String html(List<TckReport> rows) {
        List<Column> columns = rows.stream().map(Column::new).toList();
        Map<String, List<RuleText>> areas = RuleCatalog.texts().values().stream()
                .collect(Collectors.groupingBy(RuleText::area, LinkedHashMap::new, Collectors.toList()));
        StringBuilder page = new StringBuilder(1 << 20);
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>asyncio conformance</title>\n<style>\n").append(Areas.resource("matrix.css"))
                .append("</style>\n</head>\n<body>\n");
        new MatrixHead(page, columns, areas).append();
        new MatrixTable(page, columns, areas).append();
        page.append("<script type=\"application/json\" id=\"data\">")
                .append(MatrixData.of(columns, areas)).append("</script>\n<script>\n")
                .append(Areas.resource("matrix.js")).append("</script>\n</body>\n</html>\n");
        return page.toString();
    }
}
