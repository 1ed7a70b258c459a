// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.netty.poll.CountedPoller;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.RunGate;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The view of an event loop of a group that runs on its own threads, as in a service. Rules run it and stop it by holding
 * its thread in between; nothing else of the view is different.
 */
public final class HeldLoop extends AttachedLoop {

    private static final int THREADS = 2;

    private final EventLoopGroup group;
    private final CountedPoller poller;
    private final RunGate gate;

    private HeldLoop(EventLoopGroup group, EventLoop eventLoop, CountedPoller poller) {
        super(eventLoop);
        this.group = group;
        this.poller = poller;
        // Scheduled, a task has its turn after the next poll and before the next batch, if there is one.
        this.gate = new RunGate(this, command -> eventLoop.schedule(command, 0, TimeUnit.NANOSECONDS));
    }

    /** Starts a group, and makes the view of one of its event loops, which the calling thread holds. */
    public static HeldLoop create(IoKind kind) {
        List<CountedPoller> pollers = new ArrayList<>();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                THREADS,
                new DefaultThreadFactory("tck-service", true),
                executor -> {
                    CountedPoller poller = new CountedPoller(kind.resolve().poller());
                    pollers.add(poller);
                    return poller.newHandler(executor);
                });
        HeldLoop loop = new HeldLoop(group, group.next(), pollers.getFirst());
        loop.gate.hold();
        return loop;
    }

    /** How many channels the foreign poller has; while the loop is held or closed. */
    public int channels() {
        return poller.registrations();
    }

    /** The rule's thread has the loop while it does not run. */
    @Override
    public boolean isOnLoop() {
        return gate.isHolder() || super.isOnLoop();
    }

    @Override
    public void runForever() {
        if (!gate.isRunning() && !isClosed()) {
            // What the rule's thread has left for the event loop's.
            eventLoop().execute(this::flushWrites);
        }
        gate.runForever();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        return gate.runUntilComplete(coroutine);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        return gate.runUntilComplete(future);
    }

    @Override
    public void stop() {
        gate.stop();
    }

    @Override
    public void close() {
        if (gate.isRunning()) {
            throw new IllegalStateException("close: Cannot close a running event loop: " + this);
        }
        if (!isClosed()) {
            end();
            // In a service the view is there until the event loop has ended, and sees to this itself.
            eventLoop().execute(host()::closeChannels);
            gate.release();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            if (!group.terminationFuture().awaitUninterruptibly(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("close: the group of " + this + " did not end within 10 s");
            }
        }
    }
}
