// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleText;
import java.util.Locale;
import java.util.Map;

/**
 * A row as JUnit's XML, which build servers read: a suite a row, a case a rule. What is disputed, and what breaks a SHOULD rule
 * when that is allowed, is skipped there with the reason, as that format knows nothing between.
 */
final class JUnitXml {

    private JUnitXml() {}

    static String text(TckReport row, boolean strict) {
        Map<String, RuleText> texts = RuleCatalog.texts();
        StringBuilder cases = new StringBuilder();
        int failures = 0;
        int skipped = 0;
        double seconds = 0;
        for (RuleResult rule : row.rules()) {
            RuleText text = texts.get(rule.id());
            cases.append("  <testcase classname=\"").append(escape(className(row, rule))).append("\" name=\"")
                    .append(escape(text == null ? rule.id() : rule.id() + " " + text.sentence()))
                    .append("\" time=\"").append(time(rule.seconds())).append('"');
            switch (rule.shown()) {
                case PASS -> cases.append("/>\n");
                case UNVERIFIED -> cases.append(
                        "><system-out>UNVERIFIED: no broken loop shows that this test can fail</system-out></testcase>\n");
                case SKIPPED -> {
                    skipped++;
                    skip(cases, rule.reason());
                }
                case CHALLENGED -> {
                    skipped++;
                    skip(cases, "CHALLENGED, see " + rule.link() + ": " + rule.reason());
                }
                case NON_STRICT, FAIL -> {
                    if (strict || rule.verdict() == Verdict.FAIL) {
                        failures++;
                        fail(cases, rule);
                    } else {
                        skipped++;
                        skip(cases, "NON-STRICT: " + rule.reason());
                    }
                }
            }
            seconds += rule.seconds();
        }
        StringBuilder suite = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"");
        suite.append(escape(row.title())).append("\" tests=\"").append(row.rules().size());
        suite.append("\" failures=\"").append(failures).append("\" errors=\"0\" skipped=\"").append(skipped);
        suite.append("\" time=\"").append(time(seconds)).append("\">\n  <properties>\n");
        row.about().forEach((name, value) -> suite.append("    <property name=\"tck.").append(escape(name))
                .append("\" value=\"").append(escape(value)).append("\"/>\n"));
        return suite.append("  </properties>\n").append(cases).append("</testsuite>\n").toString();
    }

    /** Build servers group by the dots. */
    private static String className(TckReport row, RuleResult rule) {
        String area = rule.id().replaceAll("-.*", "");
        return row.loop().replace('.', '_') + "." + row.baseName() + "." + area;
    }

    private static void skip(StringBuilder cases, String reason) {
        cases.append("><skipped message=\"").append(escape(reason)).append("\"/></testcase>\n");
    }

    private static void fail(StringBuilder cases, RuleResult rule) {
        cases.append("><failure message=\"").append(escape(rule.reason().lines().findFirst().orElse("")))
                .append("\" type=\"").append(rule.verdict().label()).append("\">")
                .append(escape(rule.detail().isEmpty() ? rule.reason() : rule.detail()))
                .append("</failure></testcase>\n");
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** Escapes, and replaces what XML 1.0 cannot hold at all. */
    private static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n', '\t', '\r' -> out.append("&#").append(c).append(';');
                default -> {
                    boolean sound = c >= ' ' && c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF);
                    out.appendCodePoint(sound ? c : 0xFFFD);
                }
            }
        });
        return out.toString();
    }
}
