// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.reference.HeldToolkitLoopUnderTest;
import java.util.Set;

/** Shows that {@link RunGate} does for any loop that somebody else runs. */
final class HeldToolkitLoopTckTest extends LoopTck {

    private static final Set<String> AREAS =
            Set.of("LIFE", "SCHED", "TIME", "HND", "FUT", "TASK", "EAGER", "CTX", "AGG", "AGEN", "EXEC", "EXC", "DBG",
                    "QUEUE");

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new HeldToolkitLoopUnderTest();
    }

    @Override
    protected boolean includes(RuleText rule) {
        return AREAS.contains(rule.area());
    }
}
