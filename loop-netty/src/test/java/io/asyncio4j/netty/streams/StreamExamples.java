// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.streams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The Java side of loop-api/docs/porting-streams.md. */
final class StreamExamples {

    /** 8888 on the page; a test lets the system choose. */
    private int port;

    StreamExamples(int port) {
        this.port = port;
    }

    void tcpEchoClient(String message) throws IOException {
        var connection = Asyncio.openConnection("127.0.0.1", port);
        var reader = connection.reader();
        var writer = connection.writer();

        IO.println("Send: " + message);
        writer.write(message.getBytes(UTF_8));
        writer.drain();

        byte[] data = reader.read(100);
        IO.println("Received: " + new String(data, UTF_8));

        IO.println("Close the connection");
        writer.close();
        writer.waitClosed();
    }

    void handleEcho(StreamReader reader, StreamWriter writer) throws IOException {
        byte[] data = reader.read(100);
        var message = new String(data, UTF_8);
        var address = writer.getExtraInfo(ExtraInfo.PEERNAME);
        IO.println("Received " + message + " from " + address);

        IO.println("Send: " + message);
        writer.write(data);
        writer.drain();

        IO.println("Close the connection");
        writer.close();
        writer.waitClosed();
    }

    void tcpEchoServer() throws Exception {
        var server = Asyncio.startServer(this::handleEcho, "127.0.0.1", port);

        for (var sock : server.sockets()) {
            IO.println("Serving on " + sock.getsockname());
        }

        try (var scope = server.scope()) {
            server.serveForever().await();
        }
    }

    void printHttpHeaders(String address) throws IOException {
        var url = URI.create(address);
        var https = "https".equals(url.getScheme());
        var defaultPort = https ? 443 : 80;
        var where = ConnectOptions.to(url.getHost(), url.getPort() < 0 ? defaultPort : url.getPort());
        var connection = Asyncio.openConnection(https ? where.tls(TlsContext.forClient()) : where);

        var query = "HEAD " + (url.getPath().isEmpty() ? "/" : url.getPath()) + " HTTP/1.0\r\n"
                + "Host: " + url.getHost() + "\r\n"
                + "\r\n";
        connection.writer().write(query.getBytes(ISO_8859_1));

        for (var line : connection.reader().lines(ISO_8859_1)) {
            if (!line.isEmpty()) {
                IO.println("HTTP header> " + line);
            }
        }

        // Ignore the body, close the socket
        connection.writer().close();
        connection.writer().waitClosed();
    }

    void waitForData() throws IOException {
        var loop = Asyncio.getRunningLoop();

        // A pair of connected sockets: Java has none, so connect two.
        try (var listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                var rsock = SocketChannel.open(listener.getLocalAddress());
                var wsock = listener.accept()) {

            // Register the open socket to wait for data.
            var connection = Asyncio.openConnection(ConnectOptions.on(rsock));

            // Simulate the reception of data from the network
            loop.callSoon(() -> send(wsock, "abc"));

            // Wait for data
            byte[] data = connection.reader().read(100);

            // Got data, we are done: close the socket
            IO.println("Received: " + new String(data, UTF_8));
            connection.writer().close();
            connection.writer().waitClosed();
        }
    }

    void send(SocketChannel sock, String text) {
        try {
            sock.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        } catch (IOException failure) {
            IO.println("Not sent: " + failure.getMessage());
        }
    }
}
