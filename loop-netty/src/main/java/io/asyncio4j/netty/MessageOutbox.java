// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.poll.DirtyTransports;
import io.asyncio4j.tasks.Future;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ServerChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What coroutines send through a channel's pipeline, for {@link NettyMessages}. Loop only; what touches the channel runs on
 * its own thread.
 *
 * <p><b>In what order.</b> A coroutine's thread must not touch a channel, so a message waits for the end of the step that sent
 * it; then all of them are written and flushed once, those of a stream together with what its siblings write in this turn. A
 * message is in flight until its write is over, and only when none is unsent or in flight may the channel be closed.
 */
final class MessageOutbox implements DirtyTransports.Flushable, ChannelFutureListener {

    private final Channel channel;
    private final ChannelLoop home;

    /** Has the place in the pipeline from which messages leave, and is told whenever all of them may have left. */
    private final NettyMessages<?> owner;

    // A stream of HTTP/2 has one of these for each request: what it may never need is not made at once.
    private final ArrayDeque<Object> unsent = new ArrayDeque<>(2);
    private final List<Future<@Nullable Void>> waiters = new ArrayList<>(0);

    /** A stream of HTTP/2 or QUIC, which is sent by its connection with what others have written. */
    private final boolean shared;

    private boolean listed;
    private int inFlight;
    private @Nullable Throwable failure;

    MessageOutbox(Channel channel, ChannelLoop home, NettyMessages<?> owner) {
        this.channel = channel;
        this.home = home;
        this.owner = owner;
        Channel parent = channel.parent();
        this.shared = parent != null && !(parent instanceof ServerChannel);
    }

    /**
     * Takes a message; it is the outbox's from now on, also if this throws.
     *
     * @param closed no more messages are wanted
     * @throws ClosedChannelException if they are not, or the channel is closed
     */
    void add(Object message, boolean closed) throws ClosedChannelException {
        Objects.requireNonNull(message, "send: the message is null; give one that the pipeline encodes");
        home.check("send");
        if (closed || !channel.isOpen()) {
            MessageInbox.release(message);
            ClosedChannelException error = new ClosedChannelException();
            failure = failure == null ? error : failure;
            throw error;
        }
        unsent.add(message);
        if (!listed) {
            listed = true;
            home.atStepEnd(this);
        }
    }

    /** The step, or batch, has ended. */
    @Override
    public void flush() {
        listed = false;
        ChannelHandlerContext context = owner.context();
        for (Object message = unsent.poll(); message != null; message = unsent.poll()) {
            inFlight++;
            context.write(message).addListener(this);
        }
        if (shared) {
            home.flushAfterTurn(context);
        } else {
            context.flush();
        }
        owner.closeIfOver();
    }

    /** From within Netty. */
    @Override
    public void operationComplete(ChannelFuture write) {
        inFlight--;
        Throwable cause = write.cause();
        if (cause != null && failure == null) {
            failure = cause;
        }
        if (inFlight == 0 || cause != null) {
            wake();
            owner.closeIfOver();
        }
    }

    /** How many messages wait for the end of a step. */
    int unsent() {
        return unsent.size();
    }

    /** How many messages have not left. */
    int pending() {
        return unsent.size() + inFlight;
    }

    void awaitWritable() throws Exception {
        while (!channel.isWritable() && channel.isActive()) {
            await();
        }
    }

    void awaitEmpty() throws Exception {
        while (pending() > 0) {
            await();
        }
    }

    private void await() throws Exception {
        Future<@Nullable Void> one = home.loop().createFuture();
        waiters.add(one);
        try {
            one.await();
        } finally {
            waiters.remove(one);
        }
    }

    /** The channel is writable again, or inactive, or something has left. */
    void wake() {
        waiters.forEach(NettyMessages::wake);
    }

    /** What the first message that failed failed with. */
    @Nullable Throwable failure() {
        return failure;
    }
}
