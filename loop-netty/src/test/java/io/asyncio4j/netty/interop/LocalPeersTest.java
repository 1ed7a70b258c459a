// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.unix.Collecting;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Unix sockets, datagrams and files, with CPython and socat on the other side. */
@Timeout(180)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING"})
class LocalPeersTest extends EachPoller {

    @TempDir
    Path folder;

    /** What a peer prints next, while the loop runs. */
    private String line(Peer peer) throws Exception {
        return loop.runUntilComplete(loop.runInExecutor(null, peer::line));
    }

    /** Answers the end of input with all that came. */
    private Collecting echoAtEof() {
        Collecting[] self = new Collecting[1];
        self[0] = new Collecting(transport -> {
            transport.write(self[0].data.toByteArray());
            transport.close();
        }, () -> {});
        return self[0];
    }

    private byte[] talk(Path path, byte[] data) throws Exception {
        Future<byte[]> answer = loop.createFuture();
        Collecting[] self = new Collecting[1];
        self[0] = new Collecting(Transport::close, () -> answer.setResult(self[0].data.toByteArray()));
        Transport transport = loop.runUntilComplete(loop.createUnixConnection(() -> self[0], path)).transport();
        transport.write(data);
        transport.writeEof();
        return loop.runUntilComplete(answer);
    }

    private static byte[] much() {
        byte[] data = new byte[3_000_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 + (i >>> 8));
        }
        return data;
    }

    @Test
    void pythonIsServedOverAUnixSocketAndServesOne() throws Exception {
        Path ours = folder.resolve("ours");
        Path theirs = folder.resolve("theirs");
        try (Server server = loop.runUntilComplete(loop.createUnixServer(this::echoAtEof, ours));
                Peer client = Peer.python("unix_client", ours.toString())) {
            assertEquals("same", line(client));
        }
        try (Peer server = Peer.python("unix_server", theirs.toString())) {
            assertEquals("ready", line(server));
            assertArrayEquals(much(), talk(theirs, much()));
        }
    }

    @Test
    void socatIsServedOverAUnixSocketAndServesOne() throws Exception {
        Path ours = folder.resolve("ours");
        Path theirs = folder.resolve("theirs");
        try (Server server = loop.runUntilComplete(loop.createUnixServer(this::echoAtEof, ours));
                Peer client = Peer.socat("-t10", "-", "UNIX-CONNECT:" + ours)) {
            client.input("hello socat\n");
            assertEquals("hello socat", line(client));
        }
        try (Peer server = Peer.socat("-t10", "UNIX-LISTEN:" + theirs, "EXEC:cat")) {
            while (!Files.exists(theirs)) {
                loop.callLater(0.01, loop::stop);
                loop.runForever();
            }
            assertArrayEquals(much(), talk(theirs, much()));
        }
    }

    private static final class Datagrams implements DatagramProtocol {
        private final boolean echo;
        private final Future<byte[]> first;
        private DatagramTransport transport;

        Datagrams(boolean echo, Future<byte[]> first) {
            this.echo = echo;
            this.first = first;
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (DatagramTransport) made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            if (echo) {
                transport.sendto(data, address);
            } else if (!first.done()) {
                first.setResult(data);
            }
        }
    }

    private Datagrams endpoint(boolean echo, DatagramOptions options) throws Exception {
        Datagrams protocol = new Datagrams(echo, loop.createFuture());
        loop.runUntilComplete(loop.createDatagramEndpoint(() -> protocol, options));
        return protocol;
    }

    private int port(Datagrams endpoint) {
        return ((InetSocketAddress) Objects.requireNonNull(endpoint.transport.getExtraInfo(ExtraInfo.SOCKNAME)))
                .getPort();
    }

    @Test
    void pythonSendsAndEchoesDatagrams() throws Exception {
        Datagrams ours = endpoint(true, DatagramOptions.at("127.0.0.1", 0));
        try (Peer client = Peer.python("udp_client", Integer.toString(port(ours)))) {
            assertEquals("same", line(client));
        }
        try (Peer server = Peer.python("udp_server")) {
            int port = Integer.parseInt(line(server).substring("ready ".length()));
            byte[] largest = Arrays.copyOf(much(), 65_507);
            Datagrams client = endpoint(false, DatagramOptions.to("127.0.0.1", port));
            client.transport.sendto(largest);
            assertArrayEquals(largest, loop.runUntilComplete(client.first));
        }
    }

    @Test
    void socatSendsADatagramAndHearsTheEcho() throws Exception {
        Datagrams ours = endpoint(true, DatagramOptions.at("127.0.0.1", 0));
        try (Peer client = Peer.socat("-t10", "-", "UDP4:127.0.0.1:" + port(ours))) {
            client.input("hello datagram\n");
            assertEquals("hello datagram", line(client));
        }
    }

    @Test
    void pythonReceivesAFile() throws Exception {
        Path path = Files.write(folder.resolve("file"), much());
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            Protocol sending = new Protocol() {
                @Override
                public void connectionMade(BaseTransport transport) {
                    loop.sendfile(transport, file).addDoneCallback(done -> {
                        assertEquals(much().length, done.resultNow());
                        transport.close();
                    });
                }
            };
            try (Server server =
                    loop.runUntilComplete(loop.createServer(() -> sending, ListenOptions.at("127.0.0.1", 0)))) {
                int port = ((InetSocketAddress) Objects.requireNonNull(
                        server.sockets().getFirst().getsockname()))
                        .getPort();
                try (Peer client = Peer.python("receive", Integer.toString(port))) {
                    String digest = HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(much()));
                    assertEquals(much().length + " " + digest, line(client));
                }
            }
        }
    }
}
