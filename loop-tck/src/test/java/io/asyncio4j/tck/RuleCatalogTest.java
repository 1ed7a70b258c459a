// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.tck.harness.RuleContext;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The texts, the tests and the stated reasons cover each other without overlap. */
final class RuleCatalogTest {

    /** CPython's own bugs, of which the outcome that CPython shows is never required. */
    private static final Set<String> QUIRKS =
            Set.of("SCHED-17", "STRM-36", "SRV-20", "TR-11", "TR-14", "TR-17", "TR-66",
                    "TLS-14", "TLS-24", "TLS-25", "TLS-28", "UDP-11", "UDP-20", "UDP-24", "SF-09", "SOCK-09");

    private final Map<String, RuleText> texts = RuleCatalog.texts();
    private final Map<String, String> notTested = RuleCatalog.notTested();
    private final List<RuleTest> tests = RuleCatalog.tests();

    @Test
    void eachRuleHasExactlyOneTestOrAStatedReason() {
        Set<String> tested = new HashSet<>();
        tests.forEach(test -> tested.add(test.text().id()));
        List<String> wrong = new ArrayList<>();
        for (RuleText text : texts.values()) {
            boolean hasTest = tested.contains(text.id());
            boolean hasReason = notTested.containsKey(text.id());
            if (hasTest && hasReason) {
                wrong.add(text.id() + " has a test and a reason for having none");
            }
            if (!hasTest && !hasReason) {
                wrong.add(text.id() + " (" + text.level() + ") has neither a test nor a reason");
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void noRuleHasTwoTests() {
        Map<String, String> places = new HashMap<>();
        for (RuleTest test : tests) {
            String other = places.put(test.text().id(), test.place());
            assertTrue(other == null, () -> test.text().id() + " is tested by " + other + " and " + test.place());
        }
    }

    @Test
    void reasonsNameRulesThatExist() {
        Set<String> unknown = new TreeSet<>(notTested.keySet());
        unknown.removeAll(texts.keySet());
        assertEquals(Set.of(), unknown);
        notTested.forEach((id, reason) -> assertFalse(reason.isBlank(), id));
    }

    @Test
    void quirksOfCPythonAreNotRequired() {
        Set<String> quirks = new HashSet<>();
        for (RuleText text : texts.values()) {
            if (text.level() == Level.MAY) {
                quirks.add(text.id());
            }
        }
        quirks.removeAll(QUIRKS);
        assertEquals(Set.of(), quirks, "quirks that nobody has listed");
        texts.values().stream().filter(text -> QUIRKS.contains(text.id()))
                .forEach(text -> assertFalse(text.level().isRequired(), text.id()));
    }

    @Test
    void idsAreNumberedByAreaWithoutGap() {
        Map<String, Integer> last = new HashMap<>();
        for (RuleText text : texts.values()) {
            int number = Integer.parseInt(text.id().substring(text.area().length() + 1));
            assertEquals(last.getOrDefault(text.area(), 0) + 1, number, text.id());
            last.put(text.area(), number);
            assertFalse(text.sentence().isBlank() || text.source().isBlank(), text.id());
        }
    }

    @Test
    void versionsAreVersionsOfCPython() {
        for (RuleText text : texts.values()) {
            assertTrue(text.since().matches("(3\\.(1[2-9])(\\.[0-9]+)?)?"), text.id() + " since " + text.since());
            assertTrue(text.holdsIn("3.99"), text.id());
            assertEquals(text.since().isEmpty(), text.holdsIn("3.11"), text.id());
        }
        RuleText text = new RuleText("TEST-01", Level.MUST, "sentence", "source", "3.12.1", "");
        assertFalse(text.holdsIn("3.12"));
        assertFalse(text.holdsIn("3.12.0"));
        assertTrue(text.holdsIn("3.12.1"));
        assertTrue(text.holdsIn("3.13.0rc1"));
    }

    @Test
    void testsAreMethodsThatTheHarnessCanCall() {
        for (RuleTest test : tests) {
            Method method = test.method();
            assertEquals(List.of(RuleContext.class), List.of(method.getParameterTypes()), test.place());
            assertEquals(void.class, method.getReturnType(), test.place());
        }
    }
}
