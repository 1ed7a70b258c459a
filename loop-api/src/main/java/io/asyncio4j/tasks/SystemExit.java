// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/** Asks the program to end; Python's {@code SystemExit}. The loop only passes it on to the caller of the run method. */
public class SystemExit extends LoopExit {

    private static final long serialVersionUID = 1L;

    /** The exit status. */
    private final int code;

    /**
     * Makes one.
     *
     * @param code the exit status that the program should end with
     */
    public SystemExit(int code) {
        super("exit status " + code);
        this.code = code;
    }

    /**
     * Returns the exit status.
     *
     * @return as given
     */
    public int code() {
        return code;
    }
}
