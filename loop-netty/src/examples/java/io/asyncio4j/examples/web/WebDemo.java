// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;

import io.asyncio4j.Asyncio;
import io.asyncio4j.examples.Poller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * Some handlers, and a service of Netty around them. Arguments: port (0 for any), number of event loops, and for TLS a
 * certificate file and a key file. It prints {@code ready URL} and serves until it is stopped by SIGTERM, with grace.
 */
public final class WebDemo {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int CHUNK = 16 * 1024;

    private WebDemo() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        if (args.length != 2 && args.length != 4) {
            System.err.println("usage: WebDemo PORT LOOPS [CERTIFICATE-FILE KEY-FILE]");
            System.exit(2);
        }
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        SslContext tls = args.length == 4 ? WebServer.tls(Path.of(args[2]), Path.of(args[3])) : null;
        Poller poller = Poller.chosen();
        EventLoopGroup group = poller.group(Integer.parseInt(args[1]));
        WebServer server = WebServer.start(group, poller.serverSocket(), address, tls, GRACE, WebDemo::answer);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            group.shutdownGracefully(0, GRACE.toSeconds(), TimeUnit.SECONDS).syncUninterruptibly();
            IO.println("closed");
        }));
        IO.println("ready " + (tls == null ? "http" : "https") + "://localhost:" + server.address().getPort());
    }

    static void answer(Exchange exchange) throws Exception {
        String path = exchange.path();
        String tail = path.substring(path.lastIndexOf('/') + 1);
        switch (path.substring(0, path.length() - tail.length())) {
            case "/" -> page(tail, exchange);
            case "/bytes/" -> bytes(exchange, Integer.parseInt(tail));
            case "/sleep/" -> {
                Asyncio.sleep(Double.parseDouble(tail));
                exchange.respond(OK, "slept " + tail + "\n");
            }
            default -> throw new HttpError(NOT_FOUND, "there is no " + path);
        }
    }

    private static void page(String name, Exchange exchange) throws Exception {
        switch (name) {
            case "" -> exchange.respond(OK, "hello\n");
            case "echo" -> echo(exchange);
            case "digest" -> exchange.respond(OK, digest(exchange) + "\n");
            case "small" -> exchange.respond(OK, "text/plain", Unpooled.wrappedBuffer(exchange.readAll(1000)));
            case "fail" -> throw new IllegalArgumentException("a bug in a handler");
            case "fail-late" -> {
                exchange.start(OK, "text/plain");
                exchange.write(Unpooled.wrappedBuffer(new byte[CHUNK]));
                throw new IllegalArgumentException("a bug in the midst of a response");
            }
            case "silent" -> {
                // A bug as well: no response.
            }
            default -> throw new HttpError(NOT_FOUND, "there is no /" + name);
        }
    }

    /** Gives the body back while it comes: no more of it is in memory than a few parts. */
    private static void echo(Exchange exchange) throws Exception {
        exchange.start(OK, "application/octet-stream");
        for (ByteBuf part = exchange.read(); part != null; part = exchange.read()) {
            exchange.write(part);
        }
    }

    private static String digest(Exchange exchange) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (ByteBuf part = exchange.read(); part != null; part = exchange.read()) {
            sha.update(part.nioBuffer());
            part.release();
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static void bytes(Exchange exchange, int count) throws Exception {
        exchange.start(OK, "application/octet-stream");
        for (int left = count; left > 0; left -= CHUNK) {
            exchange.write(Unpooled.wrappedBuffer(new byte[Math.min(left, CHUNK)]));
        }
    }
}
