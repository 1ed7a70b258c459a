// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import java.util.EnumSet;
import java.util.Set;

/** The parking loop on a carrier of choice. */
public class ParkingLoopUnderTest implements LoopUnderTest {

    private final String carrier;

    public ParkingLoopUnderTest(String carrier) {
        this.carrier = carrier;
    }

    @Override
    public String name() {
        return "ParkingLoop";
    }

    @Override
    public String kind() {
        return "PARK";
    }

    @Override
    public String carrier() {
        return carrier;
    }

    @Override
    public AbstractEventLoop newLoop() {
        String before = System.getProperty(TaskCarrier.PROPERTY, "auto");
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        try {
            return make();
        } finally {
            System.setProperty(TaskCarrier.PROPERTY, before);
        }
    }

    /** Makes the loop while its carrier is forced; broken loops override it. */
    protected ParkingLoop make() {
        return new ParkingLoop();
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.TASKS,
                Capability.MULTIPLE_RUNS,
                Capability.THREAD_MOVE,
                Capability.DEBUG_MODE,
                Capability.EXACT_DESCRIPTORS);
    }
}
