// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import java.util.Locale;

/** What came out of one rule. */
public enum Verdict {
    /** The rule holds. */
    PASS("✓", "it holds, and a broken loop has shown that its test can fail"),
    /** The rule holds, but no broken loop has shown yet that its test can fail: a pass that proves less. */
    UNVERIFIED("◦", "it holds, but no broken loop shows yet that its test can fail"),
    /** A SHOULD rule does not hold: programs that rely on CPython may notice. */
    NON_STRICT("!", "a SHOULD rule does not hold"),
    /** A MUST rule does not hold, or what a MAY rule saw is neither of its outcomes, or something was left behind. */
    FAIL("✗", "it does not hold, or something was left behind"),
    /** It does not hold, and the loop's author disputes the rule; counted on its own until that is settled. */
    CHALLENGED("⚑", "it does not hold, and the author of the loop disputes the rule"),
    /** It was not tried, for the reason given. */
    SKIPPED("–", "it was not tried, for the reason given");

    private final String sign;
    private final String meaning;

    Verdict(String sign, String meaning) {
        this.sign = sign;
        this.meaning = meaning;
    }

    /**
     * Returns the name as reports have it.
     *
     * @return such as {@code NON-STRICT}
     */
    public String label() {
        return name().replace('_', '-');
    }

    /**
     * Finds a verdict by its name in a report.
     *
     * @param label such as {@code NON-STRICT}
     * @return the verdict
     * @throws IllegalArgumentException if there is none
     */
    public static Verdict of(String label) {
        return valueOf(label.replace('-', '_'));
    }

    /**
     * Returns what stands for it where there is room for one character.
     *
     * @return a sign
     */
    public String sign() {
        return sign;
    }

    String meaning() {
        return meaning;
    }

    String cssClass() {
        return label().toLowerCase(Locale.ROOT);
    }
}
