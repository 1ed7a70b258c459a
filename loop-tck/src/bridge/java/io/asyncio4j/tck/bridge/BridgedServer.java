// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.tasks.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server of Python's. */
public final class BridgedServer implements Server {

    private final PythonObject python;
    private final AbstractEventLoop loop;

    public BridgedServer(PythonObject python, AbstractEventLoop loop) {
        this.python = python;
        this.loop = loop;
    }

    @Override
    public void close() {
        python.ask("close");
    }

    @Override
    public void closeClients() {
        python.ask("close_clients");
    }

    @Override
    public void abortClients() {
        python.ask("abort_clients");
    }

    @Override
    public AbstractEventLoop loop() {
        return python.get("get_loop");
    }

    @Override
    public boolean isServing() {
        return python.<Boolean>get("is_serving");
    }

    @Override
    public Future<@Nullable Void> startServing() {
        return BridgedIo.start(python, loop, "start_serving");
    }

    @Override
    public Future<@Nullable Void> serveForever() {
        return BridgedIo.start(python, loop, "serve_forever");
    }

    @Override
    public Future<@Nullable Void> waitClosed() {
        return BridgedIo.start(python, loop, "wait_closed");
    }

    @Override
    public List<TransportSocket> sockets() {
        return python.get("sockets");
    }

    @Override
    public String toString() {
        return python.get("repr");
    }
}
