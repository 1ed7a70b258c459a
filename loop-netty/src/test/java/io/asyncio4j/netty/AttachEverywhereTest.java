// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.FutureBridge;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** All that asyncio offers works on whoever's event loop. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class AttachEverywhereTest {

    @Parameter
    ForeignLoops kind;

    private ForeignLoops.Started started;
    private NettyEventLoop loop;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void attach() {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        started = kind.start();
        loop = NettyEventLoop.of(started.eventLoop());
    }

    @AfterEach
    void shutDown() throws Exception {
        if (started != null) {
            started.shutdown().run();
        }
    }

    private void run(CoroutineAction body) throws Exception {
        var unused = FutureBridge.runCoroutineThreadsafe(io.asyncio4j.tasks.Coroutine.of(body), loop)
                .get(20, TimeUnit.SECONDS);
    }

    private static void echo(io.asyncio4j.streams.StreamReader reader, io.asyncio4j.streams.StreamWriter writer)
            throws java.io.IOException {
        byte[] line;
        while ((line = reader.readLine()).length > 0) {
            writer.write(line);
            writer.drain();
        }
        writer.close();
    }

    private static int port(Server server) throws java.io.IOException {
        return ((InetSocketAddress) Objects.requireNonNull(server.sockets().getFirst().getsockname())).getPort();
    }

    private static void talk(StreamConnection connection) throws Exception {
        connection.writer().write("hello\n".getBytes(US_ASCII));
        connection.writer().writeEof();
        assertEquals("hello\n", new String(connection.reader().readLine(), US_ASCII));
        assertEquals(0, connection.reader().readLine().length);
        connection.writer().close();
        connection.writer().waitClosed();
    }

    @Test
    void thereIsOneViewFromAnyThreadAndTheLifeIsTheOwners() throws Exception {
        CompletableFuture<NettyEventLoop> inside = new CompletableFuture<>();
        started.eventLoop().execute(() -> inside.complete(NettyEventLoop.of(started.eventLoop())));
        assertSame(loop, inside.get(20, TimeUnit.SECONDS));
        run(() -> assertSame(loop, Asyncio.getRunningLoop()));
        for (Runnable operation : List.<Runnable>of(loop::runForever, loop::stop, loop::close)) {
            String message = assertThrows(IllegalStateException.class, operation::run).getMessage();
            assertTrue(message.contains("which its event loop group runs and ends"), message);
        }
    }

    @Test
    void streams(@TempDir Path folder) throws Exception {
        run(() -> {
            try (Server server = Asyncio.startServer(AttachEverywhereTest::echo, "127.0.0.1", 0)) {
                talk(Asyncio.openConnection("127.0.0.1", port(server)));
            }
            Path socket = folder.resolve("s");
            try (Server server = Asyncio.startUnixServer(AttachEverywhereTest::echo, socket)) {
                StreamConnection connection = Asyncio.openUnixConnection(socket);
                connection.writer().write("hello\n".getBytes(US_ASCII));
                assertEquals("hello\n", new String(connection.reader().readLine(), US_ASCII));
                connection.writer().close();
                connection.writer().waitClosed();
            }
        });
    }

    @Test
    void tls() throws Exception {
        run(() -> {
            try (Server server = Asyncio.startServer(
                    AttachEverywhereTest::echo,
                    ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.LOCALHOST.server()))) {
                StreamConnection connection = Asyncio.openConnection(ConnectOptions.to("127.0.0.1", port(server))
                        .tls(TestIdentity.AUTHORITY.trusting())
                        .serverHostname("localhost"));
                connection.writer().write("hello\n".getBytes(US_ASCII));
                assertEquals("hello\n", new String(connection.reader().readLine(), US_ASCII));
                assertNotNull(connection.writer().getExtraInfo("cipher"));
                connection.writer().close();
                connection.writer().waitClosed();
            }
        });
    }

    @Test
    void datagrams() throws Exception {
        run(() -> {
            Future<String> got = loop.createFuture();
            var receiver = loop.createDatagramEndpoint(
                    () -> new DatagramProtocol() {
                        @Override
                        public void datagramReceived(byte[] data, SocketAddress from) {
                            got.setResult(new String(data, US_ASCII));
                        }
                    },
                    DatagramOptions.at("127.0.0.1", 0))
                    .await();
            int port = ((InetSocketAddress) Objects.requireNonNull(receiver.transport().getExtraInfo("sockname")))
                    .getPort();
            var sender = loop.createDatagramEndpoint(
                    () -> new DatagramProtocol() {}, DatagramOptions.to("127.0.0.1", port))
                    .await();
            sender.transport().sendto("ping".getBytes(US_ASCII));
            assertEquals("ping", got.await());
            sender.transport().close();
            receiver.transport().close();
        });
    }

    @Test
    void filesProcessesPipesAndThreads(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "from a file\n");
        run(() -> {
            try (Server server = Asyncio.startServer(AttachEverywhereTest::echo, "127.0.0.1", 0);
                    FileChannel content = FileChannel.open(file)) {
                StreamConnection connection = Asyncio.openConnection("127.0.0.1", port(server));
                assertEquals(12, loop.sendfile(connection.writer().transport(), content, SendfileOptions.ALL).await());
                assertEquals("from a file\n", new String(connection.reader().readLine(), US_ASCII));
                connection.writer().close();
                connection.writer().waitClosed();
            }
            AsyncProcess process = Asyncio.createSubprocessShell(
                    "cat; exit 3", ProcessOptions.INHERITED.stdin(Redirect.PIPE).stdout(Redirect.PIPE));
            byte[] output = process.communicate("to a child".getBytes(US_ASCII)).stdout();
            assertEquals("to a child", new String(Objects.requireNonNull(output), US_ASCII));
            assertEquals(3, process.returncode());
            assertEquals(7, Asyncio.toThread(() -> 7));
            assertFalse(loop.getAddrInfo("localhost", null, io.asyncio4j.net.AddressHints.ANY).await().isEmpty());
        });
    }

    @Test
    void signalsAndWatchers() throws Exception {
        run(() -> {
            Future<String> signalled = loop.createFuture();
            loop.addSignalHandler("URG", () -> signalled.setResult("signal"));
            new ProcessBuilder("kill", "-URG", Long.toString(ProcessHandle.current().pid())).start();
            assertEquals("signal", signalled.await());
            assertTrue(loop.removeSignalHandler("URG"));
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                source.configureBlocking(false);
                Future<String> readable = loop.createFuture();
                loop.addReader(source, () -> {
                    loop.removeReader(source);
                    readable.setResult("readable");
                });
                sink.write(ByteBuffer.wrap(new byte[1]));
                assertEquals("readable", readable.await());
            }
        });
    }

    @Test
    void theOwnersShutdownEndsWhatRuns() throws Exception {
        run(() -> {
            loop.createTask(() -> {
                try {
                    Asyncio.sleep(3600);
                } catch (CancelledError e) {
                    log.add("cancelled");
                    Asyncio.sleep(0.001);
                    log.add("cleaned up");
                    throw e;
                }
            });
            Asyncio.sleep(0);
        });
        ForeignLoops.Started ending = started;
        started = null;
        ending.shutdown().run();
        assertEquals(List.of("cancelled", "cleaned up"), log);
        while (!loop.isClosed()) {
            Thread.onSpinWait();
        }
    }
}
