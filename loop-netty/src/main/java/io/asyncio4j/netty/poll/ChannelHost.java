// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.netty.dns.NettyNames;
import io.asyncio4j.netty.dns.Resolver;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a loop gives to the channels that live on it.
 *
 * @param loop the asyncio loop, which runs callbacks
 * @param eventLoop what the channels are registered with
 * @param kinds the channel types that the event loop can carry
 * @param dirty what is flushed when the running step or batch ends; loop only
 * @param side polls channels of the JDK where the event loop cannot
 * @param resolver looks up hosts
 */
public record ChannelHost(
        BaseEventLoop loop,
        EventLoop eventLoop,
        ChannelKinds kinds,
        DirtyTransports dirty,
        SideSelector side,
        Resolver resolver) {

    /** No event loop runs on it. */
    private static final Thread NOBODY = Thread.ofPlatform().unstarted(() -> {});

    /**
     * Brings an asyncio loop and the Netty event loop that it polls, or lives on, together.
     *
     * @param loop the asyncio loop
     * @param eventLoop any event loop of Netty 4.2
     * @param names who looks up host names, or null for the JDK
     * @return what channels need; its event loop is another object than a foreign loop that was given
     */
    public static ChannelHost of(
            BaseEventLoop loop, EventLoop eventLoop, @Nullable AddressResolverGroup<InetSocketAddress> names) {
        ChannelKinds polled = ChannelKinds.of(eventLoop);
        SideSelector side = new SideSelector(loop, eventLoop, takesEveryThread(eventLoop));
        EventLoop host = polled == null
                ? side.eventLoop()
                : eventLoop instanceof MovableIoEventLoop ? eventLoop : new GuardedEventLoop((IoEventLoop) eventLoop);
        ChannelKinds kinds = polled == null ? ChannelKinds.NIO : polled;
        Resolver resolver = new Resolver(loop, names == null ? null : new NettyNames(loop, host, names));
        return new ChannelHost(loop, host, kinds, new DirtyTransports(), side, resolver);
    }

    /**
     * Finds the time of an event loop, which tests may advance.
     *
     * @param eventLoop any
     * @return the clock of a loop that lives on it
     */
    public static LoopClock clockOf(EventLoop eventLoop) {
        Ticker ticker = eventLoop.ticker();
        return ticker == Ticker.systemTicker() ? LoopClock.system() : ticker::nanoTime;
    }

    /**
     * Tells whether an event loop has no thread of its own, but takes every one for it: that of an {@code EmbeddedChannel}.
     *
     * @param eventLoop any
     * @return whether it says so
     */
    public static boolean takesEveryThread(EventLoop eventLoop) {
        return eventLoop.inEventLoop(NOBODY);
    }

    /**
     * Does {@code work} where channels may be touched: now if the caller is on that thread or nobody runs the loop, else
     * when the running step or batch ends. Loop only.
     *
     * @param work what to do; must not throw
     */
    public void onOwnThread(Runnable work) {
        if (eventLoop.inEventLoop()) {
            work.run();
        } else if (loop.isRunning()) {
            dirty.add(work::run);
        } else if (eventLoop instanceof MovableIoEventLoop idle && !loop.isClosed()) {
            idle.acquire();
            try {
                work.run();
            } finally {
                idle.release();
            }
        }
    }

    /**
     * Refuses threads that are neither in a callback nor in a coroutine of the running loop.
     *
     * @param operation what the user called
     * @throws IllegalStateException on a foreign thread
     */
    public void check(String operation) {
        if (!eventLoop.inEventLoop() && loop.isRunning() && !loop.isOnLoop()) {
            throw new IllegalStateException(operation + ": called from thread \"" + Thread.currentThread().getName()
                    + "\", which is not on " + loop + "; use callSoonThreadsafe");
        }
    }

    /**
     * Refuses a closed loop and foreign threads.
     *
     * @param operation what the user called
     * @throws IllegalStateException on either
     */
    public void checkOpen(String operation) {
        if (loop.isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + loop + "; make a new one");
        }
        check(operation);
    }

    /**
     * Refuses an event loop that can have no sockets.
     *
     * @param operation what the user called
     * @throws UnsupportedOperationException on that of an {@code EmbeddedChannel}
     */
    public void requireSockets(String operation) {
        side.require(operation);
    }

    /** Closes all channels of a foreign event loop, and of the selector beside it, that were not given to it by others. */
    public void closeChannels() {
        if (eventLoop instanceof GuardedEventLoop guarded) {
            guarded.closeAll();
        }
        side.close();
    }

    /** {@return whether a foreign event loop has yet to let channels go that were closed; own thread} */
    public boolean isClosingChannels() {
        return eventLoop instanceof GuardedEventLoop guarded && guarded.hasOpen();
    }

    /** {@return what a channel of the JDK is to be registered with: the event loop itself if it is one of NIO} */
    public EventLoop forJdkChannels() {
        return kinds == ChannelKinds.NIO ? eventLoop : side.eventLoop();
    }
}
