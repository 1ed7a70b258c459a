// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/rules.md} is made of the catalogue and the tests, and checked in so that a change of a rule shows in review.
 * After a change on purpose: {@code mvn -q -pl loop-api,loop-tck test -Dtest=RulesPageTest -Dtck.rules=write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class RulesPageTest {

    private static final String COMMAND = "mvn -q -pl loop-api,loop-tck test -Dtest=RulesPageTest -Dtck.rules=write "
            + "-Dsurefire.failIfNoSpecifiedTests=false";
    private static final Path PAGE = Path.of("docs/rules.md");
    private static final String SOURCES = "src/main/java";

    private final Map<String, RuleTest> tests = RuleCatalog.tests().stream()
            .collect(Collectors.toMap(test -> test.text().id(), Function.identity()));
    private final Map<String, String> notTested = RuleCatalog.notTested();
    private final StringBuilder page = new StringBuilder();

    @Test
    void pageIsCurrent() throws IOException {
        String current = page();
        if ("write".equals(System.getProperty("tck.rules"))) {
            Files.writeString(PAGE, current);
        }
        List<String> allowed = current.lines().toList();
        List<String> seen = Files.readString(PAGE).lines().toList();
        for (int i = 0; i < Math.max(allowed.size(), seen.size()); i++) {
            String is = i < seen.size() ? seen.get(i) : "(end of the page)";
            String must = i < allowed.size() ? allowed.get(i) : "(end of the page)";
            assertEquals(must, is, "line " + (i + 1) + " of " + PAGE + " is not current; renew it: " + COMMAND);
        }
    }

    @Test
    void eachTestIsWhereThePageLinksTo() throws IOException {
        for (RuleTest test : tests.values()) {
            String source = Files.readString(Path.of(SOURCES, file(test)));
            assertTrue(source.contains("\"" + test.text().id() + "\""), test.place());
            assertTrue(source.contains("void " + test.method().getName() + "("), test.place());
        }
    }

    private String page() {
        Map<String, List<RuleText>> areas = RuleCatalog.texts().values().stream()
                .collect(Collectors.groupingBy(RuleText::area, LinkedHashMap::new, Collectors.toList()));
        long unverified = tests.keySet().stream().filter(id -> RuleCatalog.brokenBy(id) == null).count();
        long all = areas.values().stream().mapToLong(List::size).sum();
        page.append("# The rules\n\n<!-- Made by RulesPageTest, do not edit; renew: ").append(COMMAND)
                .append(" -->\n\n").append(all).append(" rules of asyncio: ");
        page.append(Arrays.stream(Level.values())
                .map(level -> areas.values().stream().flatMap(List::stream).filter(r -> r.level() == level).count()
                        + " " + level)
                .collect(Collectors.joining(", ")));
        page.append(". ").append(tests.size()).append(" have a test, and the tests of ")
                .append(tests.size() - unverified).append(" were seen to catch a loop that breaks the rule.\n")
                .append("What the levels mean, and how to run the tests: [tck.md](tck.md).\n\n")
                .append("""
                        - **Source**: `D` a page of asyncio's documentation, `T` a test of CPython, else a function of CPython.
                        - **Since**: the first version of CPython in which the rule holds; without one, all from 3.11 on.
                        - **Test**: what it needs of the loop, in capitals; then a loop that breaks the rule and is caught,
                          or *unverified*.

                        """);
        page.append(areas.keySet().stream()
                .map(area -> "[" + area + "](#" + area.toLowerCase(Locale.ROOT) + ")")
                .collect(Collectors.joining(" ")));
        page.append('\n');
        areas.forEach(this::appendArea);
        return page.toString();
    }

    private void appendArea(String area, List<RuleText> rules) {
        page.append("\n## ").append(area).append("\n\n| Id | Level | Rule | Source | Since | Test |\n")
                .append("|---|---|---|---|---|---|\n");
        for (RuleText rule : rules) {
            String since = rule.since() + (rule.since().isEmpty() || rule.versions().isEmpty() ? "" : ". ");
            page.append("| <a id=\"").append(rule.id()).append("\"></a>").append(rule.id()).append(" | ")
                    .append(rule.level()).append(" | ").append(cell(rule.sentence())).append(" | ")
                    .append(cell(rule.source())).append(" | ").append(cell(since + rule.versions())).append(" | ");
            RuleTest test = tests.get(rule.id());
            page.append(test == null
                    ? "None: " + cell(Objects.requireNonNull(notTested.get(rule.id()), rule.id()))
                    : tested(test)).append(" |\n");
        }
    }

    private static String tested(RuleTest test) {
        String needs = new TreeSet<>(test.needs()).stream().map(Capability::name).collect(Collectors.joining(", "));
        String broken = RuleCatalog.brokenBy(test.text().id());
        return "[" + test.method().getName() + "](../" + SOURCES + "/" + file(test) + ")"
                + (needs.isEmpty() ? "" : "; " + needs)
                + (broken == null ? "; *unverified*" : "; catches: " + cell(broken));
    }

    private static String file(RuleTest test) {
        return test.method().getDeclaringClass().getName().replace('.', '/') + ".java";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
