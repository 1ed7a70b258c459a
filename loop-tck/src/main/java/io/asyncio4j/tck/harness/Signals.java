// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Real signals for this process and for others, sent from outside by the shell. Any thread. */
public final class Signals {

    private Signals() {}

    /**
     * Sends this process a signal, and returns when it is sent.
     *
     * @param name without "SIG"; one that the process survives
     * @throws IOException when there is no shell
     */
    public static void raise(String name) throws IOException {
        send(name, ProcessHandle.current().pid());
    }

    /**
     * Sends a process a signal.
     *
     * @param name without "SIG"
     * @param pid the process
     * @throws IOException when there is no shell, or the shell could not send it
     */
    public static void send(String name, long pid) throws IOException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pid)
                .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        try {
            int status = shell.waitFor();
            if (status != 0) {
                throw new IOException("kill -s " + name + " " + pid + " ended with " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the shell sent a signal", e);
        }
    }
}
