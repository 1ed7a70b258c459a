// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import java.lang.classfile.CodeBuilder;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A place of a class that an operator can break.
 *
 * @param family the method it stands in, for a lambda the method that has the lambda
 * @param method name and descriptor of the very method
 * @param at which element of its code
 * @param operator how it can be broken
 * @param name what stands there, see {@link Operator}
 * @param number among the places of this family, operator and name, from 1
 * @param edits what comes in the place of elements of the code; of {@link #ALL} in the place of all
 */
record Place(
        String family,
        String method,
        int at,
        Operator operator,
        String name,
        int number,
        Map<Integer, Consumer<CodeBuilder>> edits) {

    static final int ALL = -1;

    boolean is(String wantedFamily, Operator wantedOperator, String wantedName, int wantedNumber) {
        return family.equals(wantedFamily)
                && operator == wantedOperator
                && name.equals(wantedName)
                && number == wantedNumber;
    }

    /** As it is written in a proof. */
    @Override
    public String toString() {
        String arguments = name.isEmpty()
                ? number > 1 ? String.valueOf(number) : ""
                : "\"" + name + "\"" + (number > 1 ? ", " + number : "");
        return "\"" + family + "\")." + operator.call() + "(" + arguments + ")";
    }
}
