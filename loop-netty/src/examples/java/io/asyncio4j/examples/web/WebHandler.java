// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

/** What answers requests: a coroutine on the event loop of their connection, one at a time for each connection or stream. */
@FunctionalInterface
public interface WebHandler {

    /**
     * Answers one request.
     *
     * @param exchange the request, and the response that this gives
     * @throws Exception gives the client a 500 if the response has not begun, else ends it; the server goes on
     */
    void handle(Exchange exchange) throws Exception;
}
