// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.netty.poll.ChannelHost;
import io.netty.channel.EventLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The asyncio event loop on Netty (asyncio: {@code SelectorEventLoop}, {@code ProactorEventLoop}). Loop only, save what
 * {@link io.asyncio4j.events.AbstractEventLoop} says any thread may call.
 *
 * <p>It lives in one of two ways. {@link #create()} makes a loop of its own, which polls on the thread that runs it.
 * {@link #of(EventLoop)} gives the asyncio view of an event loop that a Netty service already runs: always running,
 * started and ended by its owner.
 */
public abstract sealed class NettyEventLoop extends BaseEventLoop permits StandaloneLoop, AttachedLoop {

    NettyEventLoop(LoopClock clock) {
        super(clock);
    }

    /**
     * Makes a loop with the best poller of this machine (asyncio: {@code asyncio.new_event_loop}). Any thread.
     *
     * @return an idle loop; close it
     */
    public static NettyEventLoop create() {
        return create(NettyLoopOptions.DEFAULTS);
    }

    /**
     * Makes a loop with a poller of choice. Any thread.
     *
     * @param kind how it waits for I/O
     * @return an idle loop; close it
     * @throws NullPointerException if the kind is null
     * @throws UnsupportedOperationException if the machine does not have the kind; the cause says why
     */
    public static NettyEventLoop create(IoKind kind) {
        return create(NettyLoopOptions.DEFAULTS.kind(kind));
    }

    /**
     * Makes a loop. Any thread.
     *
     * @param options poller, clock and name
     * @return an idle loop; close it
     * @throws NullPointerException if the options are null
     * @throws UnsupportedOperationException if the machine does not have the kind of poller; the cause says why
     */
    public static NettyEventLoop create(NettyLoopOptions options) {
        Objects.requireNonNull(options, "NettyEventLoop.create: the options are null; use NettyLoopOptions.DEFAULTS");
        return new StandaloneLoop(options.kind().resolve(), options);
    }

    /**
     * Gives the asyncio view of an event loop that Netty runs. Any thread.
     *
     * <p>There is one view an event loop: every call for the same event loop answers the same. The view runs as long as
     * the event loop does; running, stopping and closing it are refused. From outside use {@code callSoonThreadsafe}; a
     * Netty handler or task on the event loop's own thread may call the view directly.
     *
     * @param eventLoop an event loop of Netty 4.2 with a network poller; that of a loop made by {@link #create()} gives
     *     that loop
     * @return the view
     * @throws NullPointerException if the event loop is null
     * @throws IllegalArgumentException if the event loop carries no network channels
     * @throws IllegalStateException if the event loop has terminated
     */
    public static NettyEventLoop of(EventLoop eventLoop) {
        Objects.requireNonNull(eventLoop, "NettyEventLoop.of: the event loop is null; pass one of an EventLoopGroup");
        NettyEventLoop owner = StandaloneLoop.owning(eventLoop);
        return owner == null ? AttachedLoop.viewOf(eventLoop) : owner;
    }

    /**
     * Returns the poller in use. Any thread.
     *
     * @return never {@link IoKind#AUTO}
     */
    public final IoKind kind() {
        return IoKind.of(host().kinds().poller());
    }

    /**
     * Returns the event loop of Netty that carries this loop's channels, for channels and handlers of one's own. Any
     * thread; what is given to it before the loop runs is done by the next run.
     *
     * @return always the same
     */
    public abstract EventLoop eventLoop();

    abstract ChannelHost host();

    abstract @Nullable String name();

    @Override
    protected final void flushWrites() {
        host().dirty().flush();
    }

    @Override
    public final String toString() {
        String name = name();
        String state = isClosed() ? "closed" : isRunning() ? "running" : "idle";
        return "NettyEventLoop[#" + id() + (name == null ? "" : " " + name) + ", " + kind() + ", " + state + ", "
                + carrier().name() + (getDebug() ? ", debug]" : "]");
    }
}
