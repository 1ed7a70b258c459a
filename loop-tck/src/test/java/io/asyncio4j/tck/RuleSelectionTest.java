// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RuleSelectionTest {

    private static List<String> selected(String wanted) {
        RuleSelection selection = RuleSelection.of(wanted);
        return Stream.of("LIFE-01", "LIFE-10", "TIME-01", "TR-01", "TR-10")
                .filter(id -> selection.includes(new RuleText(id, Level.MUST, "sentence", "source")))
                .toList();
    }

    @Test
    void nothingSelectsAll() {
        assertTrue(RuleSelection.of("").isAll());
        assertEquals(5, selected("").size());
    }

    @Test
    void areasIdsAndPatternsAdd() {
        assertEquals(List.of("LIFE-01", "LIFE-10"), selected("LIFE"));
        assertEquals(List.of("LIFE-10", "TR-01", "TR-10"), selected("LIFE-10, TR"));
        assertEquals(List.of("LIFE-01", "TIME-01", "TR-01"), selected("*-01"));
        assertEquals(List.of("TR-10"), selected("tr-1*"));
    }
}
