// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.vertx;

import io.asyncio4j.Asyncio;
import io.asyncio4j.examples.Poller;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.tasks.Task;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.transport.Transport;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * A verticle with two doors to one store: HTTP by Vert.x, and a {@link KeyValueProtocol} by asyncio, both on the verticle's own
 * event loop. {@code GET /KEY} gives a value, {@code POST /KEY?value=VALUE} sets one, {@code GET /KEY?wait=SECONDS} is a
 * coroutine that waits for one. Undeploying ends all of it.
 */
public final class KeyValueVerticle extends VerticleBase {

    private final KeyValueStore store = new KeyValueStore();
    private final Set<Task<?>> tasks = new HashSet<>();
    private Server lines;
    private HttpServer http;

    /** Prints {@code ready HTTP-PORT LINE-PORT}; a line on standard input undeploys it. */
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.builder().withTransport(switch (Poller.chosen()) {
            case NIO -> Transport.NIO;
            case EPOLL -> Transport.EPOLL;
            case IO_URING -> Transport.IO_URING;
        }).build();
        KeyValueVerticle verticle = new KeyValueVerticle();
        String id = vertx.deployVerticle(verticle).await();
        IO.println("ready " + verticle.http.actualPort() + " " + verticle.linePort());
        IO.readln();
        vertx.undeploy(id).await();
        IO.println("undeployed");
        IO.readln();
        vertx.close().await();
        IO.println("closed");
    }

    private int linePort() throws java.io.IOException {
        return ((InetSocketAddress) Objects.requireNonNull(lines.sockets().getFirst().getsockname())).getPort();
    }

    @Override
    public Future<?> start() {
        // The asyncio view of the event loop that runs this very method.
        NettyEventLoop loop = NettyEventLoop.of(((ContextInternal) context).nettyEventLoop());
        Future<?> listening = toVertx(
                loop.createServer(() -> new KeyValueProtocol(store), ListenOptions.at("127.0.0.1", 0)))
                .onSuccess(server -> lines = server);
        http = vertx.createHttpServer().requestHandler(request -> answer(loop, request));
        return Future.all(listening, http.listen(0, "127.0.0.1"));
    }

    /** Vert.x closes its server; ours, its connections and the coroutines are this verticle's own affair. */
    @Override
    public Future<?> stop() {
        lines.close();
        lines.closeClients();
        Set.copyOf(tasks).forEach(Task::cancel);
        return toVertx(lines.waitClosed());
    }

    private void answer(NettyEventLoop loop, HttpServerRequest request) {
        String key = request.path().substring(1);
        String seconds = request.getParam("wait");
        if (seconds != null) {
            start(loop, request.response(), () -> {
                double limit = Double.parseDouble(seconds);
                return Asyncio.timeout(limit, () -> store.await(key));
            });
            return;
        }
        String value = request.getParam("value");
        if (value != null) {
            store.set(key, value);
        }
        respond(request.response(), 200, String.valueOf(store.get(key)));
    }

    /** A coroutine for a request: its outcome is the response, and if the client goes it is cancelled. */
    private void start(
            NettyEventLoop loop, HttpServerResponse response, io.asyncio4j.tasks.Coroutine<String> body) {
        Task<String> task = loop.createTask(body);
        tasks.add(task);
        task.addDoneCallback(done -> tasks.remove(task));
        response.closeHandler(gone -> task.cancel());
        toVertx(task)
                .onSuccess(value -> respond(response, 200, value))
                .onFailure(failure -> respond(
                        response,
                        failure instanceof java.util.concurrent.TimeoutException ? 504 : 500,
                        failure.getClass().getSimpleName()));
    }

    private static void respond(HttpServerResponse response, int status, String text) {
        if (!response.ended() && !response.closed()) {
            var unused = response.setStatusCode(status).end(text + "\n");
        }
    }

    /** An outcome of asyncio for whoever composes futures of Vert.x. */
    private <T> Future<T> toVertx(io.asyncio4j.tasks.Future<T> future) {
        return Future.fromCompletionStage(future.toCompletableFuture(), context);
    }
}
