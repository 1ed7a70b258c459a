// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The proof of one rule: a class that is broken at one place, so that the rule's test has to fail. Written as
 * {@code mutant("LOCK-03", "a lock that anybody releases at any time", "sync.Lock", "release").negate("locked")}.
 *
 * @param id the rule
 * @param words what the broken class does
 * @param type the class, below io.asyncio4j
 * @param family the method, with its lambdas
 * @param operator what is done
 * @param name what stands at the place
 * @param number which of several places
 */
record Mutant(String id, String words, String type, String family, Operator operator, String name, int number) {

    static Start mutant(String id, String words, String type, String method) {
        return new Start(id, words, type, method);
    }

    /** A mutant that does not say yet what is broken; see {@link Operator}. */
    record Start(String id, String words, String type, String method) {

        private Mutant make(Operator operator, String name, int number) {
            return new Mutant(id, words, type, method, operator, name, number);
        }

        Mutant without(String call) {
            return without(call, 1);
        }

        Mutant without(String call, int number) {
            return make(Operator.WITHOUT, call, number);
        }

        Mutant isTrue(String call) {
            return isTrue(call, 1);
        }

        Mutant isTrue(String call, int number) {
            return make(Operator.TRUE, call, number);
        }

        Mutant unchanged(String call) {
            return unchanged(call, 1);
        }

        Mutant unchanged(String call, int number) {
            return make(Operator.UNCHANGED, call, number);
        }

        Mutant twice(String call) {
            return twice(call, 1);
        }

        Mutant twice(String call, int number) {
            return make(Operator.TWICE, call, number);
        }

        Mutant instead(String call) {
            return instead(call, 1);
        }

        Mutant instead(String call, int number) {
            return make(Operator.INSTEAD, call, number);
        }

        Mutant atOnce(String call) {
            return atOnce(call, 1);
        }

        Mutant atOnce(String call, int number) {
            return make(Operator.AT_ONCE, call, number);
        }

        Mutant negate(String looksAt) {
            return negate(looksAt, 1);
        }

        Mutant negate(String looksAt, int number) {
            return make(Operator.NEGATE, looksAt, number);
        }

        Mutant forget(String field) {
            return forget(field, 1);
        }

        Mutant forget(String field, int number) {
            return make(Operator.FORGET, field, number);
        }

        Mutant constant(String value) {
            return constant(value, 1);
        }

        Mutant constant(String value, int number) {
            return make(Operator.CONSTANT, value, number);
        }

        Mutant throwsOther(String exception) {
            return throwsOther(exception, 1);
        }

        Mutant throwsOther(String exception, int number) {
            return make(Operator.THROW, exception, number);
        }

        Mutant nothing() {
            return make(Operator.NOTHING, "", 1);
        }

        Mutant nothing(int number) {
            return make(Operator.NOTHING, "", number);
        }

        Mutant always() {
            return make(Operator.ALWAYS, "", 1);
        }

        Mutant always(int number) {
            return make(Operator.ALWAYS, "", number);
        }
    }

    /** Finds what to change; an error tells what is there instead. */
    Place placeIn(Victim victim) {
        for (Place place : victim.places()) {
            if (place.is(family, operator, name, number)) {
                return place;
            }
        }
        List<Place> here = victim.places().stream()
                .filter(place -> place.family().equals(family))
                .toList();
        String others = here.stream()
                .filter(place -> place.operator() == operator)
                .map(place -> place.name() + (place.number() > 1 ? " (" + place.number() + ")" : ""))
                .collect(Collectors.joining(", "));
        throw new AssertionError(
                "mutant of " + id + ": " + victim.name() + "." + family + " has no place " + operator + " \"" + name
                        + "\" number " + number + "; "
                        + (here.isEmpty() ? "there is no such method" : "there is: " + others)
                        + "; look for the code that was meant, or for another proof");
    }
}
