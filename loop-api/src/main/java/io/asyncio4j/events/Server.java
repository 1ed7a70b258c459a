// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.tasks.Future;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that give each connection a protocol of its own (asyncio: {@code asyncio.Server}).
 *
 * <p>Loop only. Made by {@code createServer} and {@code createUnixServer}.
 */
public interface Server extends AutoCloseable {

    /**
     * Stops listening (asyncio: {@code server.close}). The listening sockets are closed when it returns; accepted
     * connections go on; a waiting {@link #serveForever()} is cancelled. Calling it again does nothing.
     */
    @Override
    void close();

    /** Closes every connection of this server, sending what is buffered (asyncio: {@code server.close_clients}). */
    void closeClients();

    /**
     * Closes every connection of this server at once, dropping what is buffered (asyncio: {@code
     * server.abort_clients}).
     */
    void abortClients();

    /**
     * The loop that the server belongs to (asyncio: {@code server.get_loop}). Any thread.
     *
     * @return the loop
     */
    AbstractEventLoop loop();

    /**
     * Tells whether connections are accepted (asyncio: {@code server.is_serving}).
     *
     * @return true between start and {@link #close()}
     */
    boolean isServing();

    /**
     * Begins to accept (asyncio: {@code server.start_serving}). Does nothing when it does already.
     *
     * @return a future that is done when connections are accepted
     * @throws IllegalStateException when the server is closed
     */
    Future<@Nullable Void> startServing();

    /**
     * Accepts until it is cancelled (asyncio: {@code server.serve_forever}).
     *
     * @return a future that never succeeds; cancelling it closes the server and waits for {@link #waitClosed()}, and
     *     {@link #close()} cancels it
     * @throws IllegalStateException when the server is closed, or serves for another call already
     */
    Future<@Nullable Void> serveForever();

    /**
     * Waits for the end (asyncio: {@code server.wait_closed} of 3.12 and later).
     *
     * @return a future that is done when the server is closed and all its connections are lost
     */
    Future<@Nullable Void> waitClosed();

    /**
     * The listening sockets (asyncio: {@code server.sockets}).
     *
     * @return the sockets; empty after {@link #close()}
     */
    List<TransportSocket> sockets();

    /**
     * A block that ends the server and waits for it (asyncio: {@code async with server}). Only in a coroutine:
     * {@code try (var scope = server.scope()) { server.serveForever().await(); }}.
     *
     * @return the scope
     */
    default Scope scope() {
        return new Scope(this);
    }

    /**
     * Closes a server and waits until it has ended, at the end of a block. Only in a coroutine of the server's loop.
     */
    final class Scope implements AutoCloseable {

        private final Server server;

        private Scope(Server server) {
            this.server = Objects.requireNonNull(server);
        }

        /**
         * The server.
         *
         * @return the server
         */
        public Server server() {
            return server;
        }

        /**
         * Closes the server and suspends until {@link Server#waitClosed()} is done.
         *
         * @throws IllegalStateException when it is called outside a coroutine, or waiting fails
         * @throws io.asyncio4j.tasks.CancelledError when the coroutine is cancelled meanwhile
         */
        @Override
        public void close() {
            server.close();
            try {
                server.waitClosed().await();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("Server.Scope.close: waiting for the server's end failed", e);
            }
        }
    }
}
