// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which rules were asked for: ids, areas or patterns with {@code *}, separated by commas. */
final class RuleSelection {

    private final List<Pattern> patterns;

    private RuleSelection(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    static RuleSelection fromProperty() {
        return of(System.getProperty("tck.only", ""));
    }

    static RuleSelection of(String wanted) {
        List<Pattern> patterns = new ArrayList<>();
        for (String part : wanted.split("[,\\s]+")) {
            if (!part.isEmpty()) {
                String glob = part.contains("-") || part.contains("*") ? part : part + "-*";
                patterns.add(
                        Pattern.compile(("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE));
            }
        }
        return new RuleSelection(patterns);
    }

    boolean isAll() {
        return patterns.isEmpty();
    }

    boolean includes(RuleText rule) {
        return isAll() || patterns.stream().anyMatch(pattern -> pattern.matcher(rule.id()).matches());
    }
}
