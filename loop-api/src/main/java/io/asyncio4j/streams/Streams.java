// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens streams: {@code asyncio.open_connection}, {@code asyncio.start_server} and their unix forms. Coroutines only:
 * elsewhere each method throws {@link IllegalStateException}. The front door {@link io.asyncio4j.Asyncio} has the same methods.
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
        return open(loop, limit, factory -> loop.createConnection(factory, options));
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
        AbstractEventLoop loop = Task.suspending("startServer").loop();
        return await(loop.createServer(protocols("startServer", handler, limit, loop), options), Server::close);
    }

    /**
     * Connects to a unix socket.
     *
     * @param path the socket's file
     * @return reader and writer of the new connection
     * @throws IOException if there is no such file or nobody accepts
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static StreamConnection openUnixConnection(Path path) throws IOException {
        return openUnixConnection(UnixConnectOptions.to(path));
    }

    /**
     * Connects to a unix socket.
     *
     * @param options where and how, as for {@code loop.createUnixConnection}
     * @return reader and writer of the new connection
     * @throws IOException if there is no such file or nobody accepts
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static StreamConnection openUnixConnection(UnixConnectOptions options) throws IOException {
        return openUnixConnection(options, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Connects to a unix socket.
     *
     * @param options where and how, as for {@code loop.createUnixConnection}
     * @param limit of the reader, in bytes
     * @return reader and writer of the new connection
     * @throws IOException if there is no such file or nobody accepts
     * @throws IllegalArgumentException unless the limit is positive
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static StreamConnection openUnixConnection(UnixConnectOptions options, int limit) throws IOException {
        AbstractEventLoop loop = Task.suspending("openUnixConnection").loop();
        return open(loop, limit, factory -> loop.createUnixConnection(factory, options));
    }

    /**
     * Listens on a unix socket, and starts a task for each connection.
     *
     * @param handler what to do with a connection
     * @param path the socket's file; a socket that is there already is replaced
     * @return the server, which accepts already
     * @throws IOException if the address cannot be bound
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static Server startUnixServer(ConnectionHandler handler, Path path) throws IOException {
        return startUnixServer(handler, UnixListenOptions.at(path));
    }

    /**
     * Listens on a unix socket, and starts a task for each connection.
     *
     * @param handler what to do with a connection
     * @param options where and how, as for {@code loop.createUnixServer}
     * @return the server
     * @throws IOException if the address cannot be bound
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static Server startUnixServer(ConnectionHandler handler, UnixListenOptions options) throws IOException {
        return startUnixServer(handler, options, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Listens on a unix socket, and starts a task for each connection.
     *
     * @param handler what to do with a connection
     * @param options where and how, as for {@code loop.createUnixServer}
     * @param limit of each reader, in bytes
     * @return the server
     * @throws IOException if the address cannot be bound
     * @throws IllegalArgumentException unless the limit is positive
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static Server startUnixServer(ConnectionHandler handler, UnixListenOptions options, int limit)
            throws IOException {
        AbstractEventLoop loop = Task.suspending("startUnixServer").loop();
        return await(loop.createUnixServer(protocols("startUnixServer", handler, limit, loop), options),
                Server::close);
    }

    // ---- what all of them do

    /** One of the loop's methods that connect. */
    private interface Connect {
        Future<Connection<Transport, StreamReaderProtocol>> with(Supplier<StreamReaderProtocol> factory);
    }

    private static StreamConnection open(AbstractEventLoop loop, int limit, Connect connect) throws IOException {
        StreamReader reader = new StreamReader(limit, loop);
        StreamReaderProtocol protocol = new StreamReaderProtocol(reader, loop);
        Transport transport = await(connect.with(() -> protocol), made -> made.transport().close()).transport();
        return new StreamConnection(reader, new StreamWriter(transport, protocol, reader, loop));
    }

    private static Supplier<StreamReaderProtocol> protocols(
            String operation, ConnectionHandler handler, int limit, AbstractEventLoop loop) {
        Objects.requireNonNull(handler, operation + ": the handler is null; pass a lambda of reader and writer");
        // Fails here rather than with each connection.
        new StreamReader(limit, loop);
        return () -> new StreamReaderProtocol(new StreamReader(limit, loop), handler, loop);
    }

    /**
     * Waits for something that has to be closed. A task that is cancelled in the very iteration in which it is there would
     * lose it: then it is given up.
     */
    static <T> T await(Future<T> future, Consumer<T> giveUp) throws IOException {
        try {
            return future.await();
        } catch (Throwable failure) {
            if (future.done() && !future.cancelled() && future.exception() == null) {
                giveUp.accept(future.resultNow());
            }
            throw Rethrow.<IOException>asIs(failure);
        }
    }
}
