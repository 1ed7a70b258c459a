// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import java.util.BitSet;

/** What changed code calls: the way out of an endless loop that was made, and the note that a place was reached. */
public final class Guard {

    private static volatile int active;
    private static final BitSet REACHED = new BitSet();

    private Guard() {}

    /** The mutant whose code runs is not wanted any more. */
    private static final class Over extends Error {
        Over() {
            super("a broken method that is not wanted any more goes round in a loop", null, false, false);
        }
    }

    static void activate(int mutant) {
        active = mutant;
    }

    /**
     * Ends a loop that goes on after its mutant's time; before each jump back of changed methods.
     *
     * @param mutant whose code it is
     */
    public static void check(int mutant) {
        if (mutant != active) {
            throw new Over();
        }
    }

    /**
     * Notes that a place was reached.
     *
     * @param place its number
     */
    public static void reached(int place) {
        synchronized (REACHED) {
            REACHED.set(place);
        }
    }

    static BitSet takeReached() {
        synchronized (REACHED) {
            BitSet taken = (BitSet) REACHED.clone();
            REACHED.clear();
            return taken;
        }
    }
}
