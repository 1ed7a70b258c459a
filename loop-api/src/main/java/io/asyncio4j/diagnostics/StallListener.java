// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.events.AbstractEventLoop;
import java.time.Duration;

/** Who is told of loops that do not turn. Called by the one thread that watches all loops, so it must be quick. */
@FunctionalInterface
public interface StallListener {

    /**
     * A loop does not turn; told once until it turns again.
     *
     * @param stall which, and what holds it
     */
    void stalled(Stall stall);

    /**
     * It turns again, or has ended.
     *
     * @param loop which
     * @param after how long that took
     */
    default void recovered(AbstractEventLoop loop, Duration after) {}
}
