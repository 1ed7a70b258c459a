// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.Set;

/** The three system calls of a {@link ProcessDescriptor}. Any thread; none of them blocks. */
final class ProcessCalls {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** These share the numbers and the layout below. */
    private static final Set<String> MACHINES = Set.of("amd64", "aarch64", "riscv64", "s390x");

    private static final long PIDFD_OPEN = 434;

    /** {@code PIDFD_GET_INFO}, with a {@code struct pidfd_info} of its first size. */
    private static final long GET_INFO = 0xC040FF0BL;

    private static final int INFO_SIZE = 64;

    /** The struct begins with what is asked for, and then answered. */
    private static final int EXIT = 8;

    private static final int EXIT_CODE_OFFSET = 60;

    private final MethodHandle syscall;
    private final MethodHandle ioctl;
    private final MethodHandle close;

    @SuppressWarnings("restricted")
    private ProcessCalls() {
        Linker linker = Linker.nativeLinker();
        syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        ioctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /** {@return the calls, if this module may make them, and the kernel knows them} */
    static Optional<ProcessCalls> find() {
        if (!System.getProperty("os.name").equals("Linux")
                || !MACHINES.contains(System.getProperty("os.arch"))
                || !ProcessCalls.class.getModule().isNativeAccessEnabled()) {
            return Optional.empty();
        }
        try {
            ProcessCalls calls = new ProcessCalls();
            return calls.areAnswered() ? Optional.of(calls) : Optional.empty();
        } catch (RuntimeException | LinkageError unusable) {
            LOG.log(Level.DEBUG, "exit statuses above 128 cannot be told from signals", unusable);
            return Optional.empty();
        }
    }

    /** Older kernels know no question about a descriptor at all; those of 6.13 and 6.14 just never answer that of the exit. */
    private boolean areAnswered() {
        int self = open(ProcessHandle.current().pid());
        if (self < 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            return ask(self, arena.allocate(INFO_SIZE, Long.BYTES));
        } finally {
            close(self);
        }
    }

    /** {@return a descriptor that no child inherits; negative if there is none} */
    int open(long pid) {
        try {
            return (int) (long) syscall.invokeExact(PIDFD_OPEN, pid, 0L);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** {@return the status as wait(2) has it; negative if it is not known} */
    int exitStatus(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_SIZE, Long.BYTES);
            return ask(descriptor, info) && (info.get(ValueLayout.JAVA_LONG, 0) & EXIT) != 0
                    ? info.get(ValueLayout.JAVA_INT, EXIT_CODE_OFFSET)
                    : -1;
        }
    }

    private boolean ask(int descriptor, MemorySegment info) {
        info.set(ValueLayout.JAVA_LONG, 0, EXIT);
        try {
            return (int) ioctl.invokeExact(descriptor, GET_INFO, info) == 0;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void close(int descriptor) {
        try {
            int unused = (int) close.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
