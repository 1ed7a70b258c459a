// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import io.netty.handler.ssl.OpenSsl;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.events.Server;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Runner;
import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class NettyEventLoopTest {

    private static NettyEventLoop open(IoKind kind) {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        return NettyEventLoop.create(kind);
    }

    @Nested
    class Running {

        @ParameterizedTest
        @EnumSource
        void callbacksTimersAndPostsFromOutsideAllArrive(IoKind kind) throws Exception {
            try (NettyEventLoop loop = open(kind)) {
                List<String> log = new ArrayList<>();
                loop.callSoon(() -> log.add("soon"));
                // By deadline, not by delay: a stall between the two calls must not turn them round.
                double now = loop.time();
                loop.callAt(now + 0.005, () -> {
                    log.add("5 ms");
                    Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> {
                        log.add("from outside");
                        loop.stop();
                    }));
                });
                loop.callAt(now + 0.002, () -> log.add("2 ms"));
                loop.runForever();
                assertEquals(List.of("soon", "2 ms", "5 ms", "from outside"), log);
            }
        }

        @ParameterizedTest
        @EnumSource
        void coroutinesRunAndReturnTheirResult(IoKind kind) throws Exception {
            try (NettyEventLoop loop = open(kind)) {
                String result = loop.<String>runUntilComplete(() -> {
                    var first = loop.<String>createFuture();
                    loop.callLater(0.001, () -> first.setResult("done"));
                    return first.await();
                });
                assertEquals("done", result);
            }
        }

        @ParameterizedTest
        @EnumSource
        void everyRunMayComeFromAnotherThread(IoKind kind) throws Exception {
            NettyEventLoop loop = open(kind);
            List<String> log = new ArrayList<>();
            for (String name : List.of("A", "B", "A")) {
                var run = new FutureTask<>(loop::runForever, null);
                loop.callSoon(() -> log.add(Thread.currentThread().getName()));
                loop.callLater(0.001, loop::stop);
                Thread.ofPlatform().name(name).start(run);
                run.get(20, TimeUnit.SECONDS);
            }
            loop.close();
            assertEquals(List.of("A", "B", "A"), log);
        }

        @ParameterizedTest
        @EnumSource(names = {"NIO", "EPOLL", "KQUEUE", "AUTO"})
        void runsOnAVirtualThread(IoKind kind) throws Exception {
            NettyEventLoop loop = open(kind);
            var run = new FutureTask<>(() -> loop.<Boolean>runUntilComplete(() -> {
                var soon = loop.<Boolean>createFuture();
                loop.callLater(0.001, () -> soon.setResult(true));
                return soon.await();
            }));
            Thread.ofVirtual().start(run);
            assertTrue(run.get(20, TimeUnit.SECONDS));
            loop.close();
        }

        @ParameterizedTest
        @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
        void executorAnswersWhereTheLoopHoldsTheOnlyCarrier(IoKind kind) throws Exception {
            var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
            int before = scheduler.getParallelism();
            scheduler.setParallelism(1);
            try (NettyEventLoop loop = open(kind)) {
                var run = new FutureTask<>(() -> loop.<Integer>runUntilComplete(
                        () -> loop.<Integer>runInExecutor(null, () -> 42).await()));
                Thread.ofVirtual().start(run);
                assertEquals(42, run.get(20, TimeUnit.SECONDS));
            } finally {
                scheduler.setParallelism(before);
            }
        }

        /** The JDK replaces a carrier whose thread blocks in a read only if no other one seems to be active. */
        @ParameterizedTest
        @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
        void executorAnswersWhileOthersBlockInReads(IoKind kind) throws Exception {
            int carriers = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                    .getParallelism();
            List<Process> silent = new ArrayList<>();
            try (NettyEventLoop loop = open(kind)) {
                var run = new FutureTask<>(() -> loop.<Integer>runUntilComplete(() -> {
                    for (int i = 0; i <= carriers; i++) {
                        Process process = new ProcessBuilder("cat").start();
                        silent.add(process);
                        loop.runInExecutor(null, () -> process.getInputStream().read());
                    }
                    return loop.<Integer>runInExecutor(null, () -> 42).await();
                }));
                Thread.ofVirtual().start(run);
                assertEquals(42, run.get(30, TimeUnit.SECONDS));
            } finally {
                silent.forEach(process -> process.toHandle().destroyForcibly());
            }
        }

        @Test
        void failedStartLeavesTheLoopUsable() throws Exception {
            NettyEventLoop loop = open(IoKind.IO_URING);
            var refused = new FutureTask<>(() -> assertThrows(IllegalStateException.class, loop::runForever));
            Thread.ofVirtual().start(refused);
            assertTrue(refused.get(20, TimeUnit.SECONDS).getMessage().contains("platform thread"));
            loop.callSoon(loop::stop);
            loop.runForever();
            loop.close();
        }
    }

    @Nested
    class Sleeping {

        @ParameterizedTest
        @EnumSource
        void noPostFromOutsideIsLost(IoKind kind) throws Exception {
            NettyEventLoop loop = open(kind);
            var run = new FutureTask<>(loop::runForever, null);
            Thread.ofPlatform().start(run);
            for (int n = 0; n < 5_000; n++) {
                CountDownLatch done = new CountDownLatch(1);
                loop.callSoonThreadsafe(done::countDown);
                assertTrue(done.await(10, TimeUnit.SECONDS), "lost in round " + n);
            }
            loop.callSoonThreadsafe(loop::stop);
            run.get(20, TimeUnit.SECONDS);
            loop.close();
        }

        @ParameterizedTest
        @EnumSource
        void waitsForATimerWithoutSpinning(IoKind kind) {
            try (NettyEventLoop loop = open(kind)) {
                var counted = new int[1];
                Runnable tick = new Runnable() {
                    @Override
                    public void run() {
                        if (++counted[0] == 20) {
                            loop.stop();
                        } else {
                            loop.callLater(0.0023, this);
                        }
                    }
                };
                loop.callSoon(tick);
                long cpu = cpuNanos();
                loop.runForever();
                long used = cpuNanos() - cpu;
                // 20 waits take 44 ms; a loop that spins uses all of it.
                assertTrue(used < 35_000_000 || used < 0, "used " + used + " ns");
            }
        }

        private static long cpuNanos() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }

    @Nested
    class Views {

        @Test
        void ofItsOwnEventLoopIsTheLoopItself() {
            try (NettyEventLoop loop = open(IoKind.NIO)) {
                assertSame(loop, NettyEventLoop.of(loop.eventLoop()));
            }
        }

        @Test
        void nameStateAndCarrierShow() {
            NettyEventLoop loop =
                    NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(IoKind.NIO).name("main"));
            String carrier = loop.carrier().name();
            List<String> seen = new ArrayList<>();
            seen.add(loop.toString());
            loop.callSoon(() -> {
                seen.add(loop.toString());
                loop.stop();
            });
            loop.runForever();
            loop.close();
            seen.add(loop.toString());
            String start = "NettyEventLoop[#" + loop.id() + " main, NIO, ";
            assertEquals(
                    List.of(
                            start + "idle, " + carrier + "]",
                            start + "running, " + carrier + "]",
                            start + "closed, " + carrier + "]"),
                    seen);
        }
    }

    @Nested
    class Provider {

        @AfterEach
        void clear() {
            System.clearProperty(NettyEventLoopProvider.KIND);
            System.clearProperty(TaskCarrier.PROPERTY);
            System.clearProperty(TlsProvider.PROPERTY);
        }

        @ParameterizedTest
        @CsvSource({"jdk, false", "boringssl, true", "AUTO, true"})
        void propertyChoosesWhoComputesTls(String provider, boolean isNative) throws Exception {
            assumeTrue(!isNative || OpenSsl.isAvailable());
            System.setProperty(TlsProvider.PROPERTY, provider);
            String session = Asyncio.run(() -> {
                Server server = Asyncio.startServer(
                        (reader, writer) -> writer.close(),
                        ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.LOCALHOST.server()));
                int port = ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
                var made = Asyncio.openConnection(ConnectOptions.to("127.0.0.1", port)
                        .tls(TestIdentity.AUTHORITY.trusting()).serverHostname("localhost"));
                var found = made.writer().getExtraInfo(ExtraInfo.SSL_OBJECT);
                made.writer().close();
                server.close();
                return found.getClass().getName();
            });
            assertEquals(isNative, session.startsWith("io.netty"), session);
        }

        @Test
        void refusesAnUnknownProviderOfTls() {
            System.setProperty(TlsProvider.PROPERTY, "gnutls");
            var e = assertThrows(IllegalStateException.class,
                    () -> Asyncio.<Object>run(() -> Asyncio.openConnection("127.0.0.1", 1)));
            assertEquals(
                    "TLS: the system property io.asyncio4j.netty.tls is \"gnutls\"; use one of [AUTO, BORINGSSL, JDK]",
                    e.getMessage());
        }

        @Test
        void makesTheLoopsOfNewEventLoop() {
            System.setProperty(NettyEventLoopProvider.KIND, "nio");
            try (AbstractEventLoop loop = EventLoops.newEventLoop()) {
                assertEquals(IoKind.NIO, ((NettyEventLoop) loop).kind());
            }
        }

        @ParameterizedTest
        @CsvSource({"nio, loop", "nio, baton", "epoll, loop", "epoll, baton", "io_uring, loop", "io_uring, baton"})
        void everyKindRunsWithEveryCarrierWhereAsyncioChoosesTheThread(String kind, String carrier) throws Exception {
            assumeTrue(IoKind.valueOf(kind.toUpperCase(Locale.ROOT)).isAvailable(),
                    () -> kind + " is not available here");
            System.setProperty(NettyEventLoopProvider.KIND, kind);
            System.setProperty(TaskCarrier.PROPERTY, carrier);
            assertEquals("slept", Asyncio.<String>run(() -> {
                Asyncio.sleep(0.001);
                return "slept";
            }));
        }

        @Test
        void runnerOnARingOfOneThreadIsClosedByItAndByNobodyElse() throws Exception {
            assumeTrue(IoKind.IO_URING.isAvailable(), "IO_URING is not available here");
            System.setProperty(NettyEventLoopProvider.KIND, "io_uring");
            Runner runner = new Runner();
            AbstractEventLoop loop = runner.run(Asyncio::getRunningLoop);
            FutureTask<Throwable> elsewhere = new FutureTask<>(
                    () -> assertThrows(IllegalStateException.class, runner::close));
            Thread.ofPlatform().start(elsewhere);
            String message = String.valueOf(elsewhere.get().getMessage());
            assertTrue(message.startsWith("close: this loop was made for one thread"), message);
            assertEquals("still runs", runner.run(() -> "still runs"));
            runner.close();
            assertTrue(loop.isClosed());
        }

        @Test
        void refusesAnUnknownKind() {
            System.setProperty(NettyEventLoopProvider.KIND, "select");
            var e = assertThrows(IllegalStateException.class, EventLoops::newEventLoop);
            assertEquals(
                    "newEventLoop: the system property io.asyncio4j.netty.kind is \"select\"; "
                            + "use one of [NIO, EPOLL, IO_URING, KQUEUE, AUTO]",
                    e.getMessage());
        }
    }
}
