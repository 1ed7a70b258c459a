// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sched;

import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;

final class OrderRules {

    @Rule(id = "SCHED-01")
    void callbacksRunInTheOrderOfRegistrationEachOnce(RuleContext tck) {
        tck.step("register a, b and a again; log \"registered\"; run one iteration, then another");
        Runnable a = tck.log.adding("a");
        tck.loop().callSoon(a);
        tck.loop().callSoon(tck.log.adding("b"));
        tck.loop().callSoon(a);
        tck.log.add("registered");
        tck.runOnce();
        tck.log.add("one iteration");
        tck.runOnce();
        tck.log.expect("registered", "a", "b", "a", "one iteration");
    }
}
