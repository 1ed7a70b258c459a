// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleTest;
import io.asyncio4j.tck.mutants.Proofs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The catalogue says of each rule which broken loop proves its test, and exactly those loops are there. */
final class BrokenCatalogTest {

    /** Of a rule either a broken loop or a broken class of loop-api, or both. */
    private static Map<String, String> words() {
        Map<String, String> words = new TreeMap<>(BrokenLoops.words());
        Proofs.words().forEach((id, said) -> words.merge(id, said, (one, other) -> one + "; " + other));
        return words;
    }

    @Test
    void brokenLoopsAndTheirWordsInTheCatalogueAreTheSame() throws IOException {
        Map<String, StringBuilder> areas = new TreeMap<>();
        words().forEach((id, words) -> areas
                .computeIfAbsent(id.substring(0, id.indexOf('-')), area -> new StringBuilder())
                .append(id).append('\t').append(words).append('\n'));
        Path folder = Files.createDirectories(Path.of("target", "broken"));
        for (Map.Entry<String, StringBuilder> area : areas.entrySet()) {
            String file = area.getKey() + ".broken.tsv";
            Files.writeString(folder.resolve(file), area.getValue());
            try (InputStream in = RuleCatalog.class.getResourceAsStream("catalog/" + file)) {
                String said = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(area.getValue().toString(), said,
                        () -> "catalog/" + file + " differs from what is there; target/broken/" + file + " is right");
            }
        }
        assertEquals(List.of(), RuleCatalog.texts().keySet().stream()
                .filter(id -> RuleCatalog.brokenBy(id) != null && !areas.containsKey(id.substring(0, id.indexOf('-'))))
                .toList());
    }

    @Test
    void eachBrokenLoopBreaksARuleThatHasATest() {
        List<String> tested = RuleCatalog.tests().stream().map((RuleTest test) -> test.text().id()).toList();
        assertEquals(List.of(),
                words().keySet().stream().filter(id -> !tested.contains(id)).toList());
    }
}
