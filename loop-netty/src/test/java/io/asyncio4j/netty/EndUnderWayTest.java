// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.tasks.AsyncGenerator;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is under way when a group is shut down, and does not end by itself, neither holds it up nor is lost without a word. */
@Timeout(60)
class EndUnderWayTest {

    private static final long QUIET_MILLIS = 200;
    private static final long TIMEOUT_MILLIS = 2_000;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private void shutDown(NettyService service) {
        long start = System.nanoTime();
        assertTrue(service.eventLoop
                .parent()
                .shutdownGracefully(QUIET_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(20, TimeUnit.SECONDS));
        until(service.loop::isClosed);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds < 8, "took " + seconds);
    }

    private static void until(BooleanSupplier condition) {
        long limit = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "not so within 20 s");
            Thread.onSpinWait();
        }
    }

    /** Starts a task and waits until it says that it is under way. */
    private NettyService start(IoKind kind, String name, Body body) throws Exception {
        NettyService service = new NettyService(kind);
        service.loop.setExceptionHandler((loop, report) -> {
            Object task = report.get("task");
            log.add(report.message() + (task == null ? "" : " " + ((Task<?>) task).name()));
        });
        CompletableFuture<Void> underWay = new CompletableFuture<>();
        service.run(() -> {
            service.loop.createTask(() -> {
                body.run(underWay);
                return null;
            }).setName(name);
        });
        underWay.get(20, TimeUnit.SECONDS);
        return service;
    }

    interface Body {
        void run(CompletableFuture<Void> underWay) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void aFinallyThatWaitsForWhatNeverComes(IoKind kind) throws Exception {
        try (NettyService service = start(kind, "waits", underWay -> {
            try {
                underWay.complete(null);
                Asyncio.sleep(3600);
            } finally {
                log.add("finally");
                Asyncio.getRunningLoop().createFuture().await();
            }
        })) {
            shutDown(service);
            until(() -> log.size() == 2);
            assertEquals(List.of("finally", "Task was destroyed but it is pending! waits"), log);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void aThreadThatIsBlocked(IoKind kind) throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (NettyService service = start(kind, "thread", underWay -> {
            try {
                Asyncio.toThread(() -> {
                    underWay.complete(null);
                    free.await();
                    left.countDown();
                    return null;
                });
            } catch (CancelledError e) {
                log.add("cancelled");
                throw e;
            }
        })) {
            shutDown(service);
            assertEquals(List.of("cancelled"), log);
        } finally {
            free.countDown();
        }
        assertTrue(left.await(20, TimeUnit.SECONDS), "it goes on, and its result is dropped");
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void handshakesThatGetNoAnswer(IoKind kind) throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<InetSocketAddress> serving = new CompletableFuture<>();
            try (NettyService service = start(kind, "handshake", underWay -> {
                Server server = Asyncio.getRunningLoop()
                        .createServer(() -> new Protocol() {}, ListenOptions.at("127.0.0.1", 0)
                                .tls(TestIdentity.LOCALHOST.server()))
                        .await();
                serving.complete((InetSocketAddress) server.sockets().getFirst().getsockname());
                underWay.complete(null);
                try {
                    Asyncio.getRunningLoop()
                            .createConnection(() -> new Protocol() {},
                                    ConnectOptions.to("127.0.0.1", mute.getLocalPort())
                                            .tls(TestIdentity.AUTHORITY.trusting())
                                            .serverHostname("localhost"))
                            .await();
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            });
                    Socket accepted = mute.accept();
                    Socket silent = new Socket()) {
                accepted.setSoTimeout(20_000);
                silent.setSoTimeout(20_000);
                InetSocketAddress address = serving.get(20, TimeUnit.SECONDS);
                silent.connect(new InetSocketAddress(address.getAddress(), address.getPort()));
                // Its first bytes, then nothing.
                assertTrue(accepted.getInputStream().read() >= 0);
                shutDown(service);
                while (accepted.getInputStream().read() >= 0) {
                    // The rest of them.
                }
                assertEquals(-1, endOf(silent));
                assertEquals(List.of("cancelled"), log);
            }
        }
    }

    private static int endOf(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (java.net.SocketException reset) {
            return -1;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void aChildThatGoesOn(IoKind kind) throws Exception {
        CompletableFuture<Long> pid = new CompletableFuture<>();
        try (NettyService service = start(kind, "child", underWay -> {
            AsyncProcess child = AsyncProcess.exec(List.of("sleep", "50"), ProcessOptions.INHERITED, 1024);
            pid.complete((long) child.pid());
            underWay.complete(null);
            try {
                child.waitFor();
            } catch (CancelledError e) {
                log.add("cancelled");
                throw e;
            }
        })) {
            shutDown(service);
            assertEquals(List.of("cancelled"), log);
        } finally {
            // Nobody has told it to end.
            ProcessHandle left = ProcessHandle.of(pid.get(20, TimeUnit.SECONDS)).orElseThrow();
            assertTrue(left.destroyForcibly());
            left.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void aGeneratorInTheMiddleOfAnItem(IoKind kind) throws Exception {
        List<AsyncGenerator<Integer>> kept = Collections.synchronizedList(new ArrayList<>());
        try (NettyService service = start(kind, "generator", underWay -> {
            AsyncGenerator<Integer> generator = AsyncGenerator.of(yielder -> {
                try {
                    yielder.yield(1);
                    underWay.complete(null);
                    Asyncio.sleep(3600);
                } finally {
                    log.add("generator closed");
                }
            });
            kept.add(generator);
            for (Integer item : generator.asIterable()) {
                log.add("item " + item);
            }
        })) {
            shutDown(service);
            assertEquals(List.of("item 1", "generator closed"), log);
        }
    }
}
