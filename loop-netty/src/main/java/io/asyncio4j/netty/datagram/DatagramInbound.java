// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.protocols.DatagramProtocol;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was received waits here until the loop's ready queue delivers it, one datagram an iteration, as asyncio does. Loop
 * only.
 *
 * <p>epoll reads several datagrams by one system call. While more than one waits here nothing is read, so there are never
 * more than one such reading has brought.
 */
final class DatagramInbound implements Runnable {

    /** The endpoint, as this side of it sees it. */
    interface Owner {
        /** Has the channel's interest in reading brought up to date. */
        void settleSoon();

        /** Nothing waits any more. */
        void drained();

        /** Something that is no error of I/O. */
        void readFailure(Throwable error);
    }

    private final Owner owner;
    private final BaseEventLoop loop;

    /** One handle for all deliveries. */
    private final Handle delivery;

    /** Each a {@link Datagram}, or the {@code Throwable} that came in its place. */
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    private @Nullable DatagramProtocol protocol;
    private boolean queued;
    private boolean started;
    private boolean paused;
    private boolean closed;
    private boolean autoRead;

    DatagramInbound(Owner owner, BaseEventLoop loop, Context context) {
        this.owner = owner;
        this.loop = loop;
        this.delivery = new Handle(this, loop, context);
    }

    void protocol(DatagramProtocol newProtocol) {
        protocol = newProtocol;
    }

    boolean isPaused() {
        return paused;
    }

    /** Whether another datagram will be delivered in the next iteration. */
    boolean hasMore() {
        return !queue.isEmpty() && mayDeliver();
    }

    void start() {
        started = true;
        deliverSoon();
    }

    void pause() {
        if (!paused) {
            paused = true;
            owner.settleSoon();
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            deliverSoon();
            owner.settleSoon();
        }
    }

    /** Delivers nothing any more. */
    void close() {
        closed = true;
        queue.clear();
    }

    /** Own thread: turns Netty's reading on or off. */
    void applyTo(Channel channel, boolean open) {
        boolean wanted = open && mayDeliver() && (autoRead ? queue.size() <= 1 : queue.isEmpty());
        if (wanted != autoRead) {
            autoRead = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    void add(Object item) {
        if (!closed) {
            queue.add(item);
            deliverSoon();
        }
    }

    private boolean mayDeliver() {
        return started && !paused && !closed;
    }

    private void deliverSoon() {
        if (!queued && !queue.isEmpty() && mayDeliver()) {
            queued = true;
            loop.enqueue(delivery);
        }
    }

    /** A callback of the loop: delivers one thing. What the protocol throws is reported as that of any callback. */
    @Override
    public void run() {
        queued = false;
        if (!mayDeliver()) {
            return;
        }
        try {
            deliver(queue.remove(), Objects.requireNonNull(protocol));
        } finally {
            deliverSoon();
            if (queue.isEmpty()) {
                owner.drained();
            }
        }
    }

    private void deliver(Object item, DatagramProtocol current) {
        switch (item) {
            case Datagram datagram -> current.datagramReceived(datagram.data(), datagram.address());
            case IOException error -> current.errorReceived(error);
            default -> owner.readFailure((Throwable) item);
        }
    }

    @Override
    public String toString() {
        return "delivery to " + owner;
    }
}
