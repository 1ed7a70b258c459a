// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which rules were asked for: an expression of words, separated by commas or spaces, in any case of letters.
 *
 * <table>
 * <caption>Words</caption>
 * <tr><td>{@code TR-23}, {@code TR}, {@code TR-1*}, {@code *-01}</td><td>rules by id, area or pattern</td></tr>
 * <tr><td>{@code level:MUST}</td><td>rules of a level</td></tr>
 * <tr><td>{@code needs:UDP}</td><td>rules whose test needs a capability</td></tr>
 * <tr><td>{@code -} before any of these</td><td>leaves them out</td></tr>
 * </table>
 *
 * <p>
 * Words of one kind add, the kinds restrict each other, and what is left out is left out: {@code TR,TLS level:MUST
 * -needs:IPV6} is every MUST rule of TR and TLS that can do without IPv6. No word at all means all rules.
 */
final class RuleSelection {

    /** The system properties that add up to one expression, and what each puts before its words. */
    private static final List<List<String>> PROPERTIES = List.of(
            List.of("tck.only", ""), List.of("tck.level", "level:"), List.of("tck.needs", "needs:"),
            List.of("tck.without", "-"));

    private final String expression;
    private final List<Predicate<RuleTest>> rules = new ArrayList<>();
    private final List<Predicate<RuleTest>> levels = new ArrayList<>();
    private final List<Predicate<RuleTest>> needs = new ArrayList<>();
    private final List<Predicate<RuleTest>> without = new ArrayList<>();

    private RuleSelection(String expression) {
        this.expression = expression;
        for (String word : words(expression)) {
            if (word.startsWith("-")) {
                without.add(rule(word.substring(1), word));
            } else {
                (isA("level:", word) ? levels : isA("needs:", word) ? needs : rules).add(rule(word, word));
            }
        }
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if a level or a capability does not exist, or a word is empty
     */
    static RuleSelection of(String expression) {
        return new RuleSelection(expression);
    }

    /** Reads {@code tck.only}, {@code tck.level}, {@code tck.needs} and {@code tck.without} as one expression. */
    static RuleSelection fromProperties() {
        List<String> words = new ArrayList<>();
        for (List<String> property : PROPERTIES) {
            for (String word : words(System.getProperty(property.get(0), ""))) {
                words.add(property.get(1) + word);
            }
        }
        return of(String.join(",", words));
    }

    boolean isAll() {
        return expression.isBlank();
    }

    boolean includes(RuleTest test) {
        return Stream.of(rules, levels, needs)
                .allMatch(kind -> kind.isEmpty() || kind.stream().anyMatch(word -> word.test(test)))
                && without.stream().noneMatch(word -> word.test(test));
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
