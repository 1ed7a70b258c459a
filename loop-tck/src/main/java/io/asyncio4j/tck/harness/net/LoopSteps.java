// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.RuleContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ways to act on the loop under test, step by step: the rule's thread runs the loop for as long as one step takes, and looks at
 * what happened while it stands still.
 */
public abstract class LoopSteps {

    final RuleContext tck;
    final AbstractEventLoop loop;

    /** Makes them on the rule's loop. */
    LoopSteps(RuleContext tck) {
        this.tck = tck;
        this.loop = tck.loop();
    }

    /** Where loop methods are called from. */
    public enum Where {
        /** A plain callback. */
        CALLBACK,
        /** A step of a task. */
        COROUTINE
    }

    /** Something to do on the loop. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** Runs the loop until a future is done. */
    public <T extends @Nullable Object> T run(Future<T> future) throws Exception {
        return loop.runUntilComplete(future);
    }

    /** Runs the loop until a future is done, and gives the error it must fail with; the call itself may throw it too. */
    public <E extends Throwable> E failure(Class<E> type, Supplier<? extends Future<?>> call) throws Exception {
        @Nullable Object result;
        try {
            Future<?> future = call(call::get);
            tck.runUntil("the call has ended", future::done);
            result = run(future);
        } catch (AssertionError e) {
            throw e;
        } catch (Throwable e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw new AssertionError("it failed with " + e + "; allowed: " + type.getSimpleName(), e);
        }
        throw new AssertionError("it succeeded with " + result + "; allowed: " + type.getSimpleName());
    }

    /** Does something in a callback of the loop. */
    public void act(Action action) throws Exception {
        act(Where.CALLBACK, action);
    }

    /** Does something on the loop. */
    public void act(Where where, Action action) throws Exception {
        call(() -> {
            action.run();
            return where;
        }, where);
    }

    /** Asks something in a callback of the loop. */
    public <T> T call(Callable<T> question) throws Exception {
        return call(question, Where.CALLBACK);
    }

    private <T> T call(Callable<T> question, Where where) throws Exception {
        Future<T> answer = loop.createFuture();
        if (where == Where.COROUTINE) {
            CoroutineAction body = () -> complete(answer, question);
            loop.createTask(body);
        } else {
            loop.callSoon(() -> complete(answer, question));
        }
        return run(answer);
    }

    private static <T> void complete(Future<T> answer, Callable<T> question) {
        try {
            answer.setResult(question.call());
        } catch (Throwable failure) {
            answer.setException(failure);
        }
    }

    /** Calls something in a callback of the loop, and runs the loop until the future that it gave is done. */
    public void finish(Callable<? extends Future<?>> call) throws Exception {
        Future<?> future = call(call::call);
        run(future);
    }

    /** Runs the loop until a peer is done. */
    public <T> T await(CompletableFuture<T> peer) throws Exception {
        tck.runUntil("the peer is done", peer::isDone);
        try {
            return peer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** What the peer reads next, so many characters. */
    public String read(RawPeer peer, int count) throws Exception {
        return new String(await(peer.reading(count)), StandardCharsets.ISO_8859_1);
    }

    /** What the peer reads up to the end of file. */
    public String readToEnd(RawPeer peer) throws Exception {
        return new String(await(peer.readingToEnd()), StandardCharsets.ISO_8859_1);
    }

    /** Runs the loop until a protocol has lost its connection. */
    public void untilLost(Recorder<?> protocol) {
        tck.runUntil("connectionLost was called", protocol::isLost);
    }

    /** Runs the loop until a protocol has got so many bytes in all. */
    public void untilReceived(Recorder<?> protocol, int count) {
        tck.runUntil(count + " bytes were received", () -> protocol.count() >= count);
    }

    /** Runs so many iterations, which poll but do not sleep. */
    public void iterations(int count) {
        int[] left = {count};
        Runnable next = new Runnable() {
            @Override
            public void run() {
                if (left[0]-- > 0) {
                    loop.callSoon(this);
                } else {
                    loop.stop();
                }
            }
        };
        loop.callSoon(next);
        loop.runForever();
    }
}
