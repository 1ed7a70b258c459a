// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.broken.BrokenLoops;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each deliberately broken loop, here a broken Netty loop, is caught by the test of the rule that it breaks. What the
 * TCK's own second loop can do is proved there; with {@code -Dtck.broken=all} it is proved here as well.
 */
final class BrokenLoopsTest {

    private static final LoopUnderTest SOUND = new NettyLoopUnderTest(IoKind.AUTO, "LoopCarrier", false);

    /** What the second loop lacks. */
    private static final Set<String> HERE = Set.of("TLS", "UNIX", "SF", "PIPE", "PROC", "SIG", "CONN-06", "SRV-06",
            "UDP-27", "STRM-31", "STRM-32");

    @TestFactory
    Stream<DynamicTest> eachIsCaughtByItsRule() {
        return BrokenLoops.check(SOUND).filter(BrokenLoopsTest::isProvedHere);
    }

    @TestFactory
    Stream<DynamicTest> decorationAloneBreaksNothing() {
        return BrokenLoops.checkDecoration(SOUND).filter(BrokenLoopsTest::isProvedHere);
    }

    private static boolean isProvedHere(DynamicTest test) {
        String id = test.getDisplayName().split("[: ]")[0];
        return "all".equals(System.getProperty("tck.broken"))
                || HERE.contains(id)
                || HERE.contains(id.substring(0, id.indexOf('-')));
    }
}
