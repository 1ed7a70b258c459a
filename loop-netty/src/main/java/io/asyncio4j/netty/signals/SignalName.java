// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.signals;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A signal by name and number, as this machine has it. Any thread: a value.
 *
 * @param name without "SIG", such as INT
 * @param number on this platform
 */
public record SignalName(String name, int number) {

    /** The highest number that a Linux signal has; the real-time ones have no names here. */
    private static final int HIGHEST = 64;

    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "EMT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH",
            "IO", "PWR", "INFO", "SYS");

    /** Made at first use: asks the JVM for each name. */
    private static final class Known {
        static final Map<String, Integer> BY_NAME = new TreeMap<>();

        static {
            for (String name : NAMES) {
                int number = JvmSignals.number(name);
                if (number > 0) {
                    BY_NAME.put(name, number);
                }
            }
        }

        private Known() {}
    }

    /**
     * Finds a signal by its name.
     *
     * @param operation what the user called
     * @param name with "SIG" or without
     * @return the signal
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if there is no such signal
     */
    public static SignalName of(String operation, String name) {
        Objects.requireNonNull(name, () -> operation + ": the signal is null; give a name such as SIGTERM");
        String plain = name.startsWith("SIG") ? name.substring(3) : name;
        Integer number = Known.BY_NAME.get(plain);
        if (number == null) {
            throw new IllegalArgumentException(operation + ": there is no signal \"" + name + "\"; the known ones are "
                    + Known.BY_NAME.keySet());
        }
        return new SignalName(plain, number);
    }

    /**
     * Finds a signal by its number.
     *
     * @param operation what the user called
     * @param number on this platform
     * @return the signal; one without a name has its number for it
     * @throws IllegalArgumentException if there is no such signal
     */
    public static SignalName of(String operation, int number) {
        String name = nameOf(number);
        if (name == null && (number < 1 || number > HIGHEST)) {
            throw new IllegalArgumentException(
                    operation + ": there is no signal with the number " + number + "; give one of 1 to " + HIGHEST);
        }
        return new SignalName(name == null ? Integer.toString(number) : name, number);
    }

    private static @Nullable String nameOf(int number) {
        for (Map.Entry<String, Integer> known : Known.BY_NAME.entrySet()) {
            if (known.getValue() == number) {
                return known.getKey();
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "SIG" + name;
    }
}
