// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tck.harness.net.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The loops on which the example clients meet real servers, and what such a meeting needs. */
public final class Loops {

    /** For the programs of the examples, which run on the other carrier than these tests do. */
    public static final List<String> BATON_CARRIER = List.of("-Dio.asyncio4j.carrier=baton", "-Dstdout.encoding=UTF-8");

    private Loops() {}

    /** Every poller with BoringSSL, and the JDK's TLS beside it. */
    public static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(IoKind.NIO, TlsProvider.JDK),
                Arguments.of(IoKind.NIO, TlsProvider.BORINGSSL),
                Arguments.of(IoKind.EPOLL, TlsProvider.JDK),
                Arguments.of(IoKind.EPOLL, TlsProvider.BORINGSSL),
                Arguments.of(IoKind.IO_URING, TlsProvider.BORINGSSL))
                .filter(row -> ((IoKind) row.get()[0]).isAvailable());
    }

    /** Every poller. */
    public static Stream<IoKind> kinds() {
        return Stream.of(IoKind.NIO, IoKind.EPOLL, IoKind.IO_URING).filter(IoKind::isAvailable);
    }

    /** Runs a coroutine within a time limit, on a loop that has nothing to complain about. */
    public static void run(IoKind kind, TlsProvider provider, CoroutineAction body) {
        List<String> complaints = new ArrayList<>();
        Asyncio.run(
                () -> {
                    Asyncio.getRunningLoop().setExceptionHandler((loop, context) -> complaints.add(context.toString()));
                    Asyncio.timeout(Child.LIMIT_SECONDS, body);
                },
                RunnerOptions
                        .on(() -> NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).tlsProvider(provider))));
        assertEquals(List.of(), complaints);
    }

    /** A bad network before a server on 127.0.0.1: to the client each byte comes alone, the other way three at a time. */
    public static FaultProxy slicing(int port) throws IOException {
        return FaultProxy.before(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .slice(FaultProxy.Way.FROM_TARGET, 1)
                .slice(FaultProxy.Way.TO_TARGET, 3);
    }

    /**
     * Finds a port of 127.0.0.1 for a server that wants to be told. It is below those that the system gives to clients,
     * so hardly anybody takes it before that server does.
     */
    public static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (java.net.BindException taken) {
                // Another one, then.
            }
        }
    }
}
