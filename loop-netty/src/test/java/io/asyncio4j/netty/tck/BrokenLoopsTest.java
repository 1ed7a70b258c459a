// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.broken.BrokenLoops;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each deliberately broken loop, here a broken Netty loop, is caught by the test of the rule that it breaks. */
final class BrokenLoopsTest {

    private static final LoopUnderTest SOUND = new NettyLoopUnderTest(IoKind.AUTO, "LoopCarrier", false);

    @TestFactory
    Stream<DynamicTest> eachIsCaughtByItsRule() {
        return BrokenLoops.check(SOUND);
    }

    @TestFactory
    Stream<DynamicTest> decorationAloneBreaksNothing() {
        return BrokenLoops.checkDecoration(SOUND);
    }
}
