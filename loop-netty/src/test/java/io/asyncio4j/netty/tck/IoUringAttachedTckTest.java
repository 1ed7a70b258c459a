// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.LoopTck;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleText;
import java.util.Set;

/** What is no I/O does not depend on the foreign poller; that is in the row of epoll. */
final class IoUringAttachedTckTest extends LoopTck {

    private static final Set<String> AREAS =
            Set.of("LIFE", "SCHED", "TR", "BUF", "CONN", "SRV", "TLS", "UDP", "UNIX", "SF",
                    "SOCK", "FD", "PIPE", "PROC");

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new AttachedLoopUnderTest(IoKind.IO_URING, "LoopCarrier");
    }

    @Override
    protected boolean includes(RuleText rule) {
        return AREAS.contains(rule.area());
    }
}
