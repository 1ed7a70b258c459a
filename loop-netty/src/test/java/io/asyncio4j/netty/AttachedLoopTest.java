// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.RunningLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class AttachedLoopTest {

    private final List<EventLoopGroup> groups = new ArrayList<>();

    private EventLoop start(IoKind kind) {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("service"), kind.poller().newFactory());
        groups.add(group);
        return group.next();
    }

    @AfterEach
    void shutDown() {
        for (EventLoopGroup group : groups) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static <T> T await(CompletableFuture<T> result) throws Exception {
        return result.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void callbacksAndTimersRunInOrderOnTheServicesThread(IoKind kind) throws Exception {
        EventLoop eventLoop = start(kind);
        NettyEventLoop loop = NettyEventLoop.of(eventLoop);
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            log.add("posted, in the event loop: " + eventLoop.inEventLoop());
            double now = loop.time();
            loop.callAt(now + 0.004, () -> {
                log.add("4 ms");
                done.complete(RunningLoop.get() == loop);
            });
            loop.callAt(now + 0.002, () -> log.add("2 ms"));
            loop.callSoon(() -> log.add("soon"));
        });
        assertTrue(await(done), "the view is the running loop in its callbacks");
        assertEquals(List.of("posted, in the event loop: true", "soon", "2 ms", "4 ms"), log);
    }

    @AfterEach
    void clear() {
        System.clearProperty(TaskCarrier.PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({"NIO, loop", "NIO, baton", "EPOLL, loop", "EPOLL, baton", "IO_URING, loop", "IO_URING, baton"})
    void coroutinesSuspendAndResume(IoKind kind, String carrier) throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        NettyEventLoop loop = NettyEventLoop.of(start(kind));
        CompletableFuture<String> result = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> loop.createTask(() -> {
            var later = loop.<String>createFuture();
            loop.callLater(0.002, () -> later.setResult("awaited"));
            return later.await();
        })
                .toCompletableFuture()
                .thenAccept(result::complete));
        assertEquals("awaited", await(result));
    }

    @ParameterizedTest
    @EnumSource
    void nettysTasksMayUseTheViewDirectly(IoKind kind) throws Exception {
        EventLoop eventLoop = start(kind);
        NettyEventLoop loop = NettyEventLoop.of(eventLoop);
        loop.setDebug(true);
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        eventLoop.execute(() -> {
            loop.callSoon(() -> log.add("soon"));
            loop.callLater(0.002, () -> done.complete(true));
            log.add("in Netty's task, running: " + RunningLoop.get());
        });
        await(done);
        assertEquals(List.of("in Netty's task, running: null", "soon"), log);
    }

    @ParameterizedTest
    @EnumSource
    void endlessCallbacksLeaveRoomForIo(IoKind kind) throws Exception {
        EventLoop eventLoop = start(kind);
        NettyEventLoop loop = NettyEventLoop.of(eventLoop);
        CompletableFuture<Boolean> stop = new CompletableFuture<>();
        Runnable endless = new Runnable() {
            @Override
            public void run() {
                if (!stop.isDone()) {
                    loop.callSoon(this);
                }
            }
        };
        loop.callSoonThreadsafe(endless);
        // Netty takes over scheduled tasks once an iteration, after the poll: so iterations go on.
        CompletableFuture<Long> iterated = new CompletableFuture<>();
        long start = System.nanoTime();
        eventLoop.schedule(() -> iterated.complete(System.nanoTime() - start), 1, TimeUnit.MILLISECONDS);
        long took = await(iterated);
        stop.complete(true);
        assertTrue(took < 500_000_000, "an iteration took " + took + " ns");
    }

    @ParameterizedTest
    @EnumSource
    void noPostFromOutsideIsLost(IoKind kind) throws Exception {
        NettyEventLoop loop = NettyEventLoop.of(start(kind));
        for (int n = 0; n < 5_000; n++) {
            CountDownLatch done = new CountDownLatch(1);
            loop.callSoonThreadsafe(done::countDown);
            assertTrue(done.await(10, TimeUnit.SECONDS), "lost in round " + n);
        }
    }

    @Test
    void thereIsOneViewAnEventLoop() {
        EventLoop first = start(IoKind.NIO);
        EventLoop second = start(IoKind.NIO);
        assertSame(NettyEventLoop.of(first), NettyEventLoop.of(first));
        assertNotSame(NettyEventLoop.of(first), NettyEventLoop.of(second));
    }

    @Test
    void lifeBelongsToTheGroup() {
        NettyEventLoop loop = NettyEventLoop.of(start(IoKind.NIO));
        assertTrue(loop.isRunning());
        for (var operation : List.<Runnable>of(loop::runForever, loop::stop, loop::close)) {
            var e = assertThrows(IllegalStateException.class, operation::run);
            assertTrue(e.getMessage().contains("shut the group down instead"), e.getMessage());
        }
        assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(() -> {}));
        assertFalse(loop.isClosed());
    }

    @Test
    void errorThatWouldEndALoopIsReportedAndTheViewGoesOn() throws Exception {
        NettyEventLoop loop = NettyEventLoop.of(start(IoKind.NIO));
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            loop.callSoon(() -> after.complete(true));
            throw new io.asyncio4j.tasks.SystemExit(3);
        });
        assertTrue(await(after));
    }

    @Test
    void viewClosesWhenTheGroupHasEnded() throws Exception {
        EventLoop eventLoop = start(IoKind.NIO);
        NettyEventLoop loop = NettyEventLoop.of(eventLoop);
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            loop.callLater(3600, () -> {});
            loop.createTask(() -> loop.createFuture().await());
            loop.callSoon(() -> ready.complete(true));
        });
        await(ready);
        shutDown();
        long start = System.nanoTime();
        while (!loop.isClosed() && System.nanoTime() - start < 10_000_000_000L) {
            Thread.onSpinWait();
        }
        assertTrue(loop.isClosed());
        assertFalse(loop.isRunning());
        assertThrows(IllegalStateException.class, () -> loop.callSoonThreadsafe(() -> {}));
        var e = assertThrows(IllegalStateException.class, () -> NettyEventLoop.of(eventLoop));
        assertTrue(e.getMessage().contains("has terminated"), e.getMessage());
        assertNull(RunningLoop.get());
    }
}
