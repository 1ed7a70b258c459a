// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sched;

import io.asyncio4j.tck.harness.RuleContext;

/** What connections add to the rules of this area. */
final class IoTurns {

    private IoTurns() {}

    static void dataArrivesBesideAnEndlessChain(RuleContext tck) {
        throw new UnsupportedOperationException(String.valueOf(tck));
    }
}
