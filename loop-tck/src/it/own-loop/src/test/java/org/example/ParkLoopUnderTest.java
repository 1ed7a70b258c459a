// SPDX-License-Identifier: Apache-2.0
package org.example;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import java.util.EnumSet;
import java.util.Set;

/** The loop as the TCK wants it: found by its name in META-INF/services. */
public final class ParkLoopUnderTest implements LoopUnderTest {

    @Override
    public String name() {
        return "ParkLoop";
    }

    @Override
    public String kind() {
        return "park";
    }

    @Override
    public String carrier() {
        return "auto";
    }

    @Override
    public AbstractEventLoop newLoop() {
        return new ParkLoop();
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.TASKS, Capability.MULTIPLE_RUNS, Capability.THREAD_MOVE, Capability.DEBUG_MODE,
                Capability.EXACT_DESCRIPTORS);
    }
}
