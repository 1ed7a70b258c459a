// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.netty.signals.SignalName;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Signals for a child. Loop only.
 *
 * <p>The JDK sends two, SIGTERM and SIGKILL. All others are sent by the shell's own {@code kill}, which takes a millisecond or two
 * during which the loop stands still: so the signal is sent when the call returns, and signals keep their order.
 */
final class ChildSignals {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private ChildSignals() {}

    /** Sends a signal; a child that has ended meanwhile is none of the caller's errors. */
    static void send(Process process, SignalName signal) {
        if (!process.isAlive()) {
            return;
        }
        // Not Process.destroy(), which closes the streams besides.
        boolean unused = switch (signal.name()) {
            case "TERM" -> process.toHandle().destroy();
            case "KILL" -> process.toHandle().destroyForcibly();
            default -> sendByShell(process.pid(), signal);
        };
    }

    private static boolean sendByShell(long pid, SignalName signal) {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal.number() + " " + pid)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return shell.waitFor() == 0;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "sendSignal: " + signal + " was not sent to " + pid + ": the shell did not start",
                    e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
