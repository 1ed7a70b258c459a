// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tck.harness.RuleFailure;
import io.asyncio4j.tck.harness.RuleRunner;
import io.asyncio4j.tck.report.RuleResult;
import io.asyncio4j.tck.report.TckReport;
import io.asyncio4j.tck.report.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row: runs rules on a loop, one after the other, and keeps what came out. */
final class RowRun {

    private static final LoopClock CLOCK = LoopClock.system();

    private final LoopUnderTest subject;
    private final RuleRunner runner;
    private final Map<String, String> challenges = new LinkedHashMap<>();
    private final List<RuleResult> results = new ArrayList<>();
    private double seconds;

    RowRun(LoopUnderTest subject) {
        this.subject = subject;
        this.runner = new RuleRunner(subject);
        subject.challenges().forEach((id, link) -> challenges.put(
                Challenges.checked(id, "challenge of " + subject.name()), link));
        challenges.putAll(Challenges.fromProperty());
    }

    String title() {
        return title(subject);
    }

    static String title(LoopUnderTest subject) {
        return subject.name() + " " + subject.kind() + " " + subject.carrier() + (subject.debug() ? " debug" : "");
    }

    LoopUnderTest subject() {
        return subject;
    }

    /** What came out, and with what it failed. */
    record Outcome(RuleResult result, @Nullable RuleFailure failure) {}

    /** Runs a rule, or says why not. */
    Outcome run(RuleTest test) {
        Outcome outcome = outcome(test);
        results.add(outcome.result);
        seconds += outcome.result.seconds();
        return outcome;
    }

    private Outcome outcome(RuleTest test) {
        String id = test.text().id();
        String skipped = runner.skipReason(test);
        if (skipped != null) {
            return new Outcome(new RuleResult(id, Verdict.SKIPPED, skipped), null);
        }
        boolean verified = RuleCatalog.brokenBy(id) != null;
        long start = CLOCK.nanos();
        try {
            String note = runner.run(test);
            return new Outcome(
                    new RuleResult(id, Verdict.PASS, "", note, "", "", verified, since(start)), null);
        } catch (RuleFailure failure) {
            String link = challenges.getOrDefault(id, "");
            Verdict verdict = !link.isEmpty()
                    ? Verdict.CHALLENGED
                    : switch (test.text().level()) {
                        case MUST, MAY -> Verdict.FAIL;
                        case SHOULD, PYTHON -> Verdict.NON_STRICT;
                    };
            return new Outcome(
                    new RuleResult(id, verdict, failure.reason(), "", String.valueOf(failure.getMessage()), link,
                            verified, since(start)),
                    failure);
        }
    }

    private static double since(long start) {
        return (CLOCK.nanos() - start) / 1e9;
    }

    /** Returns the row so far; of a loop that cannot run here, every rule as skipped. */
    TckReport report() {
        String unavailable = subject.unavailable();
        Map<String, String> about = new LinkedHashMap<>();
        about.put("tck", version());
        about.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        about.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        about.put("seconds", String.valueOf(Math.round(seconds * 10) / 10.0));
        if (runner.onVirtualTime() > 0) {
            about.put("on virtual time", runner.onVirtualTime() + " rules");
        }
        if (subject.debug()) {
            about.put(TckReport.DEBUG, "true");
        }
        List<RuleResult> rules = results;
        if (unavailable != null) {
            about.put(TckReport.UNAVAILABLE, unavailable);
            rules = RuleCatalog.tests().stream()
                    .map(test -> new RuleResult(test.text().id(), Verdict.SKIPPED, unavailable))
                    .toList();
        }
        return new TckReport(subject.name(), subject.kind(), subject.carrier(), about, List.copyOf(rules));
    }

    /** The version of the TCK; "development" when it does not run from its jar. */
    static String version() {
        String version = RowRun.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
