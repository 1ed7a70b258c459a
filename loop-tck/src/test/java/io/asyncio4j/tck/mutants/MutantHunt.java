// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleTest;
import io.asyncio4j.tck.harness.LimitedRunner;
import io.asyncio4j.tck.harness.RuleFailure;
import io.asyncio4j.tck.harness.RuleRunner;
import io.asyncio4j.tck.reference.ParkingLoopUnderTest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Breaks classes at every place, one after the other, and tells which rules notice: mutation testing of loop-api, or
 * of a whole loop. No part of the build; by hand:
 *
 * <pre>
 * mvn -q -pl loop-api,loop-tck test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=MutantHunt \
 *     -Dmutants.classes=sync.Lock,sync.WaitLine -Dmutants.rules=LOCK,AGG-1
 * </pre>
 *
 * <p>
 * {@code mutants.classes}: binary names, with or without {@code io.asyncio4j.}; {@code mutants.rules}: what the ids of
 * rules begin with; {@code mutants.loop}: a {@link LoopUnderTest} whose constructor takes the name of a carrier, such
 * as {@code io.asyncio4j.tck.reference.SelectorLoopUnderTest}, the parking loop unless given; {@code mutants.kills}: after
 * how many rules a mutant is known well enough (4); {@code mutants.limit}: of a rule, in seconds (0.7);
 * {@code mutants.report}: a file, {@code target/mutants.txt} unless given.
 *
 * <p>
 * The report has a line for each rule that notices a mutant (id, mutant, first line of the failure), for each mutant
 * that no rule notices ({@code SURVIVED}, with the number of rules that come by), and for each place that no rule reaches
 * ({@code UNREACHED}); {@code DULL} rules come by and notice none of the mutants, {@code UNSOUND} ones fail already
 * without. A mutant is written as a proof writes it, see {@link Mutant}. Run one at a time, as rules look at what is
 * left behind in the whole process.
 */
final class MutantHunt {

    private final double limit = Double.parseDouble(System.getProperty("mutants.limit", "0.7"));
    private final int enough = Integer.getInteger("mutants.kills", 4);
    private final List<Victim> victims = new ArrayList<>();
    private final List<Victim> owners = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<RuleTest, BitSet> reached = new LinkedHashMap<>();
    private final Set<RuleTest> unsound = new HashSet<>();
    private final Map<String, Integer> killed = new TreeMap<>();
    private final RuleRunner runner;
    private final List<RuleTest> rules;
    private final PrintWriter out;

    MutantHunt() throws Exception {
        LoopUnderTest subject = subject();
        runner = LimitedRunner.of(subject, limit);
        String[] wanted = System.getProperty("mutants.rules", "").split(",");
        rules = RuleCatalog.tests().stream()
                .filter(test -> List.of(wanted).stream().anyMatch(test.text().id()::startsWith))
                .filter(test -> runner.skipReason(test) == null)
                .toList();
        Path report = Path.of(System.getProperty("mutants.report", "target/mutants.txt"));
        Files.createDirectories(report.toAbsolutePath().getParent());
        out = new PrintWriter(Files.newBufferedWriter(report), true);
    }

    private static LoopUnderTest subject() throws ReflectiveOperationException {
        String name = System.getProperty("mutants.loop");
        if (name == null) {
            return new ParkingLoopUnderTest("LoopCarrier");
        }
        var constructor = Class.forName(name).getDeclaredConstructor(String.class);
        constructor.setAccessible(true);
        return (LoopUnderTest) constructor.newInstance("LoopCarrier");
    }

    public static void main(String... args) throws Exception {
        new MutantHunt().hunt();
        System.exit(0);
    }

    @Test
    @EnabledIfSystemProperty(named = "mutants.classes", matches = ".+")
    void hunt() throws Exception {
        for (String name : System.getProperty("mutants.classes").split(",")) {
            Victim victim = Victim.of(name);
            victims.add(victim);
            for (Place place : victim.places()) {
                owners.add(victim);
                places.add(place);
            }
        }
        observe();
        for (int i = 0; i < places.size(); i++) {
            tryPlace(i);
        }
        rules.forEach(rule -> {
            boolean near = !Objects.requireNonNull(reached.get(rule)).isEmpty();
            if (near && !killed.containsKey(rule.text().id()) && !unsound.contains(rule)) {
                out.println("DULL " + rule.text().id());
            }
        });
        out.close();
    }

    private void observe() {
        for (RuleTest rule : rules) {
            // What is made once is made now.
            String failure = failure(rule);
            if (failure != null && failure(rule) != null) {
                out.println("UNSOUND " + rule.text().id() + "\t" + failure);
                unsound.add(rule);
            }
        }
        int offset = 0;
        for (Victim victim : victims) {
            victim.observe(offset);
            offset += victim.places().size();
        }
        for (RuleTest rule : rules) {
            BitSet unused = Guard.takeReached();
            String ignored = unsound.contains(rule) ? "" : failure(rule);
            reached.put(rule, Guard.takeReached());
        }
        victims.forEach(Victim::restore);
    }

    /** All places at one element count as reached with the first of them. */
    private int observedAs(int number) {
        Place place = places.get(number);
        int first = number;
        for (int i = number; i >= 0 && owners.get(i) == owners.get(number); i--) {
            if (places.get(i).method().equals(place.method()) && places.get(i).at() == place.at()) {
                first = i;
            }
        }
        return first;
    }

    private void tryPlace(int number) {
        int seenAs = observedAs(number);
        List<RuleTest> passing = reached.entrySet().stream()
                .filter(entry -> entry.getValue().get(seenAs))
                .sorted(Comparator.comparingInt(entry -> entry.getValue().cardinality()))
                .map(Map.Entry::getKey)
                .toList();
        Victim victim = owners.get(number);
        String name = "\"" + victim.name().replaceFirst("^io\\.asyncio4j\\.", "") + "\", " + places.get(number);
        if (passing.isEmpty()) {
            out.println("UNREACHED " + name);
            return;
        }
        int kills = 0;
        for (RuleTest rule : passing) {
            String failure;
            try {
                victim.breakAt(places.get(number));
                failure = failure(rule);
            } catch (LinkageError | IllegalArgumentException refused) {
                out.println("IMPOSSIBLE " + name + "\t" + refused);
                return;
            } finally {
                victim.restore();
            }
            if (failure != null) {
                settle();
                killed.merge(rule.text().id(), 1, Integer::sum);
                out.println(rule.text().id() + "\t" + name + "\t" + failure);
                if (++kills == enough) {
                    break;
                }
            }
        }
        out.println(kills == 0 ? "SURVIVED " + name + " " + passing.size() : "KILLED " + name + " " + kills);
    }

    private @Nullable String failure(RuleTest rule) {
        try {
            runner.run(rule);
            return null;
        } catch (RuleFailure failure) {
            String reason = failure.reason().replace("\n", " / ");
            return reason.substring(0, Math.min(300, reason.length()));
        }
    }

    /** A rule that was given up may still be on its way out, and must not disturb the next one. */
    private static void settle() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("tck-")) {
                try {
                    thread.join(TimeUnit.MILLISECONDS.toMillis(300));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
