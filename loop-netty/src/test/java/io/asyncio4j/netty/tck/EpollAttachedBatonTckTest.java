// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.LoopTck;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleText;
import java.util.Set;

/** What a service has that opens no package of the JDK: coroutines beside the event loop's thread. */
final class EpollAttachedBatonTckTest extends LoopTck {

    private static final Set<String> AREAS =
            Set.of("LIFE", "SCHED", "TIME", "FUT", "TASK", "EAGER", "CTX", "AGG", "AGEN", "EXEC", "LOCK", "TR", "STRM");

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new AttachedLoopUnderTest(IoKind.EPOLL, "BatonCarrier");
    }

    @Override
    protected boolean includes(RuleText rule) {
        return AREAS.contains(rule.area());
    }
}
