// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** The smallest web service of Vert.x, one event loop, handlers on virtual threads; HTTP/1.1 and HTTP/2 in clear. */
public final class VertxWebServer {
    private VertxWebServer() {}

    /** Serves until the process is killed: {@code --port N}. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(NettyEchoServer.after(List.of(args), "--port"));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        vertx.deployVerticle(new VerticleBase() {
            @Override
            public io.vertx.core.Future<?> start() {
                return vertx.createHttpServer().requestHandler(VertxWebServer::answer).listen(port, "127.0.0.1");
            }
        }, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)).await();
        System.out.println("ready 127.0.0.1:" + port);
    }

    private static void answer(HttpServerRequest request) {
        var unused = request.response().putHeader("content-type", "text/plain").end("Hello, World!");
    }
}
