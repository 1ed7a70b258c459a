// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rules that a loop's author disputes: {@code ID=LINK} entries, separated by commas or lines; an entry without
 * {@code =} is a file of such lines, in which {@code #} starts a comment.
 */
final class Challenges {

    /** Entries for all rows of a run, beside what {@link LoopUnderTest#challenges} says. */
    static final String PROPERTY = "tck.challenge";

    private Challenges() {}

    static Map<String, String> fromProperty() {
        return of(System.getProperty(PROPERTY, ""));
    }

    /**
     * Reads entries.
     *
     * @throws IllegalArgumentException if a rule does not exist, a link is missing or a file cannot be read
     */
    static Map<String, String> of(String entries) {
        Map<String, String> links = new LinkedHashMap<>();
        for (String entry : entries.split(",")) {
            if (entry.contains("=")) {
                put(links, entry, "challenge");
            } else if (!entry.isBlank()) {
                read(links, Path.of(entry.strip()));
            }
        }
        return links;
    }

    private static void read(Map<String, String> links, Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                String entry = line.strip();
                if (!entry.isEmpty() && !entry.startsWith("#")) {
                    put(links, entry, "challenge in " + file);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("challenge: \"" + file
                    + "\" is neither ID=LINK nor a file that can be read; write such as TR-66=https://...", e);
        }
    }

    private static void put(Map<String, String> links, String entry, String operation) {
        int sign = entry.indexOf('=');
        String id = sign < 0 ? entry : entry.substring(0, sign).strip();
        String link = sign < 0 ? "" : entry.substring(sign + 1).strip();
        links.put(checked(id, operation), link);
        if (link.isEmpty()) {
            throw new IllegalArgumentException(
                    operation + ": " + id + " has no link; write where it is discussed, " + id + "=https://...");
        }
    }

    /** Returns the id if there is such a rule: a challenge of a rule that does not exist would hide nothing, silently. */
    static String checked(String id, String operation) {
        if (!RuleCatalog.texts().containsKey(id)) {
            throw new IllegalArgumentException(
                    operation + ": there is no rule \"" + id + "\"; --list shows those that are");
        }
        return id;
    }
}
