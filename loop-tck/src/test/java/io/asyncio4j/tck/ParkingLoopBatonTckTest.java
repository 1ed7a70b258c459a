// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.reference.ParkingLoopUnderTest;

final class ParkingLoopBatonTckTest extends LoopTck {

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new ParkingLoopUnderTest("BatonCarrier");
    }
}
