// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The half of {@link MovableIoEventLoop} that has nothing to do with polling: the owner, the queue of Netty's tasks, and
 * what Netty's interfaces ask for. Any thread, save what says otherwise.
 *
 * <p>The queue carries only Netty's housekeeping and calls from foreign threads, so a plain
 * {@link ConcurrentLinkedQueue} does: compared with the queue of Netty's own loops, which is internal to Netty, it costs
 * one small object a task.
 *
 * <p>State: OPEN -> CLOSING (channels are being closed, tasks still accepted) -> CLOSED.
 */
abstract class OwnedEventLoop extends AbstractScheduledEventExecutor implements IoEventLoop {

    enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
    private final Promise<?> terminationFuture = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    private volatile State state = State.OPEN;

    /** Called on any thread but the owner's when it has queued a task. */
    abstract void wakeIfAsleep();

    /** Registers a handle with the poller; owner only. */
    abstract IoRegistration registerNow(IoHandle handle) throws Exception;

    // ---- the owner

    /** Makes the calling thread the owner. */
    final void take(String operation) {
        Thread current = Thread.currentThread();
        if (!owner.compareAndSet(null, current)) {
            throw new IllegalStateException(
                    operation + ": this event loop is being run by thread \"" + name(owner.get())
                            + "\"; stop it there first");
        }
    }

    /** Ends the ownership; owner only. */
    final void giveUp() {
        owner.set(null);
    }

    @Override
    public final boolean inEventLoop(Thread thread) {
        // A stale value is as good: only a thread itself makes itself the owner, or ends that.
        return owner.getPlain() == thread;
    }

    // ---- tasks

    final boolean hasNoTasks() {
        return tasks.isEmpty();
    }

    /** Runs what is queued, until nothing is or the time is over; owner only. */
    final void runTasks(long quotaNanos) {
        fetchFromScheduledTaskQueue(tasks);
        Runnable task = tasks.poll();
        if (task == null) {
            return;
        }
        long start = ticker().nanoTime();
        do {
            safeExecute(task);
        } while (ticker().nanoTime() - start < quotaNanos && (task = tasks.poll()) != null);
    }

    @Override
    public final void execute(Runnable task) {
        Objects.requireNonNull(task, "execute: the task is null; pass a Runnable");
        boolean own = inEventLoop();
        if (own && state == State.CLOSED) {
            throw closed();
        }
        tasks.add(task);
        if (!own) {
            if (state == State.CLOSED && tasks.remove(task)) {
                throw closed();
            }
            wakeIfAsleep();
        }
    }

    private static RejectedExecutionException closed() {
        return new RejectedExecutionException("execute: the event loop is closed; nothing will run on it any more");
    }

    // ---- registering

    @Override
    public final Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> promise = newPromise();
        if (inEventLoop()) {
            register(handle, promise);
        } else {
            execute(() -> register(handle, promise));
        }
        return promise;
    }

    private void register(IoHandle handle, Promise<IoRegistration> promise) {
        IoRegistration registration;
        try {
            registration = registerNow(handle);
        } catch (Exception e) {
            promise.setFailure(e);
            return;
        }
        promise.setSuccess(registration);
    }

    @Deprecated
    @Override
    public final ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Deprecated
    @Override
    public final ChannelFuture register(ChannelPromise promise) {
        return register(promise.channel(), promise);
    }

    @Deprecated
    @Override
    public final ChannelFuture register(Channel channel, ChannelPromise promise) {
        NativeDescriptors.addIfRing(channel);
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public final IoEventLoop next() {
        return this;
    }

    @Override
    public final @Nullable IoEventLoopGroup parent() {
        return null;
    }

    // ---- the end

    final void enter(State next) {
        state = next;
    }

    final void terminated() {
        terminationFuture.trySuccess(null);
    }

    @Override
    public final boolean isShuttingDown() {
        return state != State.OPEN;
    }

    @Override
    public final boolean isShutdown() {
        return state == State.CLOSED;
    }

    @Override
    public final boolean isTerminated() {
        return state == State.CLOSED;
    }

    @Override
    public final Future<?> terminationFuture() {
        return terminationFuture;
    }

    @Override
    public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminationFuture.await(timeout, unit);
    }

    @Override
    public final Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw notYours("shutdownGracefully");
    }

    @Deprecated
    @Override
    public final void shutdown() {
        throw notYours("shutdown");
    }

    private static UnsupportedOperationException notYours(String operation) {
        return new UnsupportedOperationException(
                operation + ": this event loop belongs to an asyncio loop; close that one instead");
    }

    /** For {@code toString}. */
    final String stateAndOwner() {
        Thread running = owner.get();
        return state + (running == null ? ", idle" : ", run by \"" + name(running) + '"');
    }

    private static String name(@Nullable Thread thread) {
        return thread == null ? "none" : thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
    }
}
