// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each rule of loop-api's own classes notices that its class is broken, with a message that names the rule. The words
 * are those that the reports show, from {@code catalog/AREA.broken.tsv}.
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

    static Stream<Mutant> all() {
        return Stream.of(TaskProofs.ALL, AggProofs.ALL, LockProofs.ALL, StrmProofs.ALL,
                PolProofs.ALL).flatMap(List::stream);
    }

    @TestFactory
    Stream<DynamicTest> eachIsCaughtByItsRule() {
        String only = System.getProperty("mutants.only", "");
        return all().filter(mutant -> mutant.id().startsWith(only)).map(mutant -> DynamicTest.dynamicTest(
                mutant.id() + ": " + mutant.words(), () -> check(mutant)));
    }

    /** After a change on purpose: {@code -Dmutants.write=src/main/resources/io/asyncio4j/tck/catalog}. */
    @Test
    void theWordsOfTheCatalogueAreThoseOfTheMutants() throws IOException {
        Map<String, StringBuilder> areas = new LinkedHashMap<>();
        Map<String, String> expected = new TreeMap<>();
        all().forEach(mutant -> {
            String area = mutant.id().substring(0, mutant.id().indexOf('-'));
            areas.computeIfAbsent(area, key -> new StringBuilder())
                    .append(mutant.id()).append('\t').append(mutant.words()).append('\n');
            assertNull(expected.put(mutant.id(), mutant.words()), mutant.id() + " has two mutants");
        });
        String folder = System.getProperty("mutants.write");
        if (folder != null) {
            for (Map.Entry<String, StringBuilder> area : areas.entrySet()) {
                Files.writeString(Path.of(folder, area.getKey() + ".broken.tsv"), area.getValue());
            }
        }
        Map<String, String> catalogue = new TreeMap<>();
        for (RuleTest test : tests.values()) {
            String words = RuleCatalog.brokenBy(test.text().id());
            if (words != null && areas.containsKey(test.text().area())) {
                catalogue.put(test.text().id(), words);
            }
        }
        assertEquals(expected, catalogue);
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
