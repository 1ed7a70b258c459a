// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import java.util.List;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** The smallest web service of Reactor Netty, one event loop; HTTP/1.1 or HTTP/2 in clear. */
public final class ReactorWebServer {
    private ReactorWebServer() {}

    /** Serves until the process is killed: {@code --port N --http 1|2}. */
    public static void main(String[] args) {
        int port = Integer.parseInt(NettyEchoServer.after(List.of(args), "--port"));
        boolean http2 = NettyEchoServer.after(List.of(args), "--http").equals("2");
        var server = HttpServer.create()
                .runOn(LoopResources.create("web", 1, 1, true))
                .host("127.0.0.1")
                .port(port)
                .protocol(http2 ? HttpProtocol.H2C : HttpProtocol.HTTP11)
                .handle((request, response) -> response
                        .header("content-type", "text/plain")
                        .header("content-length", "13")
                        .sendString(Mono.just("Hello, World!")))
                .bindNow();
        System.out.println("ready 127.0.0.1:" + port);
        server.onDispose().block();
    }
}
