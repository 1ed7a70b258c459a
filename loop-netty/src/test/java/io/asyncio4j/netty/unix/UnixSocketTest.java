// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.PeerCredentials;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Unix sockets on each poller: what the TCK does not ask, since loops differ in it. */
@Timeout(120)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING"})
class UnixSocketTest extends EachPoller {

    private static final int MUCH = 20_000_000;

    private static final int LONGEST = 106;

    @TempDir
    Path folder;

    private Server serve(Protocol protocol, UnixListenOptions options) throws Exception {
        return loop.runUntilComplete(loop.createUnixServer(() -> protocol, options));
    }

    private Transport connect(Protocol protocol, UnixAddress address) throws Exception {
        return loop.runUntilComplete(loop.createUnixConnection(() -> protocol, UnixConnectOptions.to(address)))
                .transport();
    }

    @Test
    void whoHasEndedItsSideGetsAllOfALargeAnswer() throws Exception {
        UnixAddress address = UnixAddress.of(folder.resolve("s"));
        Collecting served = new Collecting(transport -> {
            transport.write(new byte[MUCH]);
            transport.close();
        }, () -> {});
        try (Server server = serve(served, UnixListenOptions.at(address))) {
            Collecting client = new Collecting(Transport::close, () -> {});
            Transport transport = connect(client, address);
            transport.write(new byte[] {1, 2, 3});
            transport.writeEof();
            until(() -> client.log.contains("lost null"));
            assertEquals(MUCH, client.data.size());
            assertArrayEquals(new byte[] {1, 2, 3}, served.data.toByteArray());
            assertEquals(List.of("eof", "lost null"), served.log);
            assertEquals(List.of("eof", "lost null"), client.log);
        }
    }

    @Test
    void peerTellsWhoItIs() throws Exception {
        UnixAddress address = UnixAddress.of(folder.resolve("s"));
        Collecting served = new Collecting(transport -> {}, () -> {});
        try (Server server = serve(served, UnixListenOptions.at(address))) {
            Transport transport = connect(new Collecting(t -> {}, () -> {}), address);
            until(() -> served.transport != null);
            for (Transport end : List.of(transport, served.transport)) {
                PeerCredentials peer = Objects.requireNonNull(end.getExtraInfo(ExtraInfo.PEERCRED));
                if (kind == IoKind.NIO) {
                    assertEquals(System.getProperty("user.name"), peer.user());
                    assertEquals(PeerCredentials.UNKNOWN, peer.pid());
                } else {
                    assertEquals(ProcessHandle.current().pid(), peer.pid());
                    assertTrue(peer.uid() >= 0, peer.toString());
                }
            }
            transport.abort();
            until(() -> served.log.contains("eof"));
            served.transport.close();
            until(() -> served.log.contains("lost null"));
        }
    }

    @Test
    void longestPathWorksAndALongerOneIsRefused() throws Exception {
        int room = LONGEST - folder.toString().length() - 1;
        Path longest = folder.resolve("x".repeat(room));
        UnixAddress address = UnixAddress.of(longest);
        try (Server server = serve(new Collecting(Transport::close, () -> {}), UnixListenOptions.at(address))) {
            assertEquals(address, server.sockets().getFirst().getsockname());
            assertTrue(Files.exists(longest));
            connect(new Collecting(Transport::close, () -> {}), address).close();
        }
        UnixAddress longer = UnixAddress.of(folder.resolve("x".repeat(room + 1)));
        IOException bind = assertThrows(IOException.class,
                () -> serve(new Collecting(t -> {}, () -> {}), UnixListenOptions.at(longer)));
        IOException connect =
                assertThrows(IOException.class, () -> connect(new Collecting(t -> {}, () -> {}), longer));
        for (IOException error : List.of(bind, connect)) {
            assertTrue(error.getMessage().contains("AF_UNIX path too long"), error.getMessage());
            assertTrue(error.getMessage().contains("107 bytes"), error.getMessage());
        }
    }

    @Test
    void abstractNamesNeedANativeLoop() {
        assumeTrue(kind == IoKind.NIO);
        UnixAddress name = UnixAddress.ofAbstract("asyncio4j");
        for (UnsupportedOperationException error : List.of(
                assertThrows(UnsupportedOperationException.class,
                        () -> serve(new Collecting(t -> {}, () -> {}), UnixListenOptions.at(name))),
                assertThrows(UnsupportedOperationException.class,
                        () -> connect(new Collecting(t -> {}, () -> {}), name)))) {
            assertTrue(error.getMessage().contains("EPOLL or IO_URING"), error.getMessage());
        }
    }

    @Test
    void fullBacklogIsSaid() throws Exception {
        Path path = folder.resolve("s");
        UnixAddress address = UnixAddress.of(path);
        List<Transport> connected = new ArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            connected.add(connect(new Collecting(t -> {}, () -> {}), address));
            connected.add(connect(new Collecting(t -> {}, () -> {}), address));
            for (int i = 0; i < 2; i++) {
                ConnectException full = assertThrows(
                        ConnectException.class, () -> connect(new Collecting(t -> {}, () -> {}), address));
                assertTrue(full.getMessage().contains("backlog"), full.getMessage());
                assertTrue(full.getMessage().contains(path.toString()), full.getMessage());
            }
            listener.accept().close();
            connected.add(connect(new Collecting(t -> {}, () -> {}), address));
        }
        connected.forEach(Transport::abort);
    }

    @Test
    void fileStaysWhenTheLoopIsClosedUnderTheServer() throws Exception {
        Path path = folder.resolve("s");
        serve(new Collecting(t -> {}, () -> {}), UnixListenOptions.at(path));
        loop.close();
        assertTrue(Files.exists(path));
    }
}
