// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.internal;

/** Throws any throwable as it is: futures hand on the very object that was set, checked or not. */
public final class Rethrow {

    private Rethrow() {}

    /** Never returns; {@code throw Rethrow.asIs(t)} tells the compiler so. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <X extends Throwable> X asIs(Throwable throwable) throws X {
        throw (X) throwable;
    }
}
