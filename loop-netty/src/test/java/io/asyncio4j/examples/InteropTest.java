// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.IoKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The example programs in processes of their own, with CPython's asyncio on the other side. */
@Timeout(300)
class InteropTest {

    private static final List<String> LOOP_CARRIER = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");
    private static final List<String> BATON_CARRIER = List.of();

    private static Path script() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(InteropTest.class.getResource("interop.py"), "interop.py")
                .toURI());
    }

    private static int portIn(String ready) {
        return Integer.parseInt(ready.replaceFirst(".*port=(\\d+) .*", "$1"));
    }

    static Stream<Arguments> services() {
        List<Arguments> all = new ArrayList<>();
        for (IoKind kind : List.of(IoKind.NIO, IoKind.EPOLL, IoKind.IO_URING)) {
            if (kind.isAvailable()) {
                for (Mode mode : Mode.values()) {
                    all.add(Arguments.of(kind, mode, LOOP_CARRIER));
                }
                all.add(Arguments.of(kind, Mode.STREAMS, BATON_CARRIER));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("services")
    void pythonClientsAreServed(IoKind kind, Mode mode, List<String> flags) throws Exception {
        try (Child server = Child.java(
                flags, EchoServer.class, "--port", "0", "--kind", kind.name(), "--mode", mode.name())) {
            String ready = server.await("ready");
            assertTrue(
                    ready.endsWith("kind=" + kind + " carrier=" + (flags.isEmpty() ? "Baton" : "Loop") + "Carrier mode="
                            + mode.name().toLowerCase(java.util.Locale.ROOT)),
                    ready);
            try (Child clients = Child.python(script(), "client", Integer.toString(portIn(ready)))) {
                assertEquals(0, clients.join(), () -> clients.lines() + ", server " + server.lines());
                assertEquals(6, clients.lines().size(), () -> clients.lines().toString());
            }
            server.terminate();
            assertEquals(128 + 15, server.join());
            // No complaint of the loop's exception handler, and none of the leak detector.
            assertEquals(List.of(ready), server.lines());
        }
    }

    @ParameterizedTest
    @CsvSource({"STREAMS,NIO", "STREAMS,AUTO", "PROTOCOL,NIO", "PROTOCOL,AUTO"})
    void clientsAreServedByPython(Mode mode, IoKind kind) throws Exception {
        try (Child server = Child.python(script(), "server")) {
            String port = server.await("ready").substring("ready ".length());
            try (Child clients = Child.java(
                    LOOP_CARRIER,
                    EchoClient.class,
                    "--port",
                    port,
                    "--clients",
                    "50",
                    "--messages",
                    "20",
                    "--size",
                    "10000",
                    "--mode",
                    mode.name(),
                    "--kind",
                    kind.name())) {
                assertEquals(0, clients.join(), () -> clients.lines() + ", server " + server.lines());
                assertTrue(
                        clients.lines().get(0).startsWith("ok clients=50 messages=1000 bytes=10000000 "),
                        () -> clients.lines().toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void terminatedServerClosesItsConnections(Mode mode) throws Exception {
        try (Child server = Child.java(LOOP_CARRIER, EchoServer.class, "--port", "0", "--mode", mode.name())) {
            String ready = server.await("ready");
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), portIn(ready))) {
                client.setSoTimeout(Child.LIMIT_SECONDS * 1000);
                client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                assertEquals("hello", new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
                server.terminate();
                assertEquals(-1, client.getInputStream().read());
            }
            assertEquals(128 + 15, server.join());
            assertEquals(List.of(ready), server.lines());
        }
    }

    @Test
    void programOfTheReadmeRuns() throws Exception {
        assumeTrue(isFree(8888), "the program has a fixed port, 8888, and that is in use");
        try (Child server = Child.java(LOOP_CARRIER, HelloStreams.class);
                Socket client = connect(server, 8888)) {
            client.setSoTimeout(Child.LIMIT_SECONDS * 1000);
            client.getOutputStream().write("one\ntwo\nthree".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertEquals(
                    "one\ntwo\nthree",
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    private static boolean isFree(int port) {
        try (Socket taken = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    /** This server says nothing when it is ready, so it is tried until it answers. */
    private static Socket connect(Child server, int port) throws Exception {
        for (int tries = 0; tries < Child.LIMIT_SECONDS * 10; tries++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException notYet) {
                if (server.lines().toString().contains("Address already in use")) {
                    abort("somebody else took port " + port + " first");
                }
                java.util.concurrent.TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new AssertionError("does not listen on port " + port + "; it printed " + server.lines());
    }

    @ParameterizedTest
    @CsvSource({
            "--port;x, 2",
            "--port;70000, 2",
            "--kind;fast, 2",
            "--mode;telepathy, 2",
            "--bogus;1, 2",
            "--host, 2",
            "--host;no.such.host.invalid;--port;0, 1"
    })
    void badOptionsGetOneLineAndAnExitCode(String args, int code) throws Exception {
        try (Child server = Child.java(BATON_CARRIER, EchoServer.class, args.split(";"))) {
            assertEquals(code, server.join());
            assertEquals(code, server.lines().size(), () -> server.lines().toString());
            assertTrue(server.lines().get(0).startsWith("EchoServer: "));
        }
    }
}
