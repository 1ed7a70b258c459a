// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleText;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A loop that somebody else runs. */
public final class HeldToolkitLoopUnderTest implements LoopUnderTest {

    private static final Set<String> OTHERWISE = Set.of(
            // An error that ends a run does not end a toolkit.
            "LIFE-01", "LIFE-02", "LIFE-23", "LIFE-24", "SCHED-14", "EXC-08", "TASK-20", "AGG-53",
            // A toolkit keeps the thread that it has.
            "SCHED-11", "TASK-22", "AGG-44", "AGEN-03",
            // It runs before the rule runs it.
            "LIFE-10", "LIFE-20", "DBG-04", "EAGER-03");

    @Override
    public String name() {
        return "ToolkitLoop";
    }

    @Override
    public String kind() {
        return "TOOLKIT";
    }

    @Override
    public String carrier() {
        return "auto";
    }

    @Override
    public String beside() {
        return "attached";
    }

    @Override
    public AbstractEventLoop newLoop() {
        return HeldToolkitLoop.create();
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.TASKS, Capability.MULTIPLE_RUNS, Capability.DEBUG_MODE, Capability.EXACT_DESCRIPTORS);
    }

    @Override
    public @Nullable String outOfScope(RuleText rule) {
        return OTHERWISE.contains(rule.id()) ? "a loop that somebody else runs neither starts nor ends" : null;
    }
}
