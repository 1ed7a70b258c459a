// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.IoMeter;
import io.asyncio4j.events.base.LoopMeter;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.netty.dns.Resolver;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.asyncio4j.netty.poll.DirtyTransports.Flushable;
import io.asyncio4j.netty.poll.MovableIoEventLoop;
import io.asyncio4j.netty.tls.TlsEngines;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.tasks.Task;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What transports, connectors and servers need of their loop. Loop only.
 *
 * <p>"Own thread" is the thread that polls: only there a channel of Netty may be touched. A coroutine's virtual thread is on
 * the loop as well, but never the own thread; what it wants of a channel is done when its step ends.
 */
public final class ChannelLoop {

    private static final Context EMPTY = new Context();

    private final ChannelHost host;
    private final BaseEventLoop loop;
    private final EventLoop eventLoop;
    private final LoopBuffers buffers;
    private final TlsEngines engines;
    private final boolean attached;
    private final List<ChannelHandlerContext> unflushed = new ArrayList<>();
    private final Runnable flushAll = this::flushAll;

    /**
     * Makes it; one a loop, so that all kinds of channels share its buffers.
     *
     * @param host the loop, with the event loop that carries its channels
     * @param engines makes its TLS
     */
    public ChannelLoop(ChannelHost host, TlsEngines engines) {
        this.host = host;
        this.engines = engines;
        this.loop = host.loop();
        this.eventLoop = host.eventLoop();
        this.attached = !(eventLoop instanceof MovableIoEventLoop);
        this.buffers = new LoopBuffers(host.kinds() != ChannelKinds.IO_URING);
    }

    /** {@return the asyncio loop} */
    public BaseEventLoop loop() {
        return loop;
    }

    /** {@return what a transport that is made now tells, or null if nobody counts} */
    public @Nullable IoMeter meter() {
        LoopMeter counting = loop.meter();
        return counting == null ? null : counting.io();
    }

    /** {@return what native channels are registered with} */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** {@return the channel types that go with the poller} */
    public ChannelKinds kinds() {
        return host.kinds();
    }

    /** {@return who looks up hosts} */
    public Resolver resolver() {
        return host.resolver();
    }

    /** {@return the buffers that all channels of the loop share} */
    public LoopBuffers buffers() {
        return buffers;
    }

    /** {@return whether this is the thread that polls} */
    public boolean onOwnThread() {
        return eventLoop.inEventLoop();
    }

    /**
     * Has {@code work} done on the own thread when the running step or batch ends.
     *
     * @param work not on the list yet
     */
    public void atStepEnd(Flushable work) {
        host.dirty().add(work);
        if (attached && RunningLoop.get() != loop && onOwnThread()) {
            // A handler or task of Netty, outside of a batch: let there be one, for its end.
            enqueue("end of the turn", () -> {}, EMPTY);
        }
    }

    /**
     * Flushes when all callbacks and steps that are ready now have had their turn: for channels that share the socket of their
     * parent, so that what they write in one turn leaves in one system call. Own thread only.
     *
     * @param context of the channel
     */
    public void flushAfterTurn(ChannelHandlerContext context) {
        unflushed.add(context);
        if (unflushed.size() == 1) {
            enqueue("flush", flushAll, EMPTY);
        }
    }

    private void flushAll() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    /**
     * Has {@code work} done at the end of the run if it still waits then.
     *
     * @param work what may wait for some iterations
     * @param waits whether it does
     */
    public void untilRunEnds(Flushable work, boolean waits) {
        if (waits) {
            host.dirty().addPatient(work);
        } else {
            host.dirty().removePatient(work);
        }
    }

    /**
     * Does {@code work} on the own thread: now if this is it, else when the running step ends.
     *
     * @param work what to do
     */
    public void onOwnThread(Runnable work) {
        if (onOwnThread()) {
            work.run();
        } else if (loop.isRunning()) {
            host.dirty().add(work::run);
        } else if (!loop.isClosed()) {
            loop.callSoon(work);
        }
    }

    /**
     * Does {@code work} on the own thread before it returns, wherever on the loop it is called, and has what it closed really
     * closed. A coroutine's step is interrupted for it. On an attached NIO loop descriptors are closed by the next poll.
     *
     * @param work what to do
     */
    public void atOnce(Runnable work) {
        if (onOwnThread()) {
            work.run();
            settle();
        } else if (loop.isRunning()) {
            Task.onLoopThread(() -> atOnce(work));
        } else if (eventLoop instanceof MovableIoEventLoop idle && !loop.isClosed()) {
            idle.acquire();
            try {
                work.run();
                idle.settle();
            } finally {
                idle.release();
            }
        }
    }

    private void settle() {
        if (eventLoop instanceof MovableIoEventLoop own) {
            own.settle();
        }
        host.side().settle();
    }

    /** {@return what a channel of the JDK is to be registered with} */
    public EventLoop forJdkChannels() {
        return host.forJdkChannels();
    }

    /**
     * Appends a callback to the ready queue.
     *
     * @param name for reports
     * @param callback what to call
     * @param context in which to call it
     */
    public void enqueue(String name, Runnable callback, Context context) {
        loop.enqueue(new Handle(new Named(name, callback), loop, context));
    }

    /** A callback whose name a report can show. */
    record Named(String name, Runnable callback) implements Runnable {
        @Override
        public void run() {
            callback.run();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Refuses threads that are neither in a callback nor in a coroutine of the running loop.
     *
     * @param operation for the text of the error
     * @throws IllegalStateException on a foreign thread
     */
    public void check(String operation) {
        if (!eventLoop.inEventLoop() && loop.isRunning() && !loop.isOnLoop()) {
            throw new IllegalStateException(operation + ": called from thread \"" + Thread.currentThread().getName()
                    + "\", but the transport belongs to " + loop + "; use callSoonThreadsafe");
        }
    }

    /**
     * Prepares a channel of the JDK for being taken over: one that was watched a moment ago is known to the selector until it
     * has selected once more.
     *
     * @param sock the channel, or null
     */
    public void letGo(@Nullable SelectableChannel sock) {
        if (sock != null && sock.isRegistered()) {
            atOnce(() -> {});
        }
    }

    /**
     * The checks that every call of the loop begins with.
     *
     * @param operation for the text of errors
     * @param factory makes the protocol
     * @param options what the call was told
     * @throws NullPointerException when one is missing
     * @throws IllegalStateException when the loop is closed, or on a foreign thread
     */
    public void begin(String operation, @Nullable Object factory, @Nullable Object options) {
        Objects.requireNonNull(factory, () -> operation + ": protocolFactory is null; give what makes a protocol");
        Objects.requireNonNull(options, () -> operation + ": options is null; say where and how");
        if (loop.isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + loop + "; make a new one");
        }
        check(operation);
    }

    /**
     * Prepares the TLS of a client.
     *
     * @param operation for the text of errors
     * @param settings what the call was told
     * @param host the server's name when the settings have none, or null
     * @return null for none
     * @throws IllegalArgumentException when the description cannot be used
     */
    public @Nullable TlsPlan clientTls(String operation, TlsSettings settings, @Nullable String host) {
        TlsContext context = settings.context();
        return context == null ? null : TlsPlan.client(engines, operation, context, settings, host, tlsTasks());
    }

    /**
     * Prepares the TLS of a server.
     *
     * @param operation for the text of errors
     * @param settings what the call was told
     * @return null for none
     * @throws IllegalArgumentException when the description cannot be used
     */
    public @Nullable TlsPlan serverTls(String operation, TlsSettings settings) {
        TlsContext context = settings.context();
        return context == null ? null : TlsPlan.server(engines, operation, context, settings, tlsTasks());
    }

    private Executor tlsTasks() {
        return task -> loop.runInExecutor(null, task);
    }
}
