// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * All rules: their texts, their tests, and the reasons of those that have none. Any thread; each call reads anew.
 *
 * <p>
 * The texts are the resource {@code rules.tsv}, the reasons {@code not-tested.tsv}. The tests are found by looking
 * through this module's own classes below {@code io.asyncio4j.tck.rules}, in a folder or in a jar.
 */
public final class RuleCatalog {

    private static final String RULES = "io/asyncio4j/tck/rules";

    private RuleCatalog() {}

    /**
     * Returns the texts of all rules.
     *
     * @return by id, areas and numbers in their order
     * @throws IllegalStateException if an id occurs twice
     */
    public static Map<String, RuleText> texts() {
        Map<String, RuleText> texts = new LinkedHashMap<>();
        for (String[] row : table("rules.tsv", 4)) {
            RuleText text = new RuleText(row[0], Level.valueOf(row[1]), row[2], row[3]);
            if (texts.put(text.id(), text) != null) {
                throw new IllegalStateException("rules.tsv: " + text.id() + " occurs twice; ids are never reused");
            }
        }
        return Collections.unmodifiableMap(texts);
    }

    /**
     * Returns the rules that have no test, with the reason.
     *
     * @return reasons by id
     * @throws IllegalStateException if an id occurs twice
     */
    public static Map<String, String> notTested() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String[] row : table("not-tested.tsv", 2)) {
            if (reasons.put(row[0], row[1]) != null) {
                throw new IllegalStateException("not-tested.tsv: " + row[0] + " occurs twice; keep one reason");
            }
        }
        return Collections.unmodifiableMap(reasons);
    }

    /**
     * Returns the tests of all rules.
     *
     * @return in the order of the texts
     * @throws IllegalStateException if a test names a rule that does not exist
     */
    public static List<RuleTest> tests() {
        Map<String, RuleText> texts = texts();
        List<RuleTest> tests = new ArrayList<>();
        for (Class<?> type : ruleClasses()) {
            for (Method method : type.getDeclaredMethods()) {
                Rule rule = method.getAnnotation(Rule.class);
                if (rule != null) {
                    RuleText text = texts.get(rule.id());
                    if (text == null) {
                        throw new IllegalStateException(
                                type.getSimpleName() + "." + method.getName() + ": there is no rule "
                                        + rule.id() + " in rules.tsv; correct the id, or add the rule");
                    }
                    tests.add(RuleTest.of(method, text));
                }
            }
        }
        List<String> order = List.copyOf(texts.keySet());
        tests.sort(Comparator.comparingInt((RuleTest test) -> order.indexOf(test.text().id()))
                .thenComparing(RuleTest::place));
        return tests;
    }

    private static List<Class<?>> ruleClasses() {
        try {
            URI home = RuleCatalog.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            Path place = Path.of(home);
            if (Files.isDirectory(place)) {
                return load(place.resolve(RULES), place);
            }
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                return load(jar.getPath(RULES), jar.getPath(""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("rule catalogue: its own classes cannot be listed", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("rule catalogue: its own place is no path", e);
        }
    }

    private static List<Class<?>> load(Path folder, Path root) throws IOException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (name.endsWith("Rules.class")) {
                    String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
                    classes.add(Class.forName(type, false, RuleCatalog.class.getClassLoader()));
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("rule catalogue: a class that is there cannot be loaded", e);
        }
        return classes;
    }

    private static List<String[]> table(String resource, int columns) {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(RuleCatalog.class.getResourceAsStream(resource), resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] row = line.split("\t", -1);
                if (row.length != columns) {
                    throw new IllegalStateException(
                            resource + ": " + row.length + " columns in \"" + line + "\"; there must be " + columns);
                }
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(resource + ": cannot be read", e);
        }
        return rows;
    }
}
