// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.LoopExit;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections from one listening socket; asyncio's {@code _accept_connection}.
 *
 * <p>
 * Each time the socket is ready it takes as many as may wait there and one more, then lets other work run. Each connection
 * is set up in a task of its own, as that takes some iterations and may fail, which is nobody's business but the
 * connection's. Where the system has no descriptor left, the socket would stay ready for ever: it is left alone for a
 * second.
 */
final class Acceptor {

    private static final double PAUSE_SECONDS = 1;

    private final SelectorNetwork loop;
    private final Connector connector;
    private final ListeningServer server;
    private final Binder.Bound bound;
    private final TransportSocket socket;
    private final Supplier<? extends BaseProtocol> factory;
    private @Nullable TimerHandle pause;

    Acceptor(SelectorNetwork loop, Connector connector, ListeningServer server, Binder.Bound bound,
            Supplier<? extends BaseProtocol> factory) {
        this.loop = loop;
        this.connector = connector;
        this.server = server;
        this.bound = bound;
        this.factory = factory;
        this.socket = TransportSocket.of(bound.channel());
    }

    TransportSocket socket() {
        return socket;
    }

    void start() {
        pause = null;
        Objects.requireNonNull(loop.watchers().reader(bound.channel(), this::accept));
    }

    private void accept() {
        for (int i = 0; i <= bound.backlog(); i++) {
            SocketChannel connection;
            try {
                connection = bound.channel().accept();
            } catch (IOException failure) {
                if (isGone(failure)) {
                    continue;
                }
                outOfResources(failure);
                return;
            }
            if (connection == null) {
                return;
            }
            setUp(connection);
        }
    }

    private static boolean isGone(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("connection abort");
    }

    /** The JDK does not tell the number of an error; nothing but resources is known to fail here again and again. */
    private void outOfResources(IOException failure) {
        loop.callExceptionHandler(ExceptionContext.of("socket.accept() out of system resource")
                .withException(failure)
                .with("socket", socket));
        loop.watchers().noReader(bound.channel());
        pause = loop.callLater(PAUSE_SECONDS, this::start);
    }

    private void setUp(SocketChannel connection) {
        loop.holdings().take("accept", connection);
        try {
            connection.configureBlocking(false);
            if (bound.keepAlive()) {
                connection.setOption(StandardSocketOptions.SO_KEEPALIVE, true); // not inherited in the JDK's world
            }
            boolean[] begun = {false};
            CoroutineAction body = () -> {
                begun[0] = true;
                connect(connection);
            };
            loop.createTask(body).addDoneCallback(done -> {
                if (!begun[0]) {
                    loop.holdings().close(connection); // the task was cancelled before
                }
            });
        } catch (IOException failure) {
            loop.holdings().close(connection);
        } catch (Throwable failure) {
            loop.holdings().close(connection);
            throw failure;
        }
    }

    private void connect(SocketChannel connection) {
        try {
            Objects.requireNonNull(connector.transport(connection, factory, server));
        } catch (LoopExit | CancelledError end) {
            throw end;
        } catch (Throwable failure) {
            if (loop.getDebug()) {
                loop.callExceptionHandler(
                        ExceptionContext.of("Error on transport creation for incoming connection")
                                .withException(failure));
            }
        }
    }

    void close() {
        if (pause != null) {
            pause.cancel();
        }
        loop.holdings().close(bound.channel());
    }
}
