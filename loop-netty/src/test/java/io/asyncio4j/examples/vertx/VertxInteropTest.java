// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.vertx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Vert.x application, in a process of its own, with curl at one door and a socket at the other. */
@Timeout(240)
class VertxInteropTest {

    /** Both carriers, and every poller with the faster one. */
    static Stream<List<String>> flags() {
        return Stream.concat(
                Stream.of(Loops.BATON_CARRIER),
                Loops.kinds()
                        .map(kind -> List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dpoller=" + kind)));
    }

    private static Child curl(String... args) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--noproxy", "*", "--max-time", "60"));
        command.addAll(List.of(args));
        return Child.start("curl", command);
    }

    private static String get(String... args) throws Exception {
        try (Child curl = curl(args)) {
            assertEquals(0, curl.join(), () -> curl.lines().toString());
            return String.join("\n", curl.lines());
        }
    }

    /** A connection to the door of asyncio. */
    private record Lines(Socket socket, BufferedReader in) implements AutoCloseable {
        static Lines connect(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            return new Lines(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)));
        }

        String ask(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(US_ASCII));
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @MethodSource("flags")
    void bothDoorsLeadToOneStore(List<String> flags) throws Exception {
        try (Child application = Child.java(flags, KeyValueVerticle.class)) {
            String[] ports = application.await("ready ").split(" ");
            String url = "http://127.0.0.1:" + ports[1];
            int linePort = Integer.parseInt(ports[2]);
            try (Lines lines = Lines.connect(linePort)) {
                assertEquals("OK", lines.ask("SET colour blue"));
                assertEquals("blue", get(url + "/colour"));
                assertEquals("red", get("-X", "POST", url + "/colour?value=red"));
                assertEquals("red", lines.ask("GET colour"));
                assertEquals("NONE", lines.ask("GET shape"));
                assertEquals("ERROR", lines.ask("nonsense"));

                // A coroutine behind a route of Vert.x waits for what comes in by asyncio.
                try (Child waiting = curl("-v", url + "/shape?wait=50")) {
                    waiting.awaitPart("GET /shape");
                    assertEquals("OK", lines.ask("SET shape round"));
                    assertEquals(0, waiting.join());
                    waiting.await("round");
                }
                assertEquals("TimeoutException\n504", get("-w", "%{http_code}", url + "/never?wait=0.1"));
                assertEquals("NumberFormatException\n500", get("-w", "%{http_code}", url + "/never?wait=soon"));

                try (Child pending = curl("-v", url + "/never?wait=50"); Lines idle = Lines.connect(linePort)) {
                    pending.awaitPart("GET /never");
                    assertEquals("red", get(url + "/colour"));
                    application.feedLine();
                    application.await("undeployed");
                    // The coroutine was cancelled, both servers and all connections are gone.
                    int code = pending.join();
                    assertTrue(code == 0 || code == 52 || code == 56, () -> code + " " + pending.lines());
                    assertEquals(-1, idle.in().read());
                    assertEquals(-1, lines.in().read());
                }
            }
            assertThrows(IOException.class, () -> Lines.connect(linePort).close());
            assertThrows(IOException.class, () -> Lines.connect(Integer.parseInt(ports[1])).close());
            application.feedLine();
            application.await("closed");
            assertEquals(0, application.join());
            assertEquals(List.of(), application.lines()
                    .stream()
                    .filter(line -> line.contains("LEAK") || line.contains("xception") || line.contains("destroyed"))
                    .toList());
        }
    }
}
