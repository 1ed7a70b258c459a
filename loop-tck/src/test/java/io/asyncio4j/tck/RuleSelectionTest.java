// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RuleSelectionTest {

    private static final Method ANY = Objects.requireNonNull(RuleSelectionTest.class.getDeclaredMethods()[0]);

    private static RuleTest rule(String id, Level level, Capability... needs) {
        return new RuleTest(new RuleText(id, level, "sentence", "source"), List.of(needs), "", ANY);
    }

    private static List<String> selected(RuleSelection selection) {
        return Stream.of(
                rule("LIFE-01", Level.MUST),
                rule("LIFE-10", Level.SHOULD),
                rule("TIME-01", Level.MUST),
                rule("TR-01", Level.MUST, Capability.TCP),
                rule("TR-10", Level.MAY, Capability.TCP, Capability.IPV6))
                .filter(selection::includes)
                .map(test -> test.text().id())
                .toList();
    }

    private static List<String> selected(String expression) {
        return selected(RuleSelection.of(expression));
    }

    @Test
    void nothingSelectsAll() {
        assertTrue(RuleSelection.of("").isAll());
        assertEquals(5, selected("").size());
        assertFalse(RuleSelection.of("-TR").isAll());
    }

    @Test
    void areasIdsAndPatternsAdd() {
        assertEquals(List.of("LIFE-01", "LIFE-10"), selected("LIFE"));
        assertEquals(List.of("LIFE-10", "TR-01", "TR-10"), selected("LIFE-10, TR"));
        assertEquals(List.of("LIFE-01", "TIME-01", "TR-01"), selected("*-01"));
        assertEquals(List.of("TR-10"), selected("tr-1*"));
    }

    @Test
    void levelsAndNeedsAreWordsToo() {
        assertEquals(List.of("LIFE-10", "TR-10"), selected("level:SHOULD,level:may"));
        assertEquals(List.of("TIME-01", "TR-01", "TR-10"), selected("needs:tcp TIME"));
    }

    @Test
    void ampersandNarrows() {
        assertEquals(List.of("TR-01"), selected("needs:TCP&level:MUST"));
        assertEquals(List.of("LIFE-01", "TR-01", "TR-10"), selected("LIFE&level:MUST,TR"));
    }

    @Test
    void minusLeavesOut() {
        assertEquals(List.of("LIFE-01", "LIFE-10", "TIME-01"), selected("-TR"));
        assertEquals(List.of("TR-01"), selected("TR -needs:IPV6"));
        assertEquals(List.of("LIFE-10", "TIME-01"), selected("LIFE TIME -LIFE&level:MUST"));
    }

    @Test
    void propertiesNarrowOneAnother() {
        System.setProperty("tck.only", "LIFE,TIME,TR");
        System.setProperty("tck.level", "MUST,SHOULD");
        System.setProperty("tck.without", "needs:TCP, TIME-01");
        try {
            RuleSelection selection = RuleSelection.fromProperties();
            assertEquals(List.of("LIFE-01", "LIFE-10"), selected(selection));
            assertEquals("LIFE,TIME,TR and level:MUST,level:SHOULD and -needs:TCP,-TIME-01", selection.toString());
        } finally {
            System.clearProperty("tck.only");
            System.clearProperty("tck.level");
            System.clearProperty("tck.without");
        }
        assertTrue(RuleSelection.fromProperties().isAll());
    }

    @Test
    void stressTierHasRulesAboutOrder() {
        System.setProperty("tck.tier", "stress");
        try {
            assertEquals(List.of("TR-01", "TR-10"), selected(RuleSelection.fromProperties()));
            System.setProperty("tck.tier", "heavy");
            assertTrue(String.valueOf(
                    assertThrows(IllegalArgumentException.class, RuleSelection::fromProperties).getMessage())
                    .contains("no tier \"heavy\""));
        } finally {
            System.clearProperty("tck.tier");
        }
    }

    @Test
    void whatDoesNotExistIsSaid() {
        assertTrue(message("level:NICE").contains("level is one of [MUST, SHOULD, MAY, PYTHON]"));
        assertTrue(message("-needs:WINGS").contains("there is no \"-needs:WINGS\"; capability is one of [TCP,"));
        assertTrue(message("--TR").contains("\"--TR\" is no id, area or pattern"));
        assertTrue(message("kind:NIO").contains("\"kind:NIO\" is no id"));
    }

    private static String message(String expression) {
        return String
                .valueOf(assertThrows(IllegalArgumentException.class, () -> RuleSelection.of(expression)).getMessage());
    }
}
