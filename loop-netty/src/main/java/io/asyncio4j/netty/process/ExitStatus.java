// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.netty.signals.SignalName;
import java.util.Set;

/**
 * The exit status as asyncio gives it: the code, or minus the number of the signal that ended the child. Any thread.
 *
 * <p>The JDK reaps its children itself and reports a death by signal {@code n} as {@code 128 + n}, which is also what a child
 * gets that exits with that code of its own will, as shells do for their own children and JVMs do at SIGTERM. The two cannot be
 * told apart any more; so codes of that form are taken for signals, if the signal is one that ends processes.
 */
final class ExitStatus {

    private static final int SIGNALLED = 128;

    /** These stop or wake a process, or do nothing, but never end it. */
    private static final Set<String> HARMLESS = Set.of("CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "WINCH");

    private ExitStatus() {}

    static int of(int status) {
        int number = status - SIGNALLED;
        if (number <= 0) {
            return status;
        }
        try {
            return HARMLESS.contains(SignalName.of("exit status", number).name()) ? status : -number;
        } catch (IllegalArgumentException noSignal) {
            return status;
        }
    }
}
