// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.netty.channel.ErrorMapping;
import io.asyncio4j.tasks.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a channel: tried at once, and again whenever the channel is ready, until it is done. Loop only.
 *
 * <p>While it waits it is the channel's reader or writer. Whatever ends it, cancelling included, takes the watcher away before
 * anybody hears of it, so that the next operation on the same channel starts from nothing.
 */
final class SockCall<T extends @Nullable Object> extends Future<T> implements Runnable {

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T extends @Nullable Object> {
        /** Tries; sets the call's result and answers true, or answers false if it would have to wait. */
        boolean tryNow(SockCall<T> call) throws IOException;
    }

    private final Watchers watchers;
    private final String operation;
    private final SelectableChannel channel;
    private final boolean reads;
    private final Attempt<T> attempt;
    private @Nullable Watch watch;
    private @Nullable Future<?> before;
    private @Nullable Runnable atEnd;

    SockCall(
            AbstractEventLoop loop,
            Watchers watchers,
            String operation,
            SelectableChannel channel,
            boolean reads,
            Attempt<T> attempt) {
        super(loop);
        this.watchers = watchers;
        this.operation = operation;
        this.channel = channel;
        this.reads = reads;
        this.attempt = attempt;
    }

    /** Has something done when it fails or is cancelled, before anybody hears of it. */
    void atEnd(Runnable action) {
        atEnd = action;
    }

    /** Makes the first attempt. */
    SockCall<T> start() {
        run();
        return this;
    }

    /** Something else has to be done first; cancelled with this. */
    void after(Future<?> other) {
        before = other;
    }

    @Override
    public void run() {
        if (done()) {
            return;
        }
        try {
            if (!attempt.tryNow(this)) {
                waitUntilReady();
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void waitUntilReady() {
        if (watch == null) {
            watch = reads ? watchers.startReading(channel, this, null) : watchers.startWriting(channel, this, null);
        }
    }

    private void stopWaiting() {
        Watch waiting = watch;
        if (waiting != null) {
            watch = null;
            boolean unused =
                    reads ? watchers.stopReading(channel, waiting) : watchers.stopWriting(channel, waiting);
        }
    }

    /** Ends it with a result; true for the attempt to answer. */
    boolean complete(T result) {
        stopWaiting();
        setResult(result);
        return true;
    }

    void fail(Throwable error) {
        failAs(explained(error));
    }

    /** As {@link #fail}, with an error that needs no explanation. */
    void failAs(Throwable error) {
        stopWaiting();
        if (!done()) {
            end();
            setException(error);
        }
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        if (!super.cancel(message)) {
            return false;
        }
        stopWaiting();
        end();
        Future<?> other = before;
        if (other != null) {
            other.cancel(message);
        }
        return true;
    }

    private void end() {
        Runnable action = atEnd;
        if (action != null) {
            action.run();
        }
    }

    private Throwable explained(Throwable error) {
        return switch (error) {
            case ClosedChannelException closed ->
                because(closed, operation + ": the channel is closed; open a new one");
            case NotYetConnectedException open ->
                because(open, operation + ": the channel is not connected; connect it first");
            case NotYetBoundException open -> because(open, operation + ": the channel is not bound; bind it first");
            case IOException io -> ErrorMapping.onConnection(io, operation, peer());
            default -> error;
        };
    }

    private @Nullable SocketAddress peer() {
        try {
            return switch (channel) {
                case SocketChannel stream -> stream.getRemoteAddress();
                case DatagramChannel datagrams -> datagrams.getRemoteAddress();
                default -> null;
            };
        } catch (IOException closed) {
            return null;
        }
    }

    private static SocketException because(Throwable cause, String text) {
        SocketException explained = new SocketException(text);
        explained.initCause(cause);
        return explained;
    }

    @Override
    public String toString() {
        return operation + " of " + channel;
    }
}
