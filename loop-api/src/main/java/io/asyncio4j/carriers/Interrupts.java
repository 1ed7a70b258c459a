// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting that an interrupt neither ends nor turns into a spin: it is set aside and restored afterwards. */
final class Interrupts {

    private Interrupts() {}

    static void parkWhile(Object blocker, BooleanSupplier condition) {
        boolean interrupted = false;
        while (condition.getAsBoolean()) {
            LockSupport.park(blocker);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
