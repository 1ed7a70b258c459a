// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MovableIoEventLoopTest {

    private static final long MILLI = 1_000_000;

    /** The JDK and Netty open some descriptors once and for good. */
    @BeforeAll
    static void openWhatStaysOpen() throws Exception {
        for (Poller poller : Poller.values()) {
            if (poller.unavailability() == null) {
                MovableIoEventLoop loop = open(poller);
                try (var run = new LoopThread(loop, Thread.ofPlatform())) {
                    Echo.listen(loop, new Echo.Handler()).sync();
                }
                loop.close();
            }
        }
    }

    static MovableIoEventLoop open(Poller poller) {
        assumeTrue(poller.unavailability() == null, () -> poller + " is not available here");
        return new MovableIoEventLoop(poller, () -> true);
    }

    private static MovableIoEventLoop ofOneThread(Poller poller) {
        assumeTrue(poller.unavailability() == null, () -> poller + " is not available here");
        return new MovableIoEventLoop(poller, () -> true, true);
    }

    @Nested
    class Owner {

        @ParameterizedTest
        @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
        void liveConnectionMovesFromThreadToThreadToVirtualThread(Poller poller) throws Exception {
            MovableIoEventLoop loop = open(poller);
            ChannelFuture bound = Echo.listen(loop, new Echo.Handler());
            assertFalse(bound.isDone(), "registered although nobody runs the loop");
            List<String> answers = new ArrayList<>();
            Socket client;
            try (var run = new LoopThread(loop, Thread.ofPlatform().name("A"))) {
                bound.sync();
                client = Echo.connect(bound.channel());
                answers.add(Echo.ask(client, "first on A"));
            }
            try (client) {
                try (var run = new LoopThread(loop, Thread.ofPlatform().name("B"))) {
                    answers.add(Echo.ask(client, "then on B"));
                }
                try (var run = new LoopThread(loop, Thread.ofVirtual().name("V"))) {
                    answers.add(Echo.ask(client, "then on V"));
                }
                loop.close();
                assertEquals(-1, client.getInputStream().read());
            }
            assertEquals(List.of("first on A", "then on B", "then on V"), answers);
            assertFalse(bound.channel().isOpen());
        }

        @ParameterizedTest
        @EnumSource
        void nobodyIsInTheEventLoopBetweenRuns(Poller poller) {
            MovableIoEventLoop loop = open(poller);
            List<String> log = new ArrayList<>();
            loop.execute(() -> log.add("task, in loop: " + loop.inEventLoop()));
            log.add("before, in loop: " + loop.inEventLoop());
            loop.acquire();
            loop.poll(0);
            loop.release();
            log.add("after, in loop: " + loop.inEventLoop());
            loop.close();
            assertEquals(
                    List.of("before, in loop: false", "task, in loop: true", "after, in loop: false"), log);
        }

        @Test
        void secondThreadIsRefusedWhileTheFirstRuns() throws Exception {
            MovableIoEventLoop loop = open(Poller.NIO);
            try (var run = new LoopThread(loop, Thread.ofPlatform().name("first"))) {
                CountDownLatch running = new CountDownLatch(1);
                loop.execute(running::countDown);
                running.await();
                for (var operation : List.<Runnable>of(loop::acquire, loop::close)) {
                    var e = assertThrows(IllegalStateException.class, operation::run);
                    assertTrue(e.getMessage().contains("being run by thread \"first\""), e.getMessage());
                }
            }
            loop.close();
        }

        @Test
        void ioUringRefusesAnotherThreadOnlyWhileChannelsLive() throws Exception {
            MovableIoEventLoop loop = open(Poller.IO_URING);
            ChannelFuture bound = Echo.listen(loop, new Echo.Handler());
            try (var run = new LoopThread(loop, Thread.ofPlatform().name("A"))) {
                bound.sync();
            }
            var e = assertThrows(IllegalStateException.class, loop::acquire);
            assertTrue(e.getMessage().contains("1 live registrations"), e.getMessage());
            loop.close();
            assertFalse(bound.channel().isOpen());
        }

        @Test
        void ioUringMovesBetweenThreadsWithoutChannels() throws Exception {
            MovableIoEventLoop loop = open(Poller.IO_URING);
            List<String> answers = new ArrayList<>();
            for (String name : List.of("A", "B", "C")) {
                try (var run = new LoopThread(loop, Thread.ofPlatform().name(name))) {
                    ChannelFuture bound = Echo.listen(loop, new Echo.Handler()).sync();
                    try (Socket client = Echo.connect(bound.channel())) {
                        answers.add(Echo.ask(client, name));
                    }
                    bound.channel().close().sync();
                    CountDownLatch gone = new CountDownLatch(1);
                    loop.execute(new Runnable() {
                        @Override
                        public void run() {
                            if (loop.registrations() == 0) {
                                gone.countDown();
                            } else {
                                loop.execute(this);
                            }
                        }
                    });
                    gone.await();
                }
            }
            loop.close();
            assertEquals(List.of("A", "B", "C"), answers);
        }

        @Test
        void ringOfOneThreadServesThereAndRefusesOthers() throws Exception {
            MovableIoEventLoop loop = ofOneThread(Poller.IO_URING);
            loop.acquire();
            ChannelFuture bound = Echo.listen(loop, new Echo.Handler());
            LoopThread.pollUntil(loop, bound::isDone);
            FutureTask<String> client = new FutureTask<>(() -> {
                try (Socket socket = Echo.connect(bound.channel())) {
                    return Echo.ask(socket, "there");
                }
            });
            Thread.ofPlatform().start(client);
            LoopThread.pollUntil(loop, client::isDone);
            assertEquals("there", client.get());
            loop.release();
            loop.close();
            assertFalse(bound.channel().isOpen());
            MovableIoEventLoop other = ofOneThread(Poller.IO_URING);
            other.acquire();
            other.release();
            for (var operation : Map.<String, Runnable>of("run: ", other::acquire, "close: ", other::close)
                    .entrySet()) {
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                Thread.ofPlatform().start(() -> {
                    try {
                        operation.getValue().run();
                    } catch (IllegalStateException e) {
                        thrown.set(e);
                    }
                }).join();
                String message = String.valueOf(thrown.get());
                assertTrue(message.contains(operation.getKey() + "this loop was made for one thread"), message);
            }
            other.close();
            assertTrue(other.isTerminated());
        }

        @ParameterizedTest
        @EnumSource(names = {"NIO", "EPOLL", "KQUEUE"})
        void otherPollersTakeNoNoticeOfThePromise(Poller poller) throws Exception {
            MovableIoEventLoop loop = ofOneThread(poller);
            loop.acquire();
            loop.release();
            Thread.ofPlatform().start(() -> {
                loop.acquire();
                loop.release();
            }).join();
            loop.close();
            assertTrue(loop.isTerminated());
        }

        @Test
        void ioUringRefusesVirtualThreads() throws Exception {
            MovableIoEventLoop loop = open(Poller.IO_URING);
            List<Throwable> thrown = new ArrayList<>();
            Thread.ofVirtual()
                    .start(() -> thrown.add(assertThrows(IllegalStateException.class, loop::acquire)))
                    .join();
            assertEquals(1, thrown.size());
            loop.close();
        }
    }

    @Nested
    class Registrations {

        @ParameterizedTest
        @EnumSource
        void areCountedWhileChannelsLive(Poller poller) throws Exception {
            MovableIoEventLoop loop = open(poller);
            loop.acquire();
            List<String> log = new ArrayList<>();
            log.add("new: " + loop.hasWork());
            ChannelFuture bound = Echo.listen(loop, new Echo.Handler());
            LoopThread.pollUntil(loop, bound::isDone);
            log.add("listening: " + loop.registrations());
            try (Socket client = Echo.connect(bound.channel())) {
                LoopThread.pollUntil(loop, () -> loop.registrations() == 2);
                log.add("connected: " + loop.hasWork());
                client.shutdownOutput();
                client.close();
                bound.channel().close();
                LoopThread.pollUntil(loop, () -> loop.registrations() == 0);
            }
            LoopThread.pollUntil(loop, () -> !loop.hasWork());
            loop.release();
            loop.close();
            assertEquals(List.of("new: false", "listening: 1", "connected: true"), log);
        }

        @Test
        void closedChannelHasNoDescriptorWhenTheRunEnds() throws Exception {
            MovableIoEventLoop loop = open(Poller.NIO);
            Map<String, Integer> before = OpenDescriptors.byKind();
            listenAndCloseInOneRun(loop);
            assertEquals(before, OpenDescriptors.byKind());
            loop.close();
        }

        private void listenAndCloseInOneRun(MovableIoEventLoop loop) {
            loop.acquire();
            ChannelFuture bound = Echo.listen(loop, new Echo.Handler());
            LoopThread.pollUntil(loop, bound::isDone);
            bound.channel().close();
            loop.release();
        }

        @Test
        void handleThatThrowsIsClosedAndCostsNoSleep() throws Exception {
            MovableIoEventLoop loop = open(Poller.NIO);
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            pipe.sink().write(ByteBuffer.allocate(1));
            List<String> log = new ArrayList<>();
            loop.acquire();
            IoRegistration registration = loop.register(new NioIoHandle() {
                @Override
                public SelectableChannel selectableChannel() {
                    return pipe.source();
                }

                @Override
                public void handle(IoRegistration registration, IoEvent event) {
                    log.add("handle");
                    throw new IllegalStateException("meant to fail");
                }

                @Override
                public void close() {
                    log.add("close");
                }
            })
                    .getNow();
            registration.submit(NioIoOps.READ);
            long start = System.nanoTime();
            loop.poll(-1);
            long took = System.nanoTime() - start;
            registration.cancel();
            loop.release();
            loop.close();
            pipe.source().close();
            pipe.sink().close();
            assertEquals(List.of("handle", "close"), log);
            assertTrue(took < 900 * MILLI, "the poll took " + took + " ns");
        }
    }

    @Nested
    class Closing {

        /** The descriptors of the next poller have the numbers of those that were closed. */
        @Test
        void closedRingDoesNotTakeTheWakeUpsOfOthers() throws Exception {
            for (int n = 0; n < 500; n++) {
                try (MovableIoEventLoop loop = open(Poller.IO_URING)) {
                    loop.acquire();
                    loop.poll(MILLI / 10);
                    loop.release();
                }
                try (Selector next = Selector.open()) {
                    next.wakeup();
                    LockSupport.parkNanos(MILLI / 5);
                    long start = System.nanoTime();
                    next.select(10_000);
                    assertTrue(System.nanoTime() - start < 9_000 * MILLI, "taken in round " + n);
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void loopThatNeverRanLeavesNoDescriptor(Poller poller) throws Exception {
            Map<String, Integer> before = OpenDescriptors.byKind();
            MovableIoEventLoop loop = open(poller);
            loop.close();
            assertEquals(before, OpenDescriptors.byKind());
            assertTrue(loop.isTerminated());
            assertTrue(loop.terminationFuture().isDone());
        }

        @ParameterizedTest
        @EnumSource
        void channelsAreClosedByTheClosingThread(Poller poller) throws Exception {
            Map<String, Integer> before = OpenDescriptors.byKind();
            MovableIoEventLoop loop = open(poller);
            ChannelFuture bound = Echo.listen(loop, new Echo.Handler());
            Socket client;
            try (var run = new LoopThread(loop, Thread.ofPlatform().name("loop"))) {
                client = Echo.connect(bound.sync().channel());
                assertEquals("hello", Echo.ask(client, "hello"));
            }
            loop.close();
            assertEquals(-1, client.getInputStream().read());
            client.close();
            assertFalse(bound.channel().isOpen());
            assertEquals(before, OpenDescriptors.byKind());
        }

        @ParameterizedTest
        @EnumSource
        void whatComesLaterIsRefused(Poller poller) {
            MovableIoEventLoop loop = open(poller);
            List<String> log = new ArrayList<>();
            loop.execute(() -> log.add("queued before"));
            loop.close();
            loop.close();
            assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> log.add("late")));
            assertThrows(IllegalStateException.class, loop::acquire);
            loop.wakeup();
            assertEquals(List.of("queued before"), log);
        }

        @Test
        void ofAnotherOwnerIsNotForNettysUsers() {
            MovableIoEventLoop loop = open(Poller.NIO);
            assertThrows(UnsupportedOperationException.class, loop::shutdownGracefully);
            loop.close();
        }
    }
}
