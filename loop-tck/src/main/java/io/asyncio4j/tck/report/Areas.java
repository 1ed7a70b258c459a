// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What the areas are about, in a few words for headings. */
public final class Areas {

    private static final Map<String, String> TITLES = new HashMap<>();

    static {
        resource("areas.tsv").lines().forEach(line -> {
            String[] row = line.split("\t", 2);
            TITLES.put(row[0], row[1]);
        });
    }

    private Areas() {}

    /**
     * Returns what an area is about.
     *
     * @param area such as {@code TR}
     * @return such as {@code stream transports}; empty if nobody said it
     */
    public static String title(String area) {
        return TITLES.getOrDefault(area, "");
    }

    static String resource(String name) {
        try (InputStream in = Areas.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(name + ": cannot be read from the TCK's own jar", e);
        }
    }
}
