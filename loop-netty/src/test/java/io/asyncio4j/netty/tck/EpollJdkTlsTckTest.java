// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tck.LoopTck;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleText;
import java.util.Set;

/** The rules that TLS has a part in, on the JDK's engine; all other rows have BoringSSL. */
final class EpollJdkTlsTckTest extends LoopTck {

    private static final Set<String> WITH_TLS =
            Set.of("BUF-07", "CONN-06", "STRM-29", "STRM-31", "STRM-32", "SF-10", "SF-16");

    @Override
    protected LoopUnderTest loopUnderTest() {
        return new NettyLoopUnderTest(IoKind.EPOLL, "LoopCarrier", false, TlsProvider.JDK);
    }

    @Override
    protected boolean includes(RuleText rule) {
        return rule.area().equals("TLS") || WITH_TLS.contains(rule.id());
    }
}
