// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.LoopTck;
import io.asyncio4j.tck.LoopUnderTest;

final class EpollAttachedTckTest extends LoopTck {

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new AttachedLoopUnderTest(IoKind.EPOLL, "LoopCarrier");
    }
}
