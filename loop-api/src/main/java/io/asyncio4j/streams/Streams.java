// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens streams: {@code asyncio.open_connection} and {@code asyncio.start_server}. Coroutines only: elsewhere each method
 * throws {@link IllegalStateException}.
 */
public final class Streams {

    private Streams() {}

    /**
     * Connects.
     *
     * @param host name or address
     * @param port from 0 to 65535
     * @return reader and writer of the new connection
     * @throws IOException if the name is unknown or nobody accepts
     * @throws IllegalArgumentException if the port is out of range
     */
    public static StreamConnection openConnection(String host, int port) throws IOException {
        return openConnection(ConnectOptions.to(host, port));
    }

    /**
     * Connects.
     *
     * @param options where and how, as for {@code loop.createConnection}
     * @return reader and writer of the new connection
     * @throws IOException if the name is unknown or nobody accepts
     */
    public static StreamConnection openConnection(ConnectOptions options) throws IOException {
        return openConnection(options, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Connects.
     *
     * @param options where and how, as for {@code loop.createConnection}
     * @param limit of the reader, in bytes
     * @return reader and writer of the new connection
     * @throws IOException if the name is unknown or nobody accepts
     * @throws IllegalArgumentException unless the limit is positive
     */
    public static StreamConnection openConnection(ConnectOptions options, int limit) throws IOException {
        AbstractEventLoop loop = Task.suspending("openConnection").loop();
        StreamReader reader = new StreamReader(limit, loop);
        StreamReaderProtocol protocol = new StreamReaderProtocol(reader, loop);
        Connection<Transport, StreamReaderProtocol> connection =
                await(loop.createConnection(() -> protocol, options));
        return new StreamConnection(reader, new StreamWriter(connection.transport(), protocol, reader, loop));
    }

    /**
     * Listens, and starts a task for each connection.
     *
     * @param handler what to do with a connection
     * @param host name or address, or null for all interfaces
     * @param port 0: any free one, see {@link Server#sockets()}
     * @return the server, which accepts already
     * @throws IOException if the address is in use or not there
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port) throws IOException {
        return startServer(handler, ListenOptions.at(host, port));
    }

    /**
     * Listens, and starts a task for each connection.
     *
     * @param handler what to do with a connection
     * @param options where and how, as for {@code loop.createServer}
     * @return the server
     * @throws IOException if the address is in use or not there
     */
    public static Server startServer(ConnectionHandler handler, ListenOptions options) throws IOException {
        return startServer(handler, options, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Listens, and starts a task for each connection.
     *
     * @param handler what to do with a connection
     * @param options where and how, as for {@code loop.createServer}
     * @param limit of each reader, in bytes
     * @return the server
     * @throws IOException if the address is in use or not there
     * @throws IllegalArgumentException unless the limit is positive
     */
    public static Server startServer(ConnectionHandler handler, ListenOptions options, int limit) throws IOException {
        Objects.requireNonNull(handler, "startServer: the handler is null; pass a lambda of reader and writer");
        AbstractEventLoop loop = Task.suspending("startServer").loop();
        // Fails here rather than with each connection.
        new StreamReader(limit, loop);
        return await(loop.createServer(
                () -> new StreamReaderProtocol(new StreamReader(limit, loop), handler, loop), options));
    }

    private static <T extends @Nullable Object> T await(Future<T> future) throws IOException {
        try {
            return future.await();
        } catch (Throwable failure) {
            throw Rethrow.<IOException>asIs(failure);
        }
    }
}
