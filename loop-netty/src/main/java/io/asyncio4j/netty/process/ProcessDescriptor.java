// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Linux's descriptor of a child (pidfd), which can be asked how the child ended after someone else has reaped it. Any thread.
 *
 * <p>That takes a kernel of 6.15 or later and native access for this module ({@code --enable-native-access}), which is never
 * used without leave: the JDK would print a warning in each program that starts a child. Wherever it is not to be had, there is
 * no descriptor.
 */
final class ProcessDescriptor {

    /** Made by the first child; empty when descriptors are of no use here. */
    private static final class Calls {
        static final Optional<ProcessCalls> AVAILABLE = ProcessCalls.find();
    }

    private final ProcessCalls calls;
    private final int number;

    private ProcessDescriptor(ProcessCalls calls, int number) {
        this.calls = calls;
        this.number = number;
    }

    /** {@return a descriptor of a child; null where there is none, or when the child has been reaped} */
    static @Nullable ProcessDescriptor open(long pid) {
        ProcessCalls calls = Calls.AVAILABLE.orElse(null);
        if (calls == null) {
            return null;
        }
        int number = calls.open(pid);
        return number < 0 ? null : new ProcessDescriptor(calls, number);
    }

    /** {@return the exit code, or minus the number of the signal, of a reaped child; null if the system does not say} */
    @Nullable Integer exitStatus() {
        int status = calls.exitStatus(number);
        if (status < 0) {
            return null;
        }
        // As wait(2) has it: the signal in the low seven bits, the code in the next byte.
        int signal = status & 0x7F;
        return signal == 0 ? status >> 8 & 0xFF : -signal;
    }

    /** To be called once. */
    void close() {
        calls.close(number);
    }
}
