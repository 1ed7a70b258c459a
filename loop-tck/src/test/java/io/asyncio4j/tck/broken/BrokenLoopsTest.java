// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.reference.SelectorLoopUnderTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each deliberately broken loop, here a broken second loop, is caught by the test of the rule that it breaks. */
final class BrokenLoopsTest {

    private static final LoopUnderTest SOUND = new SelectorLoopUnderTest("BatonCarrier");

    @TestFactory
    Stream<DynamicTest> eachIsCaughtByItsRule() {
        return BrokenLoops.check(SOUND);
    }

    @TestFactory
    Stream<DynamicTest> decorationAloneBreaksNothing() {
        return BrokenLoops.checkDecoration(SOUND);
    }
}
