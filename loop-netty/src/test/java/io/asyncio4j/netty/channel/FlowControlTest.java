// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.transports.WriteLimits;
import org.junit.jupiter.api.Test;

class FlowControlTest {

    private final FlowControl flow = new FlowControl(null);

    @Test
    void pausesAboveTheHighMarkAndNotAtIt() {
        flow.limits(new WriteLimits(2, 10));
        assertFalse(flow.pausesAt(10));
        assertTrue(flow.pausesAt(11));
        assertTrue(flow.isPaused());
    }

    @Test
    void resumesAtTheLowMarkAndNotAboveIt() {
        flow.limits(new WriteLimits(2, 10));
        assertTrue(flow.pausesAt(11));
        assertFalse(flow.resumesAt(3));
        assertTrue(flow.resumesAt(2));
        assertFalse(flow.isPaused());
    }

    @Test
    void pauseAndResumeComeByTurns() {
        flow.limits(new WriteLimits(0, 0));
        assertFalse(flow.resumesAt(0));
        assertTrue(flow.pausesAt(1));
        assertFalse(flow.pausesAt(2));
        assertTrue(flow.resumesAt(0));
        assertFalse(flow.resumesAt(0));
        assertTrue(flow.pausesAt(1));
    }
}
