// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import io.asyncio4j.tck.LoopUnderTest;

/** Runners with a limit of their own, for tests in other packages. */
public final class LimitedRunner {

    private LimitedRunner() {}

    /**
     * Makes a runner.
     *
     * @param subject what the rules are run on
     * @param limitSeconds after which a rule is given up
     */
    public static RuleRunner of(LoopUnderTest subject, double limitSeconds) {
        return new RuleRunner(subject, limitSeconds);
    }
}
