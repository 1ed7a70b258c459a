// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.reference.SelectorLoopUnderTest;

final class SelectorLoopBatonTckTest extends LoopTck {

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new SelectorLoopUnderTest("BatonCarrier");
    }
}
