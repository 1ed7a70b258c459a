// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects tables and raw figures, prints them as they come, and writes them to files in the end. One thread. */
final class Report {
    private final StringBuilder markdown = new StringBuilder();
    private final Map<String, Object> raw = new LinkedHashMap<>();

    /** Prints a heading or a sentence. */
    void text(String line) {
        System.out.println(line + "\n");
        markdown.append(line).append("\n\n");
    }

    /** Prints a table; all columns but the first are numbers. */
    void table(List<String> head, List<List<String>> rows) {
        var lines = new ArrayList<String>();
        lines.add("| " + String.join(" | ", head) + " |");
        lines.add("|---|" + "---:|".repeat(head.size() - 1));
        rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
        text(String.join("\n", lines));
    }

    /** Keeps raw figures (maps, lists, numbers, strings) for the JSON file. */
    void raw(String key, Object value) {
        raw.put(key, value);
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.md"), markdown);
        var json = new StringBuilder();
        append(json, raw);
        Files.writeString(directory.resolve("results.json"), json.append('\n'));
        System.out.println("Written: " + directory.resolve("report.md") + " and results.json beside it");
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A number as the tables show it; a dash for what was not measured. */
    static String number(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + decimals + "f", value) : "-";
    }

    private static void append(StringBuilder json, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                String before = "{";
                for (var entry : map.entrySet()) {
                    json.append(before).append('"').append(escaped(String.valueOf(entry.getKey()))).append("\": ");
                    append(json, entry.getValue());
                    before = ",\n";
                }
                json.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                json.append('[');
                String before = "";
                for (Object element : list) {
                    json.append(before);
                    append(json, element);
                    before = ", ";
                }
                json.append(']');
            }
            case Double number -> json.append(Double.isFinite(number) ? number.toString() : "null");
            case Number number -> json.append(number);
            case Boolean truth -> json.append(truth);
            default -> json.append('"').append(escaped(value.toString())).append('"');
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
