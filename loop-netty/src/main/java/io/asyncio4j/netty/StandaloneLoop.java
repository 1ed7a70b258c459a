// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.MovableIoEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/**
 * A loop that polls for itself, on whichever thread runs it.
 */
final class StandaloneLoop extends NettyEventLoop {

    private final MovableIoEventLoop io;
    private final ChannelHost host;
    private final @Nullable String name;
    private final TlsProvider tlsProvider;

    StandaloneLoop(IoKind kind, NettyLoopOptions options) {
        super(options.clock());
        this.name = options.name();
        this.tlsProvider = options.tlsProvider();
        this.io = new MovableIoEventLoop(kind.poller(), new Sleep(), options.oneThread());
        this.host = ChannelHost.of(this, io, options.resolver());
    }

    /** Returns the loop that an event loop belongs to, or null if it is a foreign one. */
    static @Nullable NettyEventLoop owning(EventLoop eventLoop) {
        return eventLoop instanceof MovableIoEventLoop io && io.driver() instanceof Sleep sleep ? sleep.loop() : null;
    }

    private final class Sleep implements MovableIoEventLoop.Driver {
        @Override
        public boolean mayBlock() {
            return StandaloneLoop.this.mayBlock();
        }

        @Override
        public void closing() {
            host.side().close();
        }

        NettyEventLoop loop() {
            return StandaloneLoop.this;
        }
    }

    /** Netty recycles objects and keeps its allocator's caches only on threads that promise to clean up after them. */
    @Override
    protected void aroundRun(Runnable run) {
        if (FastThreadLocalThread.currentThreadHasFastThreadLocal()) {
            run.run();
        } else {
            FastThreadLocalThread.runWithFastThreadLocal(run);
        }
    }

    @Override
    protected void runStarted() {
        io.acquire();
        // What was written while nobody ran the loop must not wait for the first event.
        host.dirty().flush();
    }

    @Override
    protected void runEnded() {
        host.dirty().flushPatient();
        io.release();
    }

    @Override
    public boolean runsOnVirtualThreads() {
        return kind() != IoKind.IO_URING;
    }

    @Override
    protected boolean hasIo() {
        return io.hasWork();
    }

    @Override
    protected void pollIo(long timeoutNanos) {
        io.poll(timeoutNanos);
    }

    @Override
    protected void wakeupIo() {
        io.wakeup();
    }

    @Override
    public void close() {
        if (!isRunning() && !isClosed()) {
            // Before anything is ended: on the right thread it can still be closed.
            io.checkMayClose();
        }
        super.close();
    }

    @Override
    protected void closeIo() {
        closeCollaborators();
        io.close();
    }

    @Override
    public EventLoop eventLoop() {
        return io;
    }

    @Override
    ChannelHost host() {
        return host;
    }

    @Override
    @Nullable String name() {
        return name;
    }

    @Override
    TlsProvider tlsProvider() {
        return tlsProvider;
    }
}
