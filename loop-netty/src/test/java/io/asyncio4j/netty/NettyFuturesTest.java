// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Outcomes and cancellation, from Netty's futures to asyncio's and back. */
@Timeout(60)
class NettyFuturesTest {

    static void await(CompletionStage<?> stage) throws Exception {
        Asyncio.wrapFuture(stage).await();
    }

    private static <T> Promise<T> promise() {
        return GlobalEventExecutor.INSTANCE.newPromise();
    }

    @Test
    void aResultOfAnotherThreadResumesTheCoroutine() {
        Promise<String> promise = promise();
        List<String> log = new ArrayList<>();
        Asyncio.run(() -> {
            Task<?> waiting = Asyncio.createTask(() -> log.add(NettyFutures.await(promise)));
            Asyncio.sleep(0);
            log.add("waits");
            GlobalEventExecutor.INSTANCE.execute(() -> promise.setSuccess("result"));
            waiting.await();
        });
        assertEquals(List.of("waits", "result"), log);
    }

    @Test
    void theVeryCauseIsThrown() {
        IOException cause = new IOException("broken");
        Asyncio.run(() -> {
            assertSame(cause, assertThrows(IOException.class, () -> NettyFutures.await(
                    GlobalEventExecutor.INSTANCE.<String>newFailedFuture(cause))));
            Promise<String> later = promise();
            Future<String> future = NettyFutures.wrap(later);
            later.setFailure(cause);
            assertSame(cause, assertThrows(IOException.class, future::await));
        });
    }

    @Test
    void cancellationTravelsBothWays() {
        Asyncio.run(() -> {
            Promise<String> promise = promise();
            assertTrue(NettyFutures.wrap(promise).cancel());
            Asyncio.sleep(0);
            assertTrue(promise.isCancelled(), "that of the asyncio future reaches Netty's");

            Promise<String> other = promise();
            Future<String> future = NettyFutures.wrap(other);
            assertTrue(other.cancel(true));
            assertThrows(CancelledError.class, future::await);
        });
    }

    @Test
    void whatCannotBeCancelledGoesOnAlone() {
        Asyncio.run(() -> {
            Promise<String> promise = promise();
            assertTrue(promise.setUncancellable());
            assertTrue(NettyFutures.wrap(promise).cancel());
            Asyncio.sleep(0);
            promise.setSuccess("late");
            assertEquals("late", NettyFutures.await(promise));
        });
    }

    @Test
    void aTaskIsAFutureOfNetty() {
        Asyncio.run(() -> {
            Task<String> task = Asyncio.createTask(() -> {
                Asyncio.sleep(0);
                return "done";
            });
            var future = NettyFutures.toNetty(task, GlobalEventExecutor.INSTANCE);
            assertEquals("done", NettyFutures.await(future));

            IOException cause = new IOException("broken");
            Task<String> failing = Asyncio.createTask(() -> {
                throw cause;
            });
            var failed = NettyFutures.toNetty(failing, GlobalEventExecutor.INSTANCE);
            assertSame(cause, assertThrows(IOException.class, () -> NettyFutures.await(failed)));
        });
    }

    @Test
    void cancellingNettysFutureCancelsTheTask() {
        Asyncio.run(() -> {
            Task<?> task = Asyncio.createTask(() -> Asyncio.sleep(3600));
            var future = NettyFutures.toNetty(task, GlobalEventExecutor.INSTANCE);
            GlobalEventExecutor.INSTANCE.execute(() -> future.cancel(true));
            assertThrows(CancelledError.class, task::await);

            Task<?> second = Asyncio.createTask(() -> Asyncio.sleep(3600));
            var its = NettyFutures.toNetty(second, GlobalEventExecutor.INSTANCE);
            assertTrue(second.cancel());
            assertThrows(CancelledError.class, () -> NettyFutures.await(its));
            assertTrue(its.isCancelled());
        });
    }

    @Test
    void aPromiseThatCannotBeCancelledIsToldOfTheCancellation() {
        Asyncio.run(() -> {
            Promise<String> promise = promise();
            assertTrue(promise.setUncancellable());
            Task<String> task = Asyncio.createTask(() -> {
                Asyncio.sleep(3600);
                return "never";
            });
            NettyFutures.complete(task, promise);
            assertTrue(task.cancel());
            assertThrows(CancelledError.class, () -> NettyFutures.await(promise));
        });
    }

    @Test
    void anOutcomeForAClosedLoopIsDropped() {
        Promise<String> promise = promise();
        Asyncio.run(() -> {
            var unused = NettyFutures.wrap(promise);
        });
        promise.setSuccess("too late");
        assertNull(promise.cause());
    }

    @Test
    void aLoopIsAnExecutor() {
        List<String> log = new ArrayList<>();
        NettyEventLoop loop = NettyEventLoop.create();
        EventLoops.executor(loop).execute(() -> log.add("running " + loop.isRunning()));
        EventLoops.executor(loop).execute(loop::stop);
        loop.runForever();
        loop.close();
        assertEquals(List.of("running true"), log);
        assertThrows(RejectedExecutionException.class, () -> EventLoops.executor(loop).execute(() -> {}));
    }
}
