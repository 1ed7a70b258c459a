// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

/**
 * Gets the loop's reports of what nobody else can handle; the callable of {@code loop.set_exception_handler}. Called on
 * the loop as a rule, and on any thread for what happens elsewhere.
 */
@FunctionalInterface
public interface ExceptionHandler {

    /**
     * Takes a report, in the thread that reports. What it throws goes to the loop's default handler.
     *
     * @param loop the loop that reports
     * @param context what happened
     */
    void handle(AbstractEventLoop loop, ExceptionContext context);
}
