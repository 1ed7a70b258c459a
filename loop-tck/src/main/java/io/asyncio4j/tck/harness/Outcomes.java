// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * Which of several allowed outcomes a rule saw: CPython's accident or the sane one. The report shows it beside the verdict.
 * Any thread.
 */
public final class Outcomes {

    private final List<String> seen = new ArrayList<>();

    Outcomes() {}

    /**
     * Notes an outcome, once.
     *
     * @param outcome in words
     */
    public synchronized void note(String outcome) {
        if (!seen.contains(outcome)) {
            seen.add(outcome);
        }
    }

    /**
     * Notes which of two outcomes was seen.
     *
     * @param asCPython whether it was CPython's
     * @param accident what CPython does, in words
     * @param sane what others do, in words
     */
    public void saw(boolean asCPython, String accident, String sane) {
        note(asCPython ? "as CPython: " + accident : "not as CPython: " + sane);
    }

    @Override
    public synchronized String toString() {
        return String.join("; ", seen);
    }
}
