// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/**
 * Something that blocks, for {@link ThreadOffload}: a {@link Runnable} that may throw, as most of what blocks does.
 */
@FunctionalInterface
public interface BlockingAction {

    /**
     * Does it, on a thread of the executor; it is no coroutine and must not call what suspends.
     *
     * @throws Exception passed on to who waits for the action
     */
    void run() throws Exception;
}
