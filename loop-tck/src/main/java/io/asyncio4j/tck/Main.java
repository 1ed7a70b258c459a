// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.io.PrintStream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the TCK from a command line, without a build tool: {@code java -cp ... io.asyncio4j.tck.Main MyLoopTest ...}. The
 * system properties of {@link LoopTck} apply.
 */
public final class Main {

    private Main() {}

    /**
     * Runs the given suites, prints failures and totals, and ends with status 0 if every rule holds that was tried, 1 if
     * not, 2 if no suite was named or nothing was run.
     *
     * @param suites names of classes that extend {@link LoopTck}
     */
    public static void main(String... suites) {
        System.exit(run(System.out, suites));
    }

    static int run(PrintStream out, String... suites) {
        if (suites.length == 0) {
            out.println(
                    "usage: io.asyncio4j.tck.Main CLASS...   names of classes that extend io.asyncio4j.tck.LoopTck");
            return 2;
        }
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String suite : suites) {
            request.selectors(DiscoverySelectors.selectClass(suite));
        }
        LauncherDiscoveryRequest found = request.build();
        Totals totals = new Totals(out);
        LauncherFactory.create().execute(found, totals);
        out.printf("%d rules hold, %d do not, %d skipped%n", totals.passed, totals.failed, totals.skipped);
        return totals.failed > 0 ? 1 : totals.passed == 0 ? 2 : 0;
    }

    private static final class Totals implements TestExecutionListener {
        private final PrintStream out;
        private int passed;
        private int failed;
        private int skipped;

        Totals(PrintStream out) {
            this.out = out;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            switch (result.getStatus()) {
                case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
                case ABORTED -> skipped++;
                case FAILED -> {
                    failed++;
                    out.println(result.getThrowable()
                            .map(Throwable::getMessage)
                            .orElse(test.getDisplayName() + " failed"));
                }
            }
        }
    }
}
