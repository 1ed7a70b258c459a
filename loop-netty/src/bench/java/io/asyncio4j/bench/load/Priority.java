// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;

/**
 * Real-time priority for the measured parts, for a machine that others use as well: they wait meanwhile. Needs {@code chrt} and the
 * right to use it. A kernel in its usual setting keeps a twentieth of the time for everybody else.
 */
public final class Priority implements AutoCloseable {
    private final long[] processes;

    /**
     * Raises all threads of these processes, until closed; what they start meanwhile has it too.
     *
     * @throws IOException when that is not allowed here
     */
    public Priority(long... processes) throws IOException {
        this.processes = processes;
        for (long process : processes) {
            change("-r", "1", process);
        }
    }

    @Override
    public void close() throws IOException {
        for (long process : processes) {
            change("-o", "0", process);
        }
    }

    private static void change(String policy, String priority, long process) throws IOException {
        var command = new ProcessBuilder("chrt", "-a", policy, "-p", priority, Long.toString(process));
        try {
            int exit = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException("chrt " + policy + " for process " + process + ": exit code " + exit
                        + "; run without --realtime, or as root");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("chrt: interrupted", e);
        }
    }
}
