// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.net.Connection;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener goes away, and with it those who wait to be accepted: each of them is told, and soon. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING"})
class ListenerGoesTest extends EachPoller {

    private static final int ROUNDS = 12;

    /** So many at once that some are in the middle of each step of connecting when the listener goes. */
    private static final int CLIENTS = 40;

    @TempDir
    Path folder;

    /** Ends when it may, and says in which order it was called. */
    private static final class Noting implements Protocol {
        private final List<String> events = new ArrayList<>();
        private @Nullable Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
            events.add("made");
        }

        @Override
        public void connectionLost(@Nullable Throwable exc) {
            events.add("lost");
        }
    }

    private interface Connecting<P extends BaseProtocol> {
        Future<Connection<Transport, P>> to(Path path);
    }

    /** Connects many while a listener that never accepts goes away, a bit later in each round. */
    private <P extends BaseProtocol> List<Future<Connection<Transport, P>>> meanwhile(Connecting<P> connecting)
            throws Exception {
        List<Future<Connection<Transport, P>>> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Path path = folder.resolve("s" + round);
            try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                listener.bind(UnixDomainSocketAddress.of(path), CLIENTS);
                long nanos = round * 400_000L;
                Thread closer = Thread.ofPlatform().start(() -> {
                    LockSupport.parkNanos(nanos);
                    try {
                        listener.close();
                    } catch (IOException unlikely) {
                        throw new IllegalStateException(unlikely);
                    }
                });
                List<Future<Connection<Transport, P>>> some = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    some.add(connecting.to(path));
                }
                until(() -> some.stream().allMatch(Future::done));
                closer.join();
                all.addAll(some);
            }
            Files.deleteIfExists(path);
        }
        return all;
    }

    @Test
    void handshakesFailAtOnce() throws Exception {
        var all = meanwhile(path -> loop.createUnixConnection(
                Noting::new,
                UnixConnectOptions.to(path)
                        .tls(TestIdentity.AUTHORITY.trusting())
                        .serverHostname("localhost")
                        .tlsHandshakeTimeout(15)));
        List<String> slow = new ArrayList<>();
        for (var one : all) {
            String text = String.valueOf(one.exception());
            if (text.contains("longer")) {
                slow.add(text);
            }
        }
        assertEquals(List.of(), slow);
    }

    @Test
    void protocolsAreToldOfTheEnd() throws Exception {
        List<Noting> protocols = new ArrayList<>();
        var all = meanwhile(path -> loop.createUnixConnection(
                () -> {
                    Noting protocol = new Noting();
                    protocols.add(protocol);
                    return protocol;
                },
                UnixConnectOptions.to(path)));
        long connected = all.stream().filter(one -> one.exception() == null).count();
        assertEquals(connected, protocols.size());
        until(() -> protocols.stream().allMatch(one -> one.events.contains("lost")));
        assertEquals(
                Collections.nCopies(protocols.size(), List.of("made", "lost")),
                protocols.stream().map(one -> one.events).toList());
    }
}
