// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

/**
 * One suspended or running coroutine: a virtual thread and the loop passing control to and fro, so that exactly one of
 * them runs. Each method says on which of the two sides it is called.
 */
public interface Fiber {

    /**
     * Loop side: starts or continues the coroutine and returns when it suspends or ends. If it blocks by other means
     * (a lock, {@code Thread.sleep}, JDBC) this waits, as a blocking coroutine in asyncio blocks its loop.
     */
    void resume();

    /** Coroutine side: gives control back and returns at the next {@link #resume()}. Interrupts are kept for later. */
    void suspend();

    /**
     * Returns the coroutine's thread.
     *
     * @return a virtual thread
     */
    Thread thread();
}
