// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoopProvider;

/** What {@code Asyncio.run} finds in these tests. */
public final class ParkingLoopProvider implements EventLoopProvider {

    @Override
    public String name() {
        return "parking";
    }

    @Override
    public AbstractEventLoop newEventLoop() {
        return new ParkingLoop();
    }
}
