// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.tasks.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server of the inner loop as the user sees it. */
class ForwardingServer implements Server {

    final ForwardingNetwork loop;
    final Server base;

    ForwardingServer(ForwardingNetwork loop, Server base) {
        this.loop = loop;
        this.base = base;
    }

    @Override
    public void close() {
        loop.run(base::close);
    }

    @Override
    public void closeClients() {
        loop.run(base::closeClients);
    }

    @Override
    public void abortClients() {
        loop.run(base::abortClients);
    }

    @Override
    public AbstractEventLoop loop() {
        return loop;
    }

    @Override
    public boolean isServing() {
        return loop.inside(base::isServing);
    }

    @Override
    public Future<@Nullable Void> startServing() {
        return loop.mirror(base::startServing);
    }

    @Override
    public Future<@Nullable Void> serveForever() {
        return loop.mirror(base::serveForever);
    }

    @Override
    public Future<@Nullable Void> waitClosed() {
        return loop.mirror(base::waitClosed);
    }

    @Override
    public List<TransportSocket> sockets() {
        return loop.inside(base::sockets);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
