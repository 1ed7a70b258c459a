// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ProcessLookupException;
import io.asyncio4j.transports.SubprocessTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagrams, files, channels, children and signals that are not what they should be: refused, nothing left, the loop goes on. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING"})
class LocalBadInputTest extends NothingLeft {

    /** What IPv4 leaves of 65,535 bytes when its own header and that of UDP are taken off. */
    private static final int LONGEST_DATAGRAM = 65_507;

    private static final int OPERATIONS_THAT_KEEP = 7;

    private static final Supplier<Protocol> STREAM = () -> new Protocol() {};

    @Parameter
    IoKind kind;

    @TempDir
    Path folder;

    /** What the JDK opens for the first child, and keeps. */
    @BeforeAll
    static void firstChild() throws Exception {
        try (NettyEventLoop loop = NettyEventLoop.create(IoKind.NIO)) {
            var made = loop.runUntilComplete(loop.subprocessExec(Child::new, List.of("true"), ProcessOptions.PIPES));
            while (!made.protocol().log.contains("lost")) {
                loop.callLater(0.001, loop::stop);
                loop.runForever();
            }
        }
    }

    @Override
    protected NettyEventLoop open() {
        assume(kind);
        return NettyEventLoop.create(kind);
    }

    // ---- datagrams

    private static final class Datagrams implements DatagramProtocol {
        private final List<String> log = new ArrayList<>();
        private DatagramTransport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (DatagramTransport) made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress from) {
            log.add(data.length + " bytes");
        }

        @Override
        public void errorReceived(IOException exc) {
            log.add("error");
        }

        @Override
        public void connectionLost(Throwable exc) {
            log.add("lost " + exc);
        }
    }

    private Datagrams endpoint(DatagramOptions options) throws Exception {
        return loop.runUntilComplete(loop.createDatagramEndpoint(Datagrams::new, options)).protocol();
    }

    @Test
    void datagramsThatAreTooLongAreErrorsOfTheEndpointWhichLives() throws Exception {
        Datagrams server = endpoint(DatagramOptions.at("127.0.0.1", 0));
        SocketAddress there = Objects.requireNonNull(server.transport.getExtraInfo(ExtraInfo.SOCKNAME));
        Datagrams connected = endpoint(DatagramOptions.NONE.remoteAddress(there));
        Datagrams free = endpoint(DatagramOptions.at("127.0.0.1", 0));
        for (int length : new int[] {LONGEST_DATAGRAM + 1, 100_000, 1_000_000}) {
            connected.transport.sendto(new byte[length]);
            free.transport.sendto(new byte[length], there);
        }
        until(() -> connected.log.size() == 3 && free.log.size() == 3);
        connected.transport.sendto(new byte[LONGEST_DATAGRAM]);
        free.transport.sendto(new byte[7], there);
        until(() -> server.log.size() == 2);
        assertEquals(List.of(LONGEST_DATAGRAM + " bytes", "7 bytes"), server.log.stream().sorted().toList());
        for (Datagrams each : List.of(server, connected, free)) {
            each.transport.close();
            until(() -> each.log.getLast().equals("lost null"));
        }
        assertEquals(List.of("error", "error", "error", "lost null"), connected.log);
        assertEquals(List.of("error", "error", "error", "lost null"), free.log);
    }

    // ---- files that are something else

    @Test
    void directoriesAndFilesAreNoPipes() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[10]);
        for (Path path : List.of(folder, file)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                fails(IllegalArgumentException.class, () -> loop.connectReadPipe(STREAM, channel),
                        "connectReadPipe", "regular file");
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            fails(IllegalArgumentException.class, () -> loop.connectWritePipe(STREAM, channel), "connectWritePipe");
        }
    }

    @Test
    void filesAndDirectoriesAreNoUnixSockets() throws Exception {
        byte[] content = {1, 2, 3};
        Path file = Files.write(folder.resolve("file"), content);
        Path missing = folder.resolve("missing");
        fails(ConnectException.class, () -> loop.createUnixConnection(STREAM, UnixConnectOptions.to(file)), "file");
        fails(IOException.class, () -> loop.createUnixConnection(STREAM, UnixConnectOptions.to(folder)));
        fails(NoSuchFileException.class, () -> loop.createUnixConnection(STREAM, UnixConnectOptions.to(missing)),
                "missing");
        fails(IOException.class, () -> loop.createUnixServer(STREAM, UnixListenOptions.at(file)), "file");
        fails(IOException.class, () -> loop.createUnixServer(STREAM, UnixListenOptions.at(folder)));
        fails(IOException.class,
                () -> loop.createUnixServer(STREAM, UnixListenOptions.at(missing.resolve("socket"))), "missing");
        assertArrayEquals(content, Files.readAllBytes(file));
        // A path may become a socket at any time after the failure.
        try (Server server = loop.runUntilComplete(loop.createUnixServer(STREAM, UnixListenOptions.at(missing)))) {
            assertEquals(UnixAddress.of(missing), server.sockets().getFirst().getsockname());
        }
    }

    // ---- channels in the wrong state

    @Test
    void closedChannelsAreRefusedEverywhere() throws Exception {
        SocketChannel stream = SocketChannel.open();
        stream.configureBlocking(false);
        DatagramChannel datagrams = DatagramChannel.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        Pipe pipe = Pipe.open();
        for (var channel : List.of(stream, datagrams, listener, pipe.source(), pipe.sink())) {
            channel.close();
        }
        List<Supplier<Future<?>>> calls = List.of(
                () -> loop.sockRecv(stream, 10),
                () -> loop.sockRecvInto(stream, ByteBuffer.allocate(10)),
                () -> loop.sockSendall(stream, ByteBuffer.allocate(10)),
                () -> loop.sockConnect(stream, new InetSocketAddress("127.0.0.1", 1)),
                () -> loop.sockAccept(listener),
                () -> loop.sockRecvfrom(datagrams, 10),
                () -> loop.sockSendto(datagrams, ByteBuffer.allocate(1),
                        new InetSocketAddress("127.0.0.1", 1)),
                () -> loop.createConnection(STREAM, ConnectOptions.on(stream)),
                () -> loop.createDatagramEndpoint(Datagrams::new, DatagramOptions.on(datagrams)),
                () -> loop.createUnixConnection(STREAM, UnixConnectOptions.on(stream)),
                () -> loop.connectReadPipe(STREAM, pipe.source()),
                () -> loop.connectWritePipe(STREAM, pipe.sink()));
        for (int i = 0; i < calls.size(); i++) {
            Supplier<Future<?>> call = calls.get(i);
            // Operations on a channel that stays the program's fail as the channel does; others refuse it as an argument.
            boolean keeps = i < OPERATIONS_THAT_KEEP;
            Exception error = keeps
                    ? fails(SocketException.class, call)
                    : fails(IllegalArgumentException.class, call);
            assertTrue(error.getMessage().contains("closed"), i + ": " + error);
        }
        for (var channel : List.of(stream, datagrams, listener, pipe.source())) {
            assertThrows(IllegalArgumentException.class, () -> loop.addReader(channel, () -> {}));
        }
        assertThrows(IllegalArgumentException.class, () -> loop.addWriter(pipe.sink(), () -> {}));
    }

    // ---- children

    private static final class Child implements SubprocessProtocol {
        private final List<String> log = new ArrayList<>();

        @Override
        public void processExited() {
            log.add("exited");
        }

        @Override
        public void connectionLost(Throwable exc) {
            log.add("lost");
        }
    }

    private Future<?> start(ProcessOptions options, String... command) {
        return loop.subprocessExec(Child::new, List.of(command), options);
    }

    @Test
    void whatCannotBeStartedSaysWhy() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[10]);
        Path missing = folder.resolve("missing");
        ProcessOptions quiet = ProcessOptions.PIPES;
        fails(NoSuchFileException.class, () -> start(quiet, missing.toString()), "missing");
        fails(AccessDeniedException.class, () -> start(quiet, folder.toString()), folder.toString());
        fails(AccessDeniedException.class, () -> start(quiet, file.toString()), "file");
        fails(NoSuchFileException.class, () -> start(quiet.directory(missing), "true"), "missing");
        fails(NotDirectoryException.class, () -> start(quiet.directory(file), "true"), "file");
        fails(IOException.class, () -> start(quiet.stdin(Redirect.from(missing)), "true"), "missing");
        fails(IOException.class, () -> start(quiet.stdout(Redirect.to(folder)), "true"));
        fails(IllegalArgumentException.class, () -> start(quiet, "echo", "a\0b"), "character 0");
        fails(IllegalArgumentException.class, () -> start(quiet), "empty");
    }

    @Test
    void deadChildrenGetNoSignals() throws Exception {
        var made = loop.runUntilComplete(loop.subprocessExec(Child::new, List.of("true"), ProcessOptions.PIPES));
        SubprocessTransport child = made.transport();
        until(() -> made.protocol().log.contains("lost"));
        assertEquals(0, child.getReturncode());
        assertThrows(ProcessLookupException.class, () -> child.sendSignal("SIGTERM"));
        assertThrows(ProcessLookupException.class, () -> child.sendSignal(10));
        assertThrows(ProcessLookupException.class, child::terminate);
        assertThrows(ProcessLookupException.class, child::kill);
        child.close();
        child.close();
    }

    @Test
    void signalsThatNobodyKnowsAreRefused() throws Exception {
        var made = loop.runUntilComplete(
                loop.subprocessExec(Child::new, List.of("sleep", "60"), ProcessOptions.PIPES));
        SubprocessTransport child = made.transport();
        for (String unknown : List.of("SIGNOPE", "", "SIG", "sigterm", "15")) {
            for (RuntimeException error : List.of(
                    assertThrows(IllegalArgumentException.class, () -> child.sendSignal(unknown)),
                    assertThrows(IllegalArgumentException.class, () -> loop.addSignalHandler(unknown, () -> {})),
                    assertThrows(IllegalArgumentException.class, () -> loop.removeSignalHandler(unknown)))) {
                assertTrue(error.getMessage().contains("there is no signal"), error.getMessage());
            }
        }
        for (int unknown : new int[] {Integer.MIN_VALUE, -1, 0, 65, Integer.MAX_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> child.sendSignal(unknown));
            assertThrows(IllegalArgumentException.class, () -> loop.addSignalHandler(unknown, () -> {}));
        }
        for (String kept : List.of("SIGKILL", "SIGSTOP", "SIGSEGV")) {
            assertInstanceOf(IllegalStateException.class, assertThrows(
                    RuntimeException.class, () -> loop.addSignalHandler(kept, () -> {})));
        }
        assertEquals(List.of(), made.protocol().log);
        child.kill();
        until(() -> made.protocol().log.contains("lost"));
        assertEquals(-9, child.getReturncode());
    }
}
