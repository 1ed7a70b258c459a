// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says about a process, read from {@code /proc}. Any thread. */
public final class ProcessFigures {
    private ProcessFigures() {}

    /**
     * User and system time of all living threads so far, in nanoseconds. A thread that runs right now is up to date as of
     * the scheduler's last tick.
     *
     * @throws IOException when there is no such process
     */
    public static long cpuNanos(long pid) throws IOException {
        long nanos = 0;
        String[] threads = Path.of("/proc/" + pid + "/task").toFile().list();
        if (threads == null) {
            throw new IOException("cpuNanos: there is no process " + pid);
        }
        for (String thread : threads) {
            try {
                String stat = Files.readString(Path.of("/proc/" + pid + "/task/" + thread + "/schedstat"));
                nanos += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
            } catch (IOException e) {
                // The thread has ended meanwhile; servers under load start and end none that matter.
            }
        }
        return nanos;
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
