// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/**
 * Thrown at the suspension point of a coroutine whose loop was closed, so that its {@code finally} blocks run and its
 * thread ends; Python's {@code GeneratorExit}, which {@code coroutine.close()} throws. Whatever suspends after that
 * gets it again.
 */
public class GeneratorExit extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which task ends and why
     */
    public GeneratorExit(String message) {
        super(message);
    }
}
