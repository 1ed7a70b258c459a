// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that the loop counts and any thread reads. Opaque: a reader sees a value that was there, a moment ago at worst, and
 * the loop pays no fence for it.
 */
final class LoopCount {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(LoopCount.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private long value;

    /** Loop only. */
    void add(long more) {
        VALUE.setOpaque(this, value + more);
    }

    /** Any thread. */
    long get() {
        return (long) VALUE.getOpaque(this);
    }
}
