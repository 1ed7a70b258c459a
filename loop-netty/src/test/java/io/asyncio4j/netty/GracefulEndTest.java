// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.AsyncGenerator;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What asyncio work on a foreign event loop comes to when its group is shut down. */
@Timeout(60)
class GracefulEndTest {

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    /** Shuts down, waits and tells how long that took, in seconds. */
    private static double shutDown(NettyService service, long quietMillis, long timeoutMillis) {
        long start = System.nanoTime();
        assertTrue(service.eventLoop
                .parent()
                .shutdownGracefully(quietMillis, timeoutMillis, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(20, TimeUnit.SECONDS));
        double seconds = (System.nanoTime() - start) / 1e9;
        until(service.loop::isClosed);
        return seconds;
    }

    private static void until(BooleanSupplier condition) {
        long limit = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "not so within 20 s");
            Thread.onSpinWait();
        }
    }

    private void start(NettyService service, io.asyncio4j.tasks.CoroutineAction body) throws Exception {
        service.run(() -> {
            service.loop.createTask(body);
            // Its first step.
            Asyncio.sleep(0);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void tasksAreCancelledAndHaveTheirSay(IoKind kind) throws Exception {
        try (NettyService service = new NettyService(kind)) {
            start(service, () -> {
                try {
                    Asyncio.sleep(3600);
                } catch (CancelledError e) {
                    log.add("cancelled");
                    Asyncio.sleep(0);
                    Asyncio.sleep(0.002);
                    Asyncio.toThread(() -> log.add("on a thread"));
                    log.add("cleaned up");
                    throw e;
                }
            });
            shutDown(service, 0, 0);
            assertEquals(List.of("cancelled", "on a thread", "cleaned up"), log);
            assertEquals(0, service.loop.liveTimers());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void connectionsAreLostOnBothSidesBeforeTheEnd(IoKind kind) throws Exception {
        try (NettyService service = new NettyService(kind)) {
            service.run(() -> {
                CompletableFuture<Void> accepted = new CompletableFuture<>();
                Server server = service.loop
                        .createServer(() -> new Noting("server", accepted), ListenOptions.at("127.0.0.1", 0))
                        .await();
                InetSocketAddress address = (InetSocketAddress) server.sockets().getFirst().getsockname();
                var client = service.loop
                        .createConnection(() -> new Noting("client", null),
                                ConnectOptions.to("127.0.0.1", address.getPort()))
                        .await();
                assertFalse(client.transport().isClosing());
                while (!accepted.isDone()) {
                    Asyncio.sleep(0.001);
                }
            });
            // Without a quiet period Netty may end before io_uring has told it that the channels are closed.
            shutDown(service, kind == IoKind.IO_URING ? 1 : 0, 1_000);
            List<String> sorted = new ArrayList<>(log);
            Collections.sort(sorted);
            assertEquals(List.of("client lost: null", "server lost: null"), sorted);
        }
    }

    private final class Noting implements Protocol {
        private final String name;
        private final @Nullable CompletableFuture<Void> made;

        Noting(String name, @Nullable CompletableFuture<Void> made) {
            this.name = name;
            this.made = made;
        }

        @Override
        public void connectionMade(BaseTransport transport) {
            if (made != null) {
                made.complete(null);
            }
        }

        @Override
        public void connectionLost(@Nullable Throwable error) {
            log.add(name + " lost: " + error);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void generatorsAndTheExecutorAreClosed(IoKind kind) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        List<AsyncGenerator<Integer>> kept = new ArrayList<>();
        try (NettyService service = new NettyService(kind)) {
            service.loop.callSoonThreadsafe(() -> service.loop.setDefaultExecutor(executor));
            service.run(() -> {
                AsyncGenerator<Integer> generator = AsyncGenerator.of(yielder -> {
                    try {
                        yielder.yield(1);
                        yielder.yield(2);
                    } finally {
                        log.add("generator closed");
                    }
                });
                kept.add(generator);
                assertEquals(1, generator.next());
            });
            shutDown(service, 0, 0);
            assertEquals(List.of("generator closed"), log);
            assertTrue(executor.isShutdown());
        } finally {
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void aFinallyThatTakesLongerHasTheQuietPeriod(IoKind kind) throws Exception {
        try (NettyService service = new NettyService(kind)) {
            start(service, () -> {
                try {
                    Asyncio.sleep(3600);
                } finally {
                    for (int i = 0; i < 4; i++) {
                        Asyncio.sleep(0.15);
                        log.add("step " + i);
                    }
                }
            });
            double seconds = shutDown(service, 400, 10_000);
            assertEquals(List.of("step 0", "step 1", "step 2", "step 3"), log);
            assertTrue(seconds < 5, "took " + seconds);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void aTaskThatRefusesToEndIsReportedAndHoldsNothingUp(IoKind kind) throws Exception {
        try (NettyService service = new NettyService(kind)) {
            service.loop.setExceptionHandler(
                    (loop, report) -> log.add(report.message() + " " + ((Task<?>) report.get("task")).name()));
            service.run(() -> {
                service.loop.createTask(() -> {
                    while (true) {
                        try {
                            Asyncio.sleep(3600);
                        } catch (CancelledError e) {
                            log.add("refused");
                        }
                    }
                }).setName("stubborn");
                Asyncio.sleep(0);
            });
            double seconds = shutDown(service, 300, 1_000);
            until(() -> log.size() == 2);
            assertEquals(List.of("refused", "Task was destroyed but it is pending! stubborn"), log);
            assertTrue(seconds < 3, "took " + seconds);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void whatGoesOnForEverIsCutOffByTheTimeout(IoKind kind) throws Exception {
        try (NettyService service = new NettyService(kind)) {
            service.loop.setExceptionHandler((loop, report) -> log.add(report.message()));
            start(service, () -> {
                while (true) {
                    try {
                        Asyncio.sleep(0);
                    } catch (CancelledError e) {
                        log.add("refused");
                    }
                }
            });
            service.loop.callSoonThreadsafe(new Runnable() {
                @Override
                public void run() {
                    service.loop.callSoon(this);
                }
            });
            double seconds = shutDown(service, 100, 500);
            until(() -> log.size() == 2);
            assertEquals(List.of("refused", "Task was destroyed but it is pending!"), log);
            assertTrue(seconds < 5, "took " + seconds);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void nothingKeepsTheViewOfAGroupThatHasEnded(IoKind kind) throws Exception {
        int before = AttachedViews.count();
        WeakReference<NettyEventLoop> view = endedView(kind);
        until(() -> {
            System.gc();
            return view.get() == null && AttachedViews.count() <= before;
        });
    }

    private static WeakReference<NettyEventLoop> endedView(IoKind kind) throws Exception {
        try (NettyService service = new NettyService(kind)) {
            service.run(() -> Asyncio.sleep(0.001));
            shutDown(service, 0, 0);
            return new WeakReference<>(service.loop);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void aFailureInLastWordsIsReported(IoKind kind) throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        try (NettyService service = new NettyService(kind)) {
            service.loop.setExceptionHandler((loop, report) -> {
                log.add(report.message() + ": " + report.exception());
                reported.countDown();
            });
            start(service, () -> {
                try {
                    Asyncio.sleep(3600);
                } finally {
                    failing();
                }
            });
            shutDown(service, 0, 0);
            assertTrue(reported.await(20, TimeUnit.SECONDS));
            assertEquals(
                    List.of("unhandled exception while the event loop was shutting down: "
                            + "java.lang.IllegalArgumentException: last words"),
                    log);
        }
        assertNull(io.asyncio4j.events.RunningLoop.get());
    }

    private static void failing() {
        throw new IllegalArgumentException("last words");
    }
}
