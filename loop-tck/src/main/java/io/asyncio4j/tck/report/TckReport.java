// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One row of the matrix: a loop, its poller and carrier, and what came out of each rule.
 *
 * @param loop name of the implementation
 * @param kind its poller
 * @param carrier how it runs coroutines
 * @param rules the results, in the catalogue's order
 */
public record TckReport(String loop, String kind, String carrier, List<RuleResult> rules) {

    /**
     * Returns the name of the row's file.
     *
     * @return {@code kind-carrier.json}
     */
    public String fileName() {
        return (kind + "-" + carrier).replaceAll("[^A-Za-z0-9_-]", "_") + ".json";
    }

    /**
     * Counts a verdict.
     *
     * @param verdict which
     * @return how many rules have it
     */
    public long count(Verdict verdict) {
        return rules.stream().filter(rule -> rule.verdict() == verdict).count();
    }

    /**
     * Writes the row as JSON; whoever reads meanwhile sees the old file or the new one, never a part.
     *
     * @param folder made if it does not exist
     * @throws IOException if it cannot be written
     */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        StringBuilder text = new StringBuilder("{\"loop\": ").append(Json.quote(loop));
        text.append(", \"kind\": ").append(Json.quote(kind));
        text.append(", \"carrier\": ").append(Json.quote(carrier)).append(", \"rules\": [");
        String separator = "\n  ";
        for (RuleResult rule : rules) {
            text.append(separator).append("{\"id\": ").append(Json.quote(rule.id()));
            text.append(", \"verdict\": ").append(Json.quote(rule.verdict().name()));
            text.append(", \"reason\": ").append(Json.quote(rule.reason()));
            if (!rule.note().isEmpty()) {
                text.append(", \"note\": ").append(Json.quote(rule.note()));
            }
            text.append('}');
            separator = ",\n  ";
        }
        Path part = folder.resolve(fileName() + ".part");
        Files.writeString(part, text.append("\n]}\n"));
        Files.move(part, folder.resolve(fileName()), StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
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
                        Verdict.valueOf((String) field(rule, "verdict")),
                        (String) field(rule, "reason"),
                        rule.get("note") instanceof String note ? note : ""));
            }
            return new TckReport(
                    (String) field(row, "loop"), (String) field(row, "kind"), (String) field(row, "carrier"), rules);
        } catch (RuntimeException e) {
            throw new IOException("TCK report: " + file + " is not a report of the TCK; delete it", e);
        }
    }

    private static Object field(Map<?, ?> row, String name) {
        Object value = row.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no \"" + name + "\"");
        }
        return value;
    }
}
