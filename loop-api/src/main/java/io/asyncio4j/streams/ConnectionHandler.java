// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

/**
 * What a server does with one connection: asyncio's {@code client_connected_cb}. Called in a task of its own for each
 * connection, so it may suspend.
 */
@FunctionalInterface
public interface ConnectionHandler {

    /**
     * Serves a connection. Returning does not close it: close the writer.
     *
     * @param reader what the client sends
     * @param writer to the client
     * @throws Exception is reported to the loop's exception handler, and the connection is closed
     */
    void handle(StreamReader reader, StreamWriter writer) throws Exception;
}
