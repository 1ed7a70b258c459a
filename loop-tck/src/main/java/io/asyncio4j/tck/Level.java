// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

/** How binding a rule is. */
public enum Level {

    /** Documented by asyncio, or asserted by CPython's own tests. */
    MUST,

    /** Stable behaviour of CPython that programs rely on. */
    SHOULD,

    /** A bug or accident of CPython: never required as CPython does it; a test, if any, asks for the sane outcome. */
    QUIRK,

    /** Specific to Python: has a mapping, or none on the JVM. */
    PYTHON;

    /**
     * Tells whether a loop has to hold rules of this level, so that each needs a test or a stated reason.
     *
     * @return true for {@link #MUST} and {@link #SHOULD}
     */
    public boolean isRequired() {
        return this == MUST || this == SHOULD;
    }
}
