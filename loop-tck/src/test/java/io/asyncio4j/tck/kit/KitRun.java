// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a class of sample tests as a build would, and keeps how each ended. */
final class KitRun implements TestExecutionListener {

    private final Map<String, TestExecutionResult> results = new LinkedHashMap<>();

    private KitRun() {}

    static KitRun of(Class<?> samples) {
        KitRun run = new KitRun();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(samples))
                                .build(),
                        run);
        return run;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            results.put(test.getDisplayName().replaceAll("\\(.*", ""), result);
        }
    }

    private TestExecutionResult result(String test) {
        TestExecutionResult result = results.get(test);
        if (result == null) {
            throw new AssertionError(test + " was not run, but " + results.keySet());
        }
        return result;
    }

    /** Asserts that all passed, and returns how many. */
    int allPassed() {
        results.keySet().forEach(this::passed);
        return results.size();
    }

    void passed(String test) {
        TestExecutionResult result = result(test);
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            throw new AssertionError(test + ": " + result, result.getThrowable().orElse(null));
        }
    }

    /** Asserts that it failed, and returns with what. */
    Throwable failed(String test) {
        return result(test).getThrowable().orElseThrow(() -> new AssertionError(test + " passed"));
    }

    /** Asserts that it failed with each of these words in the message. */
    void failed(String test, String... words) {
        Throwable failure = failed(test);
        for (String word : words) {
            if (!String.valueOf(failure.getMessage()).contains(word)) {
                throw new AssertionError(test + ": the message does not say \"" + word + "\":\n" + failure, failure);
            }
        }
    }
}
