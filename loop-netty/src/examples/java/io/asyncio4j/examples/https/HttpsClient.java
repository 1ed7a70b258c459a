// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.https;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection to a web server, for one request after the other. Loop only, one coroutine at a time. */
public final class HttpsClient implements AutoCloseable {

    private final StreamReader reader;
    private final StreamWriter writer;
    private final String host;

    private HttpsClient(StreamConnection connection, String host) {
        reader = connection.reader();
        writer = connection.writer();
        this.host = host;
    }

    /**
     * Connects.
     *
     * @param tls whom to trust
     * @param name what the server is called, in its certificate and to itself; usually the same as {@code host}
     * @throws IOException if there is no server, or it is not to be trusted
     */
    public static HttpsClient connect(String host, int port, TlsContext tls, String name) throws IOException {
        ConnectOptions options =
                ConnectOptions.to(host, port).tls(tls.alpnProtocols("http/1.1")).serverHostname(name);
        return new HttpsClient(Asyncio.openConnection(options), port == 443 ? name : name + ":" + port);
    }

    /** Fetches a page. */
    public HttpMessage get(String path) throws IOException {
        return request("GET", path, new byte[0]);
    }

    /** Sends a request and waits for the whole response. */
    public HttpMessage request(String method, String path, byte[] body) throws IOException {
        HttpMessage request = new HttpMessage(method + " " + path + " HTTP/1.1", Map.of("Host", host), body);
        writer.write(request.bytes());
        writer.drain();
        HttpMessage response;
        do {
            response = HttpMessage.readHead(reader);
            if (response == null) {
                throw HttpMessage.early("a response to " + method + " " + path);
            }
        } while (response.status() < 200);
        boolean bodiless = method.equals("HEAD") || response.status() == 204 || response.status() == 304;
        return bodiless ? response : response.readBody(reader);
    }

    /** What both sides have agreed on (ALPN); null if the server does not care. */
    public @Nullable String protocol() {
        return writer.getExtraInfo(ExtraInfo.ALPN);
    }

    @Override
    public void close() {
        writer.close();
    }
}
