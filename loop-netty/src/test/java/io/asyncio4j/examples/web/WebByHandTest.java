// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.Child;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP service in clear, against requests by hand, clients that mean no good, and wrk. */
@Timeout(300)
@ParameterizedClass
@EnumSource
class WebByHandTest {

    @Parameter
    WebCarrier carrier;

    @TempDir
    static Path folder;

    @AfterAll
    static void nothingLeaked() throws Exception {
        WebCarrier.closeAll();
    }

    private WebServers servers() throws Exception {
        return carrier.servers(folder);
    }

    private static String text(int status, String phrase, String body, boolean last) {
        return "HTTP/1.1 " + status + " " + phrase + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
                + body.length() + "\r\n" + (last ? "connection: close\r\n" : "") + "\r\n" + body;
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String answers = servers().said("GET /sleep/0.2 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nunsee"
                + "GET /fail HTTP/1.1\r\nHost: a\r\n\r\n"
                + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                + "GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(text(200, "OK", "slept 0.2\n", false)
                + "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n0\r\n\r\n"
                + text(200, "OK", "hello\n", false)
                + text(500, "Internal Server Error", "something went wrong here\n", false)
                + text(200, "OK", "hello\n", false).replaceAll("hello\n$", "")
                + text(200, "OK", "hello\n", true), answers);
    }

    @Test
    void manyPipelinedRequestsAreAnswered() throws Exception {
        int count = 1000;
        String answers = servers().said("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(count - 1)
                + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertEquals(count, answers.split("hello\n", -1).length - 1);
    }

    @Test
    void oldClientsGetTheEndOfTheConnection() throws Exception {
        assertEquals(text(200, "OK", "hello\n", true), servers().said("GET / HTTP/1.0\r\n\r\n"));
        assertEquals(
                "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\nconnection: close\r\n\r\nabc",
                servers().said("POST /echo HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "nonsense\r\n\r\n",
            "GET / HTTP/9.x\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "POST /digest HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            "POST /digest HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            "POST /digest HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
            "POST /digest HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdefgh\r\n\r\n"})
    void nonsenseIsABadRequest(String request) throws Exception {
        String answer = servers().said(request);
        assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        assertTrue(answer.contains("connection: close\r\n"), answer);
        assertEquals(2, answer.split("HTTP/1.1 ", -1).length, answer);
    }

    @Test
    void aPathThatCannotBeDecodedIsABadRequestAndTheConnectionGoesOn() throws Exception {
        assertEquals(
                text(400, "Bad Request", "the path cannot be decoded\n", false) + text(200, "OK", "hello\n", true),
                servers().said("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    }

    @Test
    void tooLongALineIsRefused() throws Exception {
        String answer = servers().said("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 414 Request-URI Too Long\r\n"), answer);
    }

    @Test
    void bodyThatBreaksOffIsABadRequest() throws Exception {
        try (Socket socket = WebServers.connect(servers().clear())) {
            socket.getOutputStream().write("POST /digest HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc".getBytes(US_ASCII));
            socket.shutdownOutput();
            String answer = WebServers.all(socket);
            assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        }
    }

    @Test
    void clientThatDoesNotReadIsMadeToWait() throws Exception {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), WebServers.port(servers().clear()));
        try (SocketChannel socket = SocketChannel.open(address); Selector selector = Selector.open()) {
            socket.configureBlocking(false);
            ByteBuffer head = US_ASCII.encode("POST /echo HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n");
            assertEquals(head.limit(), socket.write(head));
            socket.register(selector, SelectionKey.OP_WRITE);
            long written = 0;
            // Buffers of two sockets, and a little in the server; the limit of its memory is not among them.
            while (selector.select(1500) > 0 && written < 100_000_000) {
                selector.selectedKeys().clear();
                written += socket.write(ByteBuffer.allocate(100_000));
            }
            long total = written;
            assertTrue(written < 60_000_000, () -> total + " bytes were taken that nobody reads");
        }
        // And whoever goes in the midst of all that harms nobody.
        assertEquals(List.of("hello"), servers().curl(0, WebServers.url(servers().clear())));
    }

    @Test
    void wrkSeesNoFailure() throws Exception {
        try (Child load =
                Child.start("wrk", List.of("wrk", "-t1", "-c20", "-d1", WebServers.url(servers().clear()) + "/"))) {
            assertEquals(0, load.join(), () -> load.lines().toString());
            load.await("Requests/sec");
            assertTrue(load.lines().stream().noneMatch(line -> line.contains("errors") || line.contains("Non-2xx")),
                    () -> load.lines().toString());
        }
    }

    @Test
    void clientThatGoesInTheMidstOfAnAnswerHarmsNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = WebServers.connect(servers().clear())) {
                OutputStream out = socket.getOutputStream();
                out.write("GET /bytes/50000000 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
                assertTrue(socket.getInputStream().read() > 0);
                socket.setSoLinger(true, 0);
            }
        }
        assertEquals(List.of("hello"), servers().curl(0, WebServers.url(servers().clear())));
    }
}
