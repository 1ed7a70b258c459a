// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.https;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.CipherInfo;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/**
 * A small web server over TLS: {@code /} tells how the connection is protected, {@code /echo} gives back what it is sent,
 * {@code /bytes/N} gives N bytes. Arguments: port (0 for any), certificate file, key file. It prints
 * {@code ready https://localhost:PORT/} and serves until it is stopped.
 */
public final class HttpsServer {

    /** How long a client may be silent between requests, and within one. */
    private static final double PATIENCE_SECONDS = 30;

    private HttpsServer() {}

    /** See the class. */
    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println("usage: HttpsServer PORT CERTIFICATE-FILE KEY-FILE");
            System.exit(2);
        }
        TlsContext tls = TlsContext.forServer(Path.of(args[1]), Path.of(args[2]));
        Asyncio.run(() -> {
            try (Server server = start("127.0.0.1", Integer.parseInt(args[0]), tls)) {
                InetSocketAddress address =
                        (InetSocketAddress) Objects.requireNonNull(server.sockets().getFirst().getsockname());
                IO.println("ready https://localhost:" + address.getPort() + "/");
                server.serveForever().await();
            }
        });
    }

    static Server start(String host, int port, TlsContext tls) throws IOException {
        return Asyncio.startServer(
                HttpsServer::serve, ListenOptions.at(host, port).tls(tls.alpnProtocols("http/1.1")));
    }

    private static void serve(StreamReader reader, StreamWriter writer) throws Exception {
        try (writer) {
            boolean goesOn;
            do {
                goesOn = Asyncio.timeout(PATIENCE_SECONDS, () -> answered(reader, writer));
            } while (goesOn);
        } catch (TimeoutException | IOException gone) {
            // Silent or gone: nobody there to be answered.
        }
    }

    private static boolean answered(StreamReader reader, StreamWriter writer) throws IOException {
        try {
            return exchange(reader, writer);
        } catch (ProtocolException e) {
            writer.write(page("400 Bad Request", e.getMessage() + "\n", false).bytes());
            return false;
        }
    }

    /** One request and its response; false if there will be no other on this connection. */
    private static boolean exchange(StreamReader reader, StreamWriter writer) throws IOException {
        HttpMessage head = HttpMessage.readHead(reader);
        if (head == null) {
            return false;
        }
        if (head.headers().getOrDefault("Expect", "").equalsIgnoreCase("100-continue")) {
            writer.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        HttpMessage request = head.readBody(reader);
        HttpMessage response = answer(request, writer);
        byte[] bytes = response.bytes();
        // To HEAD the same, without the body.
        int length = request.word(0).equals("HEAD") ? bytes.length - response.body().length : bytes.length;
        writer.write(bytes, 0, length);
        writer.drain();
        return request.keepsAlive();
    }

    private static HttpMessage answer(HttpMessage request, StreamWriter writer) throws ProtocolException {
        String path = request.word(1);
        boolean alive = request.keepsAlive();
        if (path.equals("/")) {
            CipherInfo cipher = writer.getExtraInfo(ExtraInfo.CIPHER);
            return page("200 OK", "hello over " + (cipher == null ? "nothing" : cipher.protocol()) + "\n", alive);
        }
        if (path.equals("/echo")) {
            return message("200 OK", request.body(), alive);
        }
        if (path.matches("/bytes/[0-9]{1,7}")) {
            return message("200 OK", new byte[Integer.parseInt(path.substring(7))], alive);
        }
        if (!path.startsWith("/")) {
            throw new ProtocolException("http: \"" + request.start() + "\" is no request");
        }
        return page("404 Not Found", "there is no " + path + " here\n", alive);
    }

    private static HttpMessage page(String status, String text, boolean alive) {
        return message(status, text.getBytes(StandardCharsets.UTF_8), alive);
    }

    private static HttpMessage message(String status, byte[] body, boolean alive) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "text/plain; charset=utf-8");
        if (!alive) {
            headers.put("Connection", "close");
        }
        return new HttpMessage("HTTP/1.1 " + status, headers, body);
    }
}
