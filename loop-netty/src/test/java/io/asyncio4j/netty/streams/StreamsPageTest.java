// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What loop-api/docs/porting-streams.md shows is what {@link StreamExamples} says, and it works. */
@Timeout(60)
class StreamsPageTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(out);
    }

    private List<String> lines() {
        return printed.toString(UTF_8).lines().toList();
    }

    private static String plain(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    @Test
    void pageShowsTheSources() throws IOException {
        String sources = plain(Files.readString(
                Path.of("src/test/java/io/asyncio4j/netty/streams/StreamExamples.java")));
        List<MatchResult> blocks =
                JAVA.matcher(Files.readString(Path.of("../loop-api/docs/porting-streams.md"))).results().toList();
        assertEquals(4, blocks.size());
        for (MatchResult block : blocks) {
            for (String method : block.group(1).split("\n\n(?=\\S)")) {
                assertTrue(sources.contains(plain(method)), () -> "not in the sources as it stands:\n" + method);
            }
        }
    }

    private static int portOf(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().get(0).getsockname()).getPort();
    }

    /** Runs an example against a server that prints nothing. */
    private static void against(io.asyncio4j.streams.ConnectionHandler handler, Against example) {
        Asyncio.run(() -> {
            try (Server server = Asyncio.startServer(handler, "127.0.0.1", 0)) {
                example.with(portOf(server));
            }
        });
    }

    private interface Against {
        void with(int port) throws Exception;
    }

    @Test
    void echoClientPrintsWhatComesBack() {
        against((reader, writer) -> {
            writer.write(reader.read(100));
            writer.close();
        }, port -> new StreamExamples(port).tcpEchoClient("Hello World!"));
        assertEquals(List.of("Send: Hello World!", "Received: Hello World!", "Close the connection"), lines());
    }

    @Test
    void echoServerAnswersUntilItIsCancelled() {
        CoroutineAction program = () -> {
            Task<?> server = Asyncio.createTask(() -> new StreamExamples(0).tcpEchoServer());
            while (lines().isEmpty()) {
                Asyncio.sleep(0.01);
            }
            int port = Integer.parseInt(lines().get(0).replaceAll(".*:", ""));
            try (var connection = Asyncio.openConnection("127.0.0.1", port)) {
                connection.writer().write("Hello".getBytes(UTF_8));
                assertEquals("Hello", new String(connection.reader().read(), UTF_8));
            }
            server.cancel();
            Asyncio.waitFor(server, 5);
        };
        try {
            Asyncio.run(program);
        } catch (io.asyncio4j.tasks.CancelledError ended) {
            // waitFor tells how the server ended.
        }
        List<String> lines = lines();
        assertTrue(lines.get(1).startsWith("Received Hello from /127.0.0.1:"), lines::toString);
        assertEquals(List.of("Send: Hello", "Close the connection"), lines.subList(2, 4));
    }

    @Test
    void headersOfAnHttpServerArePrinted() {
        against(StreamsPageTest::answer, port -> new StreamExamples(0).printHttpHeaders("http://127.0.0.1:" + port));
        assertEquals(List.of("HTTP header> HTTP/1.0 200 OK", "HTTP header> Server: test", "HTTP header> Asked: HEAD /"),
                lines());
    }

    private static void answer(StreamReader reader, StreamWriter writer) throws IOException {
        String request = new String(reader.readUntil("\r\n\r\n".getBytes(UTF_8)), UTF_8);
        String asked = request.substring(0, request.indexOf(" HTTP"));
        writer.write(("HTTP/1.0 200 OK\r\nServer: test\r\nAsked: " + asked + "\r\n\r\n").getBytes(UTF_8));
        writer.close();
    }

    @Test
    void openSocketIsWaitedFor() {
        Asyncio.run(() -> new StreamExamples(0).waitForData());
        assertEquals(List.of("Received: abc"), lines());
    }
}
