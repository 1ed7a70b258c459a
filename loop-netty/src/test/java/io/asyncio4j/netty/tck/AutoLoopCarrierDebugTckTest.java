// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.LoopTck;
import io.asyncio4j.tck.LoopUnderTest;

/** Debug mode changes neither order nor results (rule DBG-10), so all rules hold in it as well. */
final class AutoLoopCarrierDebugTckTest extends LoopTck {

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new NettyLoopUnderTest(IoKind.AUTO, "LoopCarrier", true);
    }
}
