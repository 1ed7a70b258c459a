// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that passes everything on to another one, save the registration of channels, which a subclass does its
 * own way. Any thread, as the loop itself. It runs nothing of its own: same thread, same queue, same life.
 */
public abstract class ForwardingEventLoop extends AbstractEventExecutor implements IoEventLoop {

    private final EventLoop loop;

    ForwardingEventLoop(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Finds the loop behind one that passes everything on. Any thread.
     *
     * @param eventLoop such as a channel was registered with
     * @return the loop that runs
     */
    public static EventLoop real(EventLoop eventLoop) {
        EventLoop real = eventLoop;
        while (real instanceof ForwardingEventLoop forwarding) {
            real = forwarding.loop;
        }
        return real;
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
    public final void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public final boolean inEventLoop(Thread thread) {
        return loop.inEventLoop(thread);
    }

    @Override
    public final boolean isExecutorThread(Thread thread) {
        return loop.isExecutorThread(thread);
    }

    @Override
    public final Ticker ticker() {
        return loop.ticker();
    }

    @Override
    public final ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return loop.schedule(command, delay, unit);
    }

    @Override
    public final <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return loop.schedule(callable, delay, unit);
    }

    @Override
    public final ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period,
            TimeUnit unit) {
        return loop.scheduleAtFixedRate(command, initialDelay, period, unit);
    }

    @Override
    public final ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay,
            TimeUnit unit) {
        return loop.scheduleWithFixedDelay(command, initialDelay, delay, unit);
    }

    @Override
    public final IoEventLoop next() {
        return this;
    }

    @Override
    public final @Nullable IoEventLoopGroup parent() {
        return loop.parent() instanceof IoEventLoopGroup group ? group : null;
    }

    @Override
    public final Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return loop.shutdownGracefully(quietPeriod, timeout, unit);
    }

    @Deprecated
    @Override
    public final void shutdown() {
        loop.shutdown();
    }

    @Override
    public final Future<?> terminationFuture() {
        return loop.terminationFuture();
    }

    @Override
    public final boolean isShuttingDown() {
        return loop.isShuttingDown();
    }

    @Override
    public final boolean isShutdown() {
        return loop.isShutdown();
    }

    @Override
    public final boolean isTerminated() {
        return loop.isTerminated();
    }

    @Override
    public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return loop.awaitTermination(timeout, unit);
    }

    @Override
    public final String toString() {
        return loop.toString();
    }
}
