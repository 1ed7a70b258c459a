// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets and the connections that came from them; asyncio's {@code Server}.
 *
 * <pre>
 * bound -> serving -> closed -> ended (closed, and the last connection is lost)
 *    \----------------/
 * </pre>
 *
 * <p>
 * The JDK's sockets listen as soon as they are bound, so that before "serving" connections wait with the system.
 */
final class ListeningServer implements Server {

    private final SelectorNetwork loop;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final Set<Transport> clients = new LinkedHashSet<>();
    private boolean serving;
    private boolean closed;

    /** Who waits for the end; null when it has come. */
    private @Nullable List<Future<@Nullable Void>> waiters = new ArrayList<>();

    private @Nullable Future<@Nullable Void> forever;

    ListeningServer(SelectorNetwork loop, List<Binder.Bound> sockets, Supplier<? extends BaseProtocol> factory,
            Connector connector) {
        this.loop = loop;
        for (Binder.Bound socket : sockets) {
            acceptors.add(new Acceptor(loop, connector, this, socket, factory));
        }
    }

    void attach(Transport client) {
        if (closed) {
            throw new IllegalStateException("the server was closed before the connection was made");
        }
        clients.add(client);
    }

    void detach(Transport client) {
        clients.remove(client);
        endIfOver();
    }

    private void endIfOver() {
        List<Future<@Nullable Void>> waiting = waiters;
        if (closed && clients.isEmpty() && waiting != null) {
            waiters = null;
            for (Future<@Nullable Void> waiter : waiting) {
                if (!waiter.done()) {
                    waiter.setResult(null);
                }
            }
        }
    }

    void serve() {
        if (closed) {
            throw new IllegalStateException("server " + this + " is closed");
        }
        if (!serving) {
            serving = true;
            acceptors.forEach(Acceptor::start);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        serving = false;
        acceptors.forEach(Acceptor::close);
        if (forever != null) {
            forever.cancel();
        }
        endIfOver();
    }

    @Override
    public void closeClients() {
        new ArrayList<>(clients).forEach(Transport::close);
    }

    @Override
    public void abortClients() {
        new ArrayList<>(clients).forEach(Transport::abort);
    }

    @Override
    public AbstractEventLoop loop() {
        return loop;
    }

    @Override
    public boolean isServing() {
        return serving;
    }

    @Override
    public Future<@Nullable Void> startServing() {
        serve();
        Future<@Nullable Void> started = loop.createFuture();
        started.setResult(null);
        return started;
    }

    @Override
    public Future<@Nullable Void> serveForever() {
        if (forever != null) {
            throw new IllegalStateException("server " + this + " is already being awaited on serve_forever()");
        }
        serve();
        Future<@Nullable Void> never = loop.createFuture();
        forever = never;
        Future<@Nullable Void> result = loop.coroutine(() -> {
            try {
                return never.await();
            } catch (CancelledError cancelled) {
                close();
                waitClosed().await();
                throw cancelled;
            } finally {
                forever = null;
            }
        });
        // A task that is cancelled before its first step never begins, and nobody would close the server.
        result.addDoneCallback(done -> {
            if (forever == never) {
                forever = null;
                close();
            }
        });
        return result;
    }

    @Override
    public Future<@Nullable Void> waitClosed() {
        Future<@Nullable Void> waiter = loop.createFuture();
        if (waiters == null) {
            waiter.setResult(null);
        } else {
            waiters.add(waiter);
        }
        return waiter;
    }

    @Override
    public List<TransportSocket> sockets() {
        return closed ? List.of() : acceptors.stream().map(Acceptor::socket).toList();
    }

    @Override
    public String toString() {
        return "ListeningServer[" + sockets() + "]";
    }
}
