// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopTck;
import io.asyncio4j.tck.LoopUnderTest;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The row of a loop of Python's; Python fills in which, before it has the suite run. */
public final class PythonRow extends LoopTck {

    private static volatile @Nullable PythonObject python;

    /** Called once by Python. */
    public static void use(PythonObject module) {
        python = module;
    }

    /** Called by Python, on a thread of Java's: runs the rules, prints what does not hold, and counts. */
    public static int run() {
        Totals totals = new Totals();
        LauncherFactory.create().execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(PythonRow.class))
                        .build(),
                totals);
        System.out.printf("%d rules hold, %d do not, %d skipped%n", totals.passed, totals.failed, totals.skipped);
        System.out.flush();
        return totals.failed > 0 ? 1 : totals.passed == 0 ? 2 : 0;
    }

    private static final class Totals implements TestExecutionListener {
        private int passed;
        private int failed;
        private int skipped;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            switch (result.getStatus()) {
                case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
                case ABORTED -> skipped++;
                case FAILED -> {
                    failed++;
                    System.out.println(result.getThrowable()
                            .map(Throwable::getMessage)
                            .orElse(test.getDisplayName() + " failed"));
                }
            }
        }
    }

    @Override
    protected LoopUnderTest loopUnderTest() {
        PythonObject module = Objects.requireNonNull(python, "PythonRow: start it by src/bridge/run");
        return new LoopUnderTest() {
            @Override
            public String name() {
                return module.get("name");
            }

            @Override
            public String kind() {
                return module.get("kind");
            }

            @Override
            public String carrier() {
                return "LoopCarrier";
            }

            @Override
            public AbstractEventLoop newLoop() {
                return module.get("new_loop");
            }

            @Override
            public Set<Capability> capabilities() {
                Set<Capability> all = EnumSet.allOf(Capability.class);
                module.<List<String>>get("lacks").forEach(name -> all.remove(Capability.valueOf(name)));
                return all;
            }

            @Override
            public @Nullable String asyncioVersion() {
                return module.get("version");
            }

            @Override
            public int liveTimers(AbstractEventLoop loop) {
                return ((BridgedLoop) loop).python.<Number>get("live_timers").intValue();
            }

            @Override
            public List<String> leaks() {
                return module.get("leaks");
            }
        };
    }
}
