// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleTest;
import io.asyncio4j.tck.harness.LimitedRunner;
import io.asyncio4j.tck.harness.RuleFailure;
import io.asyncio4j.tck.harness.RuleRunner;
import io.asyncio4j.tck.reference.ParkingLoopUnderTest;
import io.asyncio4j.tck.reference.SelectorLoopUnderTest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each rule of loop-api's own classes notices that its class is broken, with a message that names the rule.
 */
final class MutantsTest {

    /** Many broken classes make their rule hang; what is not done by then will not be. */
    private static final double LIMIT_SECONDS = 1;

    /** A loop, once as patient as usual for a sound class, once not. */
    private record Bench(RuleRunner sound, RuleRunner broken) {
        static Bench of(LoopUnderTest loop) {
            return new Bench(new RuleRunner(loop), LimitedRunner.of(loop, LIMIT_SECONDS));
        }
    }

    private final Bench plain = Bench.of(new ParkingLoopUnderTest("LoopCarrier"));
    private final Bench withTcp = Bench.of(new SelectorLoopUnderTest("LoopCarrier"));
    private final Map<String, Victim> victims = new HashMap<>();
    private final Map<String, RuleTest> tests = RuleCatalog.tests().stream()
            .collect(Collectors.toMap(test -> test.text().id(), Function.identity()));

    @TestFactory
    Stream<DynamicTest> eachIsCaughtByItsRule() {
        String only = System.getProperty("mutants.only", "");
        return Proofs.all().filter(mutant -> mutant.id().startsWith(only)).map(mutant -> DynamicTest.dynamicTest(
                mutant.id() + ": " + mutant.words(), () -> check(mutant)));
    }

    private void check(Mutant mutant) {
        RuleTest test = tests.get(mutant.id());
        assertTrue(test != null, () -> mutant.id() + " has no test");
        Bench bench = test.needs().contains(Capability.TCP) ? withTcp : plain;
        bench.sound().run(test);
        Victim victim = victims.computeIfAbsent(mutant.type(), Victim::of);
        Place place = mutant.placeIn(victim);
        try {
            victim.breakAt(place);
            RuleFailure failure =
                    assertThrows(RuleFailure.class, () -> bench.broken().run(test), mutant + " is not noticed");
            String message = String.valueOf(failure.getMessage());
            assertTrue(message.startsWith(mutant.id() + " "), message);
        } finally {
            victim.restore();
        }
    }
}
