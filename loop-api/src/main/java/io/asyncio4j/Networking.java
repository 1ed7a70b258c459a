// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.streams.ConnectionHandler;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of {@link Asyncio} that talks to others: streams. Use it through that class, in coroutines. */
public abstract sealed class Networking extends Processes permits Scopes {

    Networking() {}

    // ---- streams: for coroutines

    /**
     * Connects; {@code asyncio.open_connection}.
     *
     * @param host name or address
     * @param port from 0 to 65535
     * @return reader and writer of the new connection
     * @throws IOException if the name is unknown or nobody accepts
     * @throws IllegalArgumentException if the port is out of range
     */
    public static StreamConnection openConnection(String host, int port) throws IOException {
        return Streams.openConnection(host, port);
    }

    /**
     * Connects; {@code asyncio.open_connection} with its keyword arguments.
     *
     * @param options where and how, TLS too
     * @return reader and writer of the new connection
     * @throws IOException if the name is unknown or nobody accepts
     */
    public static StreamConnection openConnection(ConnectOptions options) throws IOException {
        return Streams.openConnection(options);
    }

    /**
     * Connects; {@code asyncio.open_connection} with {@code limit=}.
     *
     * @param options where and how, TLS too
     * @param limit of the reader, in bytes
     * @return reader and writer of the new connection
     * @throws IOException if the name is unknown or nobody accepts
     * @throws IllegalArgumentException unless the limit is positive
     */
    public static StreamConnection openConnection(ConnectOptions options, int limit) throws IOException {
        return Streams.openConnection(options, limit);
    }

    /**
     * Listens, and starts a task for each connection; {@code asyncio.start_server}.
     *
     * @param handler what to do with a connection
     * @param host name or address, or null for all interfaces
     * @param port 0: any free one, see {@link Server#sockets()}
     * @return the server, which accepts already
     * @throws IOException if the address is in use or not there
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port) throws IOException {
        return Streams.startServer(handler, host, port);
    }

    /**
     * Listens, and starts a task for each connection; {@code asyncio.start_server} with its keyword arguments.
     *
     * @param handler what to do with a connection
     * @param options where and how, TLS too
     * @return the server
     * @throws IOException if the address is in use or not there
     */
    public static Server startServer(ConnectionHandler handler, ListenOptions options) throws IOException {
        return Streams.startServer(handler, options);
    }

    /**
     * Listens, and starts a task for each connection; {@code asyncio.start_server} with {@code limit=}.
     *
     * @param handler what to do with a connection
     * @param options where and how, TLS too
     * @param limit of each reader, in bytes
     * @return the server
     * @throws IOException if the address is in use or not there
     * @throws IllegalArgumentException unless the limit is positive
     */
    public static Server startServer(ConnectionHandler handler, ListenOptions options, int limit) throws IOException {
        return Streams.startServer(handler, options, limit);
    }

    /**
     * Connects to a unix socket; {@code asyncio.open_unix_connection}.
     *
     * @param path the socket's file
     * @return reader and writer of the new connection
     * @throws IOException if there is no such file or nobody accepts
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static StreamConnection openUnixConnection(Path path) throws IOException {
        return Streams.openUnixConnection(path);
    }

    /**
     * Connects to a unix socket; {@code asyncio.open_unix_connection} with its keyword arguments.
     *
     * @param options where and how, TLS too; {@link Streams#openUnixConnection(UnixConnectOptions, int)} also takes the
     *            reader's limit
     * @return reader and writer of the new connection
     * @throws IOException if there is no such file or nobody accepts
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static StreamConnection openUnixConnection(UnixConnectOptions options) throws IOException {
        return Streams.openUnixConnection(options);
    }

    /**
     * Listens on a unix socket, and starts a task for each connection; {@code asyncio.start_unix_server}.
     *
     * @param handler what to do with a connection
     * @param path the socket's file; a socket that is there already is replaced
     * @return the server, which accepts already
     * @throws IOException if the address cannot be bound
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static Server startUnixServer(ConnectionHandler handler, Path path) throws IOException {
        return Streams.startUnixServer(handler, path);
    }

    /**
     * Listens on a unix socket, and starts a task for each connection; {@code asyncio.start_unix_server} with its keyword
     * arguments.
     *
     * @param handler what to do with a connection
     * @param options where and how, TLS too; {@link Streams#startUnixServer(ConnectionHandler, UnixListenOptions, int)} also
     *            takes the readers' limit
     * @return the server
     * @throws IOException if the address cannot be bound
     * @throws UnsupportedOperationException if the loop has no unix sockets
     */
    public static Server startUnixServer(ConnectionHandler handler, UnixListenOptions options) throws IOException {
        return Streams.startUnixServer(handler, options);
    }
}
