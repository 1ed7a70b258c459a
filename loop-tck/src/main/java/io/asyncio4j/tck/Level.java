// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

/** How binding a rule is. */
public enum Level {

    /** Documented by asyncio, or asserted by CPython's own tests. */
    MUST,

    /** Stable behaviour of CPython that programs rely on. */
    SHOULD,

    /**
     * A bug or accident of CPython that nobody has to share: its outcome and the sane one are both right, anything else is
     * not. The test says which of them it saw.
     */
    MAY,

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
