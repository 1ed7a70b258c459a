// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

/**
 * Both sides of a connection: the {@code (reader, writer)} of {@code asyncio.open_connection}. Loop only.
 *
 * @param reader what the peer sends
 * @param writer to the peer
 */
public record StreamConnection(StreamReader reader, StreamWriter writer) implements AutoCloseable {

    /** Closes the writer, without waiting: {@link StreamWriter#close()}. */
    @Override
    public void close() {
        writer.close();
    }
}
