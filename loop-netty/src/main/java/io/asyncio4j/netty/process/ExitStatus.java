// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.netty.signals.SignalName;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The exit status as asyncio gives it: the code, or minus the number of the signal that ended the child. Any thread.
 *
 * <p>The JDK reaps its children itself and reports a death by signal {@code n} as {@code 128 + n}, which is also what a child
 * gets that exits with that code of its own will, as shells do for their own children and JVMs do at SIGTERM. Only the system
 * can tell the two apart, and only to who held on to the child by a {@link ProcessDescriptor} before it was reaped. Where there
 * is none, codes of that form are taken for signals, if the signal is one that ends processes.
 */
final class ExitStatus {

    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    /** These stop or wake a process, or do nothing, but never end it. */
    private static final Set<String> HARMLESS = Set.of("CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "WINCH");

    private ExitStatus() {}

    /**
     * Waits for the end of a child, without a thread of its own.
     *
     * @param process started this very moment: a child that has been reaped can no longer be held on to
     * @return completed with the status after the child was reaped, on a thread of the JDK
     */
    static CompletableFuture<Integer> of(Process process) {
        ProcessDescriptor descriptor = ProcessDescriptor.open(process.pid());
        return process.onExit().thenApply(ended -> {
            try {
                return of(ended.exitValue(), descriptor);
            } finally {
                if (descriptor != null) {
                    descriptor.close();
                }
            }
        });
    }

    private static int of(int status, @Nullable ProcessDescriptor descriptor) {
        int number = status - SIGNALLED;
        if (number <= 0 || number > LAST_SIGNAL) {
            return status;
        }
        Integer exact = descriptor == null ? null : descriptor.exitStatus();
        return exact == null ? guessed(status, number) : exact;
    }

    private static int guessed(int status, int number) {
        try {
            return HARMLESS.contains(SignalName.of("exit status", number).name()) ? status : -number;
        } catch (IllegalArgumentException noSignal) {
            return status;
        }
    }
}
