// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says about a process, read from {@code /proc}. Any thread. */
public final class ProcessFigures {
    /** The kernel's USER_HZ: 100 on every architecture that Java runs on. */
    private static final double TICKS_A_SECOND = 100;

    private ProcessFigures() {}

    /**
     * User and system time of all threads so far, in seconds, to a hundredth.
     *
     * @throws IOException when there is no such process
     */
    public static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The second field is the name in parentheses and may hold blanks; utime and stime are fields 14 and 15.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    /**
     * Resident memory in bytes.
     *
     * @throws IOException when there is no such process
     */
    public static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("residentBytes: no VmRSS in the status of process " + pid);
    }
}
