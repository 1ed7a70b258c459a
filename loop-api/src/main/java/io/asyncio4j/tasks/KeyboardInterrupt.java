// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/** The user asked the program to stop (Ctrl-C); Python's {@code KeyboardInterrupt}. */
public class KeyboardInterrupt extends LoopExit {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public KeyboardInterrupt() {
        super("interrupted");
    }
}
