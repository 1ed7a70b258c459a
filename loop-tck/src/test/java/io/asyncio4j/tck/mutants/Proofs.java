// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static io.asyncio4j.tck.mutants.Mutant.mutant;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The broken classes of loop-api, one for each rule that no broken loop could prove. */
public final class Proofs {

    /** What is refused before a loop sees it. */
    private static final List<Mutant> ARGUMENTS = List.of(
            mutant("SF-04", "options of sendfile that refuse numbers with an exception of another type",
                    "net.SendfileOptions", "<init>").throwsOther("IllegalArgumentException"),
            mutant("TLS-06", "limits that may be negative", "net.Check", "limit").nothing());

    private Proofs() {}

    static Stream<Mutant> all() {
        return Stream.of(
                TaskProofs.ALL,
                AggProofs.ALL,
                LockProofs.ALL,
                StrmProofs.ALL,
                PolProofs.ALL,
                ARGUMENTS).flatMap(List::stream);
    }

    /**
     * Says which broken classes there are, for whoever compares them with the catalogue.
     *
     * @return what they do, by the id of the rule they break
     */
    public static Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        all().forEach(mutant -> {
            if (words.put(mutant.id(), mutant.words()) != null) {
                throw new AssertionError(mutant.id() + " has two mutants; one is proof enough");
            }
        });
        return words;
    }
}
