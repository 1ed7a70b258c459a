// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All rules: their texts, their tests, and the reasons of those that have none. Any thread; each call reads anew.
 *
 * <p>
 * Each area has a resource of its texts, {@code catalog/AREA.tsv} (id, level, sentence, source: {@code D} a page of the
 * documentation of asyncio, {@code T} a test of CPython, else a function of CPython; then, where versions differ, the
 * first version of CPython in which the rule holds, and what the others do), and, if need be, one of its reasons,
 * {@code catalog/AREA.not-tested.tsv} (id, reason). The texts keep asyncio's names: an OS error is an {@code IOException},
 * a report a call of the exception handler, RuntimeError an {@code IllegalStateException}, ValueError an
 * {@code IllegalArgumentException}, TypeError for a missing value a {@code NullPointerException}. The tests are found by
 * looking through this module's own classes below {@code io.asyncio4j.tck.rules}, in a folder or in a jar.
 */
public final class RuleCatalog {

    private static final String RULES = "io/asyncio4j/tck/rules";

    /** In the order in which they stand on each other; an area without texts is one that is still to come. */
    private static final List<String> AREAS =
            List.of("LIFE", "SCHED", "TIME", "HND", "CTX", "EXC", "DBG", "EXEC", "FUT",
                    "TASK", "EAGER", "AGG", "LOCK", "QUEUE", "STRM", "CONN", "SRV", "TR", "BUF", "TLS", "UDP", "UNIX",
                    "SF", "FD",
                    "SOCK", "DNS", "PIPE", "SIG", "PROC", "POL", "AGEN");

    private RuleCatalog() {}

    /**
     * Returns the texts of all rules.
     *
     * @return by id, areas and numbers in their order
     * @throws IllegalStateException if an id occurs twice
     */
    public static Map<String, RuleText> texts() {
        Map<String, RuleText> texts = new LinkedHashMap<>();
        for (String[] row : table(".tsv", 4, 6)) {
            RuleText text = new RuleText(row[0], Level.valueOf(row[1]), row[2], row[3],
                    row.length > 4 ? row[4] : "", row.length > 5 ? row[5] : "");
            if (texts.put(text.id(), text) != null) {
                throw new IllegalStateException("catalog: " + text.id() + " occurs twice; ids are never reused");
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
        for (String[] row : table(".not-tested.tsv", 2, 2)) {
            if (reasons.put(row[0], row[1]) != null) {
                throw new IllegalStateException("catalog: the reason of " + row[0] + " occurs twice; keep one reason");
            }
        }
        return Collections.unmodifiableMap(reasons);
    }

    /**
     * Says which broken loop the test of a rule was seen to catch: {@code catalog/AREA.broken.tsv} has it (id, what the
     * loop does wrong).
     *
     * @param id a rule
     * @return what the broken loop does, or null if there is none: then a pass of this rule is unverified
     */
    public static @Nullable String brokenBy(String id) {
        return table(List.of(RuleText.areaOf(id)), ".broken.tsv", 2, 2).stream()
                .filter(row -> row[0].equals(id))
                .map(row -> row[1])
                .findFirst()
                .orElse(null);
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
                                        + rule.id() + " in the catalog; correct the id, or add the rule");
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

    private static List<String[]> table(String suffix, int atLeast, int atMost) {
        return table(AREAS, suffix, atLeast, atMost);
    }

    private static List<String[]> table(List<String> areas, String suffix, int atLeast, int atMost) {
        List<String[]> rows = new ArrayList<>();
        for (String area : areas) {
            String resource = "catalog/" + area + suffix;
            try (InputStream in = RuleCatalog.class.getResourceAsStream(resource)) {
                if (in != null) {
                    read(in, area, resource, atLeast, atMost, rows);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(resource + ": cannot be read", e);
            }
        }
        return rows;
    }

    private static void read(
            InputStream in, String area, String resource, int atLeast, int atMost, List<String[]> rows)
            throws IOException {
        for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] row = line.split("\t", -1);
            if (row.length < atLeast || row.length > atMost || !row[0].startsWith(area + "-")) {
                throw new IllegalStateException(
                        resource + ": \"" + line + "\" has " + row.length + " columns; there must be "
                                + atLeast + (atMost > atLeast ? " to " + atMost : "") + ", the first an id of " + area);
            }
            rows.add(row);
        }
    }
}
