// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One row of the matrix: a loop, its poller and carrier, and what came out of each rule.
 *
 * @param loop name of the implementation
 * @param kind its poller
 * @param carrier how it runs coroutines
 * @param about how it was run: {@link #DEBUG}, {@link #UNAVAILABLE} and other things by name, as text
 * @param rules the results, in the catalogue's order
 */
public record TckReport(
        String loop, String kind, String carrier, Map<String, String> about, List<RuleResult> rules) {

    /** Name of the entry of {@link #about} that is there if the row ran in debug mode. */
    public static final String DEBUG = "debug";

    /** Name of the entry of {@link #about} that says why the row could not run. */
    public static final String UNAVAILABLE = "unavailable";

    /**
     * Makes a row that says nothing about its run.
     *
     * @param loop name of the implementation
     * @param kind its poller
     * @param carrier how it runs coroutines
     * @param rules the results
     */
    public TckReport(String loop, String kind, String carrier, List<RuleResult> rules) {
        this(loop, kind, carrier, Map.of(), rules);
    }

    /**
     * Returns the name of the row's file.
     *
     * @return {@code kind-carrier.json}, {@code kind-carrier-debug.json} in debug mode
     */
    public String fileName() {
        return baseName() + ".json";
    }

    String baseName() {
        return fileSafe(kind + "-" + carrier + (about.containsKey(DEBUG) ? "-debug" : ""));
    }

    static String fileSafe(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    /**
     * Returns the row in words.
     *
     * @return loop, poller, carrier
     */
    public String title() {
        return loop + " " + kind + " " + carrier + (about.containsKey(DEBUG) ? " debug" : "");
    }

    /**
     * Counts a verdict, as people see it: a pass is either {@link Verdict#PASS} or {@link Verdict#UNVERIFIED}.
     *
     * @param verdict which
     * @return how many rules have it
     */
    public long count(Verdict verdict) {
        return rules.stream().filter(rule -> rule.shown() == verdict).count();
    }

    /**
     * Writes the row as JSON; whoever reads meanwhile sees the old file or the new one, never a part.
     *
     * @param folder made if it does not exist
     * @throws IOException if it cannot be written
     */
    public void writeTo(Path folder) throws IOException {
        write(folder, fileName(), json());
    }

    static void write(Path folder, String name, String text) throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve(name + ".part");
        Files.writeString(part, text);
        Files.move(part, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    String json() {
        StringBuilder text = new StringBuilder("{\"loop\": ").append(Json.quote(loop));
        text.append(", \"kind\": ").append(Json.quote(kind));
        text.append(", \"carrier\": ").append(Json.quote(carrier));
        if (!about.isEmpty()) {
            text.append(", \"about\": ").append(Json.quote(about));
        }
        text.append(", \"rules\": [");
        String separator = "\n  ";
        for (RuleResult rule : rules) {
            text.append(separator).append("{\"id\": ").append(Json.quote(rule.id()));
            text.append(", \"verdict\": ").append(Json.quote(rule.verdict().label()));
            text.append(rule.verified() ? "" : ", \"verified\": false");
            text.append(", \"reason\": ").append(Json.quote(rule.reason()));
            append(text, "note", rule.note());
            append(text, "link", rule.link());
            append(text, "detail", rule.detail());
            if (rule.seconds() > 0) {
                text.append(", \"seconds\": ").append(Math.round(rule.seconds() * 1000) / 1000.0);
            }
            text.append('}');
            separator = ",\n  ";
        }
        return text.append("\n]}\n").toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(", ").append(Json.quote(name)).append(": ").append(Json.quote(value));
        }
    }

    /**
     * Reads a row.
     *
     * @param file written by {@link #writeTo}
     * @return the row
     * @throws IOException if it cannot be read, or is not such a file
     */
    public static TckReport read(Path file) throws IOException {
        try {
            Map<?, ?> row = (Map<?, ?>) Json.parse(Files.readString(file));
            List<RuleResult> rules = new ArrayList<>();
            for (Object each : (List<?>) field(row, "rules")) {
                Map<?, ?> rule = (Map<?, ?>) each;
                rules.add(new RuleResult(
                        (String) field(rule, "id"),
                        Verdict.of((String) field(rule, "verdict")),
                        (String) field(rule, "reason"),
                        optional(rule, "note"),
                        optional(rule, "detail"),
                        optional(rule, "link"),
                        !Boolean.FALSE.equals(rule.get("verified")),
                        rule.get("seconds") instanceof Double seconds ? seconds : 0));
            }
            Map<String, String> about = new LinkedHashMap<>();
            if (row.get("about") instanceof Map<?, ?> entries) {
                entries.forEach((name, value) -> about.put((String) name, (String) value));
            }
            return new TckReport((String) field(row, "loop"), (String) field(row, "kind"),
                    (String) field(row, "carrier"), about, rules);
        } catch (RuntimeException e) {
            throw new IOException("TCK report: " + file + " is not a report of the TCK; delete it", e);
        }
    }

    private static String optional(Map<?, ?> row, String name) {
        return row.get(name) instanceof String text ? text : "";
    }

    private static Object field(Map<?, ?> row, String name) {
        Object value = row.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no \"" + name + "\"");
        }
        return value;
    }
}
