// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/** A {@link Coroutine} without a result, as {@link Runnable} is to {@link java.util.concurrent.Callable}. */
@FunctionalInterface
public interface CoroutineAction {

    /**
     * The body.
     *
     * @throws Exception becomes the task's exception
     */
    void run() throws Exception;
}
