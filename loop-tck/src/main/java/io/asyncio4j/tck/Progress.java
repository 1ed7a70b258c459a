// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.report.RuleResult;
import io.asyncio4j.tck.report.Verdict;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells how a run goes: a line an area when it has ended, each failure when it happens, and, on a terminal, a line that
 * changes with each rule.
 */
final class Progress {

    private static final String CLEAR = "\r\033[K";
    private static final Map<Verdict, Integer> COLOURS = Map.of(
            Verdict.FAIL, 31, Verdict.NON_STRICT, 33, Verdict.CHALLENGED, 35, Verdict.PASS, 32);

    private final PrintStream out;
    private final boolean live;
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private String area = "";
    private int done;
    private int total;
    private double seconds;
    private double secondsOfRow;

    Progress(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    void rowStarts(String title, int rules) {
        out.println();
        out.println(title + ": " + rules + (rules == 1 ? " rule" : " rules"));
        done = 0;
        secondsOfRow = 0;
        total = rules;
    }

    void ruleStarts(RuleText rule) {
        if (!rule.area().equals(area)) {
            endArea();
            area = rule.area();
        }
        if (live) {
            out.print(CLEAR + "  " + done + "/" + total + "  " + rule.id());
            out.flush();
        }
    }

    void ruleEnded(RuleResult result) {
        done++;
        seconds += result.seconds();
        secondsOfRow += result.seconds();
        counts.merge(result.shown(), 1, Integer::sum);
        switch (result.verdict()) {
            case FAIL, NON_STRICT, CHALLENGED -> {
                clear();
                String link = result.link().isEmpty() ? "" : " " + result.link();
                out.println(coloured(result.verdict(), result.verdict().label()) + link + " " + result.detail());
                out.println();
            }
            case PASS, UNVERIFIED, SKIPPED -> {}
        }
    }

    void rowEnded() {
        endArea();
        area = "";
        out.println(String.format(Locale.ROOT, "  in %.0f s", secondsOfRow));
    }

    private void endArea() {
        if (counts.isEmpty()) {
            return;
        }
        clear();
        StringBuilder line = new StringBuilder();
        int held = counts.getOrDefault(Verdict.PASS, 0) + counts.getOrDefault(Verdict.UNVERIFIED, 0);
        line.append(String.format(Locale.ROOT, "  %-6s %3d hold", area, held));
        counts.forEach((verdict, count) -> {
            if (verdict != Verdict.PASS && verdict != Verdict.UNVERIFIED) {
                line.append(", ").append(coloured(verdict, count + " " + verdict.label()));
            }
        });
        out.println(line.append(String.format(Locale.ROOT, "  (%.1f s)", seconds)));
        counts.clear();
        seconds = 0;
    }

    private void clear() {
        if (live) {
            out.print(CLEAR);
        }
    }

    private String coloured(Verdict verdict, String text) {
        Integer colour = COLOURS.get(verdict);
        return live && colour != null ? "\033[" + colour + "m" + text + "\033[0m" : text;
    }
}
