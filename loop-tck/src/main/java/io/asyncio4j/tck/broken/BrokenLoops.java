// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleTest;
import io.asyncio4j.tck.harness.RuleFailure;
import io.asyncio4j.tck.harness.RuleRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * Shows that the rules' tests notice what they are there for: each broken loop runs exactly the test of the rule that
 * it breaks, and the test has to fail in the rule's name. {@code catalog/AREA.broken.tsv} says the same as data.
 */
public final class BrokenLoops {

    /** After which a rule is cut off; waiting in vain, as rules do on broken loops, takes a part of it. */
    private static final double LIMIT_SECONDS = 2.5;

    private static final List<BrokenLoop> ALL = all();

    private BrokenLoops() {}

    private static List<BrokenLoop> all() {
        List<BrokenLoop> all = new ArrayList<>();
        all.addAll(BrokenLife.LOOPS);
        all.addAll(BrokenSched.LOOPS);
        all.addAll(BrokenTime.LOOPS);
        all.addAll(BrokenHandles.LOOPS);
        all.addAll(BrokenContexts.LOOPS);
        all.addAll(BrokenReports.LOOPS);
        all.addAll(BrokenExecutors.LOOPS);
        all.addAll(BrokenConnect.LOOPS);
        all.addAll(BrokenSockets.LOOPS);
        all.addAll(BrokenServers.LOOPS);
        all.addAll(BrokenServing.LOOPS);
        all.addAll(BrokenTransports.LOOPS);
        all.addAll(BrokenProtocols.LOOPS);
        all.addAll(BrokenBuffers.LOOPS);
        all.addAll(BrokenDatagrams.LOOPS);
        all.addAll(BrokenUnix.LOOPS);
        all.addAll(BrokenSendfile.LOOPS);
        all.addAll(BrokenWatchers.LOOPS);
        all.addAll(BrokenSocketCalls.LOOPS);
        all.addAll(BrokenPipes.LOOPS);
        all.addAll(BrokenChildren.LOOPS);
        all.addAll(BrokenTls.LOOPS);
        all.addAll(BrokenStreams.LOOPS);
        return List.copyOf(all);
    }

    /**
     * Makes a test of each broken loop.
     *
     * @param subject a sound loop, to be decorated; what it lacks is skipped
     * @return tests that pass if the rule's own test fails as it must
     */
    public static Stream<DynamicTest> check(LoopUnderTest subject) {
        Map<String, RuleTest> tests = new HashMap<>();
        RuleCatalog.tests().forEach(test -> tests.put(test.text().id(), test));
        return ALL.stream()
                .filter(broken -> isWanted(broken.id()))
                .map(broken -> DynamicTest.dynamicTest(
                        broken.id() + ": a loop that " + broken.words(),
                        () -> isCaught(subject, broken, tests)));
    }

    /**
     * Makes a test of each rule that has a broken loop, on a loop that is decorated as broken ones are, but with nothing
     * broken: what fails there is no proof when it fails on a broken loop.
     *
     * @param subject a sound loop, to be decorated
     * @return tests that pass if the rule holds
     */
    public static Stream<DynamicTest> checkDecoration(LoopUnderTest subject) {
        RuleRunner runner = new RuleRunner(new DecoratedLoop(subject, "is decorated", ForwardingLoop::new));
        Set<String> broken = words().keySet();
        return RuleCatalog.tests().stream()
                .filter(test -> isWanted(test.text().id()) && broken.contains(test.text().id()))
                .map(test -> DynamicTest.dynamicTest(test.text().id() + " " + test.text().sentence(), () -> {
                    String reason = subject.unavailable() == null ? runner.skipReason(test) : subject.unavailable();
                    if (reason != null) {
                        throw new TestAbortedException(reason);
                    }
                    runner.run(test);
                }));
    }

    private static boolean isWanted(String id) {
        String only = System.getProperty("tck.only", "");
        String area = id.substring(0, id.indexOf('-'));
        return only.isEmpty() || List.of(only.split(",")).stream()
                .anyMatch(part -> id.equals(part) || area.equals(part));
    }

    private static void isCaught(LoopUnderTest subject, BrokenLoop broken, Map<String, RuleTest> tests) {
        if (subject.unavailable() != null) {
            throw new TestAbortedException(subject.unavailable());
        }
        RuleTest test = tests.get(broken.id());
        if (test == null) {
            throw new AssertionError(broken.id() + " has a broken loop, but no test; correct the id, or add the test");
        }
        RuleRunner runner = new RuleRunner(
                new DecoratedLoop(subject, broken.words(), broken.decorator()), LIMIT_SECONDS);
        String skipped = runner.skipReason(test);
        if (skipped != null) {
            throw new TestAbortedException(skipped);
        }
        try {
            runner.run(test);
        } catch (RuleFailure caught) {
            if (String.valueOf(caught.getMessage()).startsWith(broken.id() + " ")) {
                System.getLogger(BrokenLoops.class.getPackageName())
                        .log(System.Logger.Level.DEBUG, () -> caught.getMessage());
                return;
            }
            throw new AssertionError(broken.id() + ": the failure does not name the rule", caught);
        }
        throw new AssertionError(
                broken.id() + ": a loop that " + broken.words() + " passes the rule's test; sharpen the test");
    }

    /**
     * Says which broken loops there are, for whoever compares them with the catalogue.
     *
     * @return what they do, by the id of the rule they break; several are joined by semicolons
     */
    static Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        ALL.forEach(broken -> words.merge(broken.id(), broken.words(), (one, other) -> one + "; " + other));
        return words;
    }
}
