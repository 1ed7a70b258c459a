// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.harness.Stress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which rules were asked for: an expression of words, separated by commas or spaces, in any case of letters.
 *
 * <table>
 * <caption>Words</caption>
 * <tr><td>{@code TR-23}, {@code TR}, {@code TR-1*}, {@code *-01}</td><td>rules by id, area or pattern</td></tr>
 * <tr><td>{@code level:MUST}</td><td>rules of a level</td></tr>
 * <tr><td>{@code needs:UDP}</td><td>rules whose test needs a capability</td></tr>
 * <tr><td>{@code TR&level:MUST}</td><td>only what is both</td></tr>
 * <tr><td>{@code -} before any of these</td><td>leaves them out</td></tr>
 * </table>
 *
 * <p>
 * Words add, and what is left out is left out: {@code TR,TLS&level:MUST,-needs:IPV6} is every rule of TR and every MUST rule
 * of TLS, but none that needs IPv6. Without a word that adds it begins with all rules.
 */
final class RuleSelection {

    private final String expression;
    private final Predicate<RuleTest> wanted;

    private RuleSelection(String expression, Predicate<RuleTest> wanted) {
        this.expression = expression;
        this.wanted = wanted;
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if a level or a capability does not exist, or a word is none of the above
     */
    static RuleSelection of(String expression) {
        List<Predicate<RuleTest>> with = new ArrayList<>();
        List<Predicate<RuleTest>> without = new ArrayList<>();
        for (String word : words(expression)) {
            if (word.startsWith("-")) {
                without.add(both(word.substring(1), word));
            } else {
                with.add(both(word, word));
            }
        }
        return new RuleSelection(expression.strip(),
                test -> (with.isEmpty() || with.stream().anyMatch(word -> word.test(test)))
                        && without.stream().noneMatch(word -> word.test(test)));
    }

    /**
     * Reads {@code tck.only}, narrowed by {@code tck.level} and {@code tck.needs}, without {@code tck.without}: the last three
     * need no prefixes. The stress tier has {@link Stress#RULES} where {@code tck.only} is not set.
     */
    static RuleSelection fromProperties() {
        return of(System.getProperty("tck.only", Stress.isOn() ? Stress.RULES : ""))
                .and(prefixed("level:", "tck.level"))
                .and(prefixed("needs:", "tck.needs"))
                .and(prefixed("-", "tck.without"));
    }

    private static RuleSelection prefixed(String prefix, String property) {
        return of(words(System.getProperty(property, "")).stream()
                .map(word -> prefix + word)
                .collect(Collectors.joining(",")));
    }

    /** Only what is in both. */
    RuleSelection and(RuleSelection other) {
        return isAll()
                ? other
                : other.isAll()
                        ? this
                        : new RuleSelection(expression + " and " + other.expression, wanted.and(other.wanted));
    }

    boolean isAll() {
        return expression.isEmpty();
    }

    boolean includes(RuleTest test) {
        return wanted.test(test);
    }

    private static Predicate<RuleTest> both(String words, String written) {
        return Arrays.stream(words.split("&", -1))
                .map(word -> rule(word, written))
                .reduce(Predicate::and)
                .orElseThrow();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("[,\\s]+")).filter(word -> !word.isEmpty()).toList();
    }

    private static boolean isA(String prefix, String word) {
        return word.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static Predicate<RuleTest> rule(String word, String written) {
        if (isA("level:", word)) {
            Level level = constant(Level.class, word.substring("level:".length()), written);
            return test -> test.text().level() == level;
        }
        if (isA("needs:", word)) {
            Capability need = constant(Capability.class, word.substring("needs:".length()), written);
            return test -> test.needs().contains(need);
        }
        if (word.isEmpty() || word.startsWith("-") || word.contains(":")) {
            throw new IllegalArgumentException("rule selection: \"" + written
                    + "\" is no id, area or pattern; write such as TR-23, TR, TR-1*, level:MUST or needs:UDP");
        }
        String glob = word.contains("-") || word.contains("*") ? word : word + "-*";
        Pattern pattern = Pattern.compile(("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE);
        return test -> pattern.matcher(test.text().id()).matches();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String written) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("rule selection: there is no \"" + written + "\"; "
                        + type.getSimpleName().toLowerCase(Locale.ROOT) + " is one of "
                        + Arrays.toString(type.getEnumConstants())));
    }

    @Override
    public String toString() {
        return isAll() ? "all rules" : expression;
    }
}
