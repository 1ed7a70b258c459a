// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.report.Areas;
import io.asyncio4j.tck.report.MatrixPage;
import io.asyncio4j.tck.report.Reports;
import io.asyncio4j.tck.report.RuleResult;
import io.asyncio4j.tck.report.TckReport;
import io.asyncio4j.tck.report.TextReport;
import io.asyncio4j.tck.report.Verdict;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs the TCK from a command line, without a build tool: {@code java -jar loop-tck-VERSION-all.jar --provider CLASS
 * --classpath PATH}. {@code --help} has the rest.
 */
public final class Main {

    private static final int HOLDS = 0;
    private static final int DOES_NOT = 1;
    private static final int WRONG_USE = 2;

    private final PrintStream out;
    private final CommandLine wanted;
    private final boolean live;

    private Main(PrintStream out, CommandLine wanted, boolean terminal) {
        this.out = out;
        this.wanted = wanted;
        this.live = terminal && !wanted.plain;
    }

    /**
     * Runs the TCK and ends the JVM: with status 0 if every rule holds that was tried, 1 if not, 2 if the command line is
     * wrong or no rule was tried.
     *
     * @param words the command line
     */
    public static void main(String... words) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
        // Loops under test may leave threads behind.
        System.exit(run(System.out, System.err, terminal, words));
    }

    static int run(PrintStream out, PrintStream err, boolean terminal, String... words) {
        try {
            CommandLine wanted = new CommandLine(words);
            wanted.properties.forEach(System::setProperty);
            return new Main(out, wanted, terminal).run(words.length == 0);
        } catch (UsageError e) {
            err.println(e.getMessage());
        } catch (IllegalArgumentException e) {
            // What the selection and the challenges say of their words.
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("report: cannot be read or written, " + e);
        }
        return WRONG_USE;
    }

    private int run(boolean empty) throws IOException {
        if (wanted.help || empty) {
            out.print(CommandLine.HELP);
            return wanted.help ? HOLDS : WRONG_USE;
        }
        if (wanted.version) {
            out.println("loop-tck " + RowRun.version());
            return HOLDS;
        }
        if (wanted.merge) {
            return merge();
        }
        RuleSelection selection = RuleSelection.fromProperties();
        List<RuleTest> tests = RuleCatalog.tests().stream().filter(selection::includes).toList();
        if (tests.isEmpty()) {
            throw new UsageError("rules: \"" + selection + "\" selects none; --list shows those that are");
        }
        Challenges.fromProperty();
        return wanted.list ? list(tests) : run(tests);
    }

    private int list(List<RuleTest> tests) {
        String area = "";
        for (RuleTest test : tests) {
            RuleText rule = test.text();
            if (!rule.area().equals(area)) {
                area = rule.area();
                out.println(area + "  " + Areas.title(area));
            }
            String needs = test.needs().stream().map(Enum::name).collect(Collectors.joining(", "));
            out.println("  " + rule.id() + "  " + rule.level() + (needs.isEmpty() ? "" : "  needs " + needs)
                    + (rule.since().isEmpty() ? "" : "  since " + rule.since()));
            out.println("      " + rule.sentence());
        }
        out.println(tests.size() + (tests.size() == 1 ? " rule" : " rules"));
        return HOLDS;
    }

    private int run(List<RuleTest> tests) throws IOException {
        ProviderClasses classes = new ProviderClasses(wanted.classPath);
        Thread.currentThread().setContextClassLoader(classes.loader());
        List<ProviderClasses.Row> rows = selected(classes.rows(wanted.providers));
        out.println("loop-tck " + RowRun.version() + ", Java " + Runtime.version());
        Progress progress = new Progress(out, live);
        List<TckReport> reports = new ArrayList<>();
        for (ProviderClasses.Row row : rows) {
            reports.add(run(row, tests, progress));
        }
        out.println();
        out.print(TextReport.table(reports));
        reports.forEach(this::printBroken);
        if (wanted.report != null) {
            Reports.write(reports, wanted.strict, wanted.report);
            MatrixPage.write(wanted.report, MatrixPage.read(wanted.report));
            out.println();
            out.println("all of it: " + wanted.report.resolve("matrix.html"));
        }
        return status(reports);
    }

    private TckReport run(ProviderClasses.Row row, List<RuleTest> tests, Progress progress) {
        RowRun run = new RowRun(row.subject());
        String unavailable = row.subject().unavailable();
        if (unavailable != null) {
            out.println();
            out.println(run.title() + ": not on this machine, " + unavailable);
            return run.report();
        }
        List<RuleTest> included = tests.stream().filter(test -> row.includes().test(test.text())).toList();
        progress.rowStarts(run.title(), included.size());
        for (RuleTest test : included) {
            progress.ruleStarts(test.text());
            progress.ruleEnded(run.run(test).result());
        }
        progress.rowEnded();
        return run.report();
    }

    private List<ProviderClasses.Row> selected(List<ProviderClasses.Row> rows) {
        if (wanted.row == null) {
            return rows;
        }
        Pattern pattern = Pattern.compile(
                ".*\\Q" + wanted.row.replace("*", "\\E.*\\Q") + "\\E.*", Pattern.CASE_INSENSITIVE);
        List<String> titles = new ArrayList<>();
        List<ProviderClasses.Row> matching = new ArrayList<>();
        for (ProviderClasses.Row row : rows) {
            String title = RowRun.title(row.subject());
            titles.add(title);
            if (pattern.matcher(title).matches()) {
                matching.add(row);
            }
        }
        if (matching.isEmpty()) {
            throw new UsageError("--row " + wanted.row + ": no loop is called so; there are " + titles);
        }
        return matching;
    }

    private void printBroken(TckReport report) {
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.NON_STRICT, Verdict.CHALLENGED)) {
            if (report.count(verdict) > 0) {
                out.println(report.title() + " " + verdict.label() + ": " + report.rules().stream()
                        .filter(rule -> rule.verdict() == verdict)
                        .map(RuleResult::id)
                        .collect(Collectors.joining(" ")));
            }
        }
    }

    private int status(List<TckReport> reports) {
        long tried = 0;
        long broken = 0;
        for (TckReport report : reports) {
            tried += report.rules().size() - report.count(Verdict.SKIPPED);
            broken += report.count(Verdict.FAIL) + (wanted.strict ? report.count(Verdict.NON_STRICT) : 0);
        }
        if (tried == 0) {
            out.println("no rule was tried: the loop lacks what the selected rules need");
            return WRONG_USE;
        }
        return broken > 0 ? DOES_NOT : HOLDS;
    }

    private int merge() throws IOException {
        List<TckReport> rows = new ArrayList<>();
        for (Path place : wanted.merged) {
            List<TckReport> found = Files.isRegularFile(place)
                    ? List.of(TckReport.read(place))
                    : MatrixPage.read(place);
            if (found.isEmpty()) {
                throw new UsageError(
                        "--merge: there is no report in \"" + place + "\"; name folders with JSON files that "
                                + "--report has written");
            }
            rows.addAll(found);
        }
        Path folder = java.util.Objects.requireNonNull(wanted.report);
        MatrixPage.write(folder, rows);
        out.print(TextReport.table(rows));
        out.println();
        out.println("all of it: " + folder.resolve("matrix.html"));
        return HOLDS;
    }
}
