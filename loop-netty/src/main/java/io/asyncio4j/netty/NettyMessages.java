// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.tasks.AsyncIterator;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a channel's codecs in a coroutine: read with {@code for}, answered with {@link #send}. asyncio has no
 * counterpart; it is to a pipeline what {@code StreamReader} and {@code StreamWriter} are to a socket. Coroutines of the
 * channel's own loop only, one that reads and any that send.
 *
 * <pre>{@code
 * pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(65536),
 *         NettyMessages.handler(FullHttpRequest.class, requests -> {
 *             for (FullHttpRequest request : requests.asIterable()) {
 *                 requests.send(answer(request));
 *             }
 *         }));
 * }</pre>
 *
 * <p><b>Back-pressure.</b> The channel's {@code autoRead} is switched off while {@value #MOST_WAITING} messages or more wait,
 * and {@code send} waits while the channel is not writable. <b>Reference counts.</b> A message that was taken belongs to the
 * coroutine, one that was sent to the pipeline; what nobody took is released when the channel or this is closed.
 *
 * <p><b>The peer's end.</b> The channel's {@code ALLOW_HALF_CLOSURE} is switched on: a peer that has sent all still gets its
 * answers, as in asyncio.
 *
 * <p><b>In what order.</b> What a coroutine sends leaves together, when its step ends. Closing waits until all of it has left.
 *
 * <p>State of the reading side: open -> ended (the channel is inactive, its input has ended, or a handler failed). Messages
 * that came before are delivered first.
 *
 * @param <T> the type of the messages
 */
public final class NettyMessages<T> implements AsyncIterator<T>, AutoCloseable {

    /** From so many messages on, nothing more is read. */
    static final int MOST_WAITING = 16;

    /** A coroutine that sends more than this without a pause lets others have a turn. */
    private static final int MOST_UNSENT = 64;

    private final Channel channel;
    private final ChannelLoop home;
    private final MessageInbox<T> inbox;
    private final MessageOutbox outbox;

    private final ArrayDeque<T> waiting = new ArrayDeque<>(2);

    /** What begins when the channel is active; null afterwards. */
    private @Nullable Handler<T> body;

    private @Nullable Future<@Nullable Void> reader;
    private boolean paused;
    private boolean ended;
    private @Nullable Throwable failure;
    private boolean closing;

    private NettyMessages(Channel channel, ChannelLoop home, Class<T> type, @Nullable Handler<T> body) {
        this.channel = channel;
        this.home = home;
        this.body = body;
        this.inbox = new MessageInbox<>(this, type);
        this.outbox = new MessageOutbox(channel, home, this);
        // Else Netty closes when the peer has sent all, and takes what is still to be answered with it.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /**
     * What a coroutine does with the messages of one channel.
     *
     * @param <T> the type of the messages
     */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * Runs in a task of its own for each channel; when it ends, in whatever way, the channel is closed.
         *
         * @param messages of the channel
         * @throws Exception is given to the loop's exception handler
         */
        void handle(NettyMessages<T> messages) throws Exception;
    }

    /**
     * Makes a handler that starts a coroutine when its channel becomes active. Any thread.
     *
     * @param <T> the type of the messages
     * @param type messages of other types are passed on
     * @param body runs on the channel's own event loop
     * @return for the end of a pipeline; may be shared by pipelines
     * @throws NullPointerException if one of them is null
     */
    public static <T> ChannelHandler handler(Class<T> type, Handler<T> body) {
        Objects.requireNonNull(type, "NettyMessages.handler: the type is null; give that of the codec's messages");
        Objects.requireNonNull(body, "NettyMessages.handler: the body is null; give a coroutine");
        return new CoroutineHandler<>(type, body);
    }

    /**
     * Reads a channel's messages in a coroutine or a callback that runs already. Loop only: that of the channel's event loop.
     *
     * @param <T> the type of the messages
     * @param channel registered; a handler is added to the end of its pipeline before this returns
     * @param type messages of other types are passed on
     * @return the messages from now on
     * @throws NullPointerException if one of them is null
     * @throws IllegalStateException if the channel belongs to another loop, or is not registered
     */
    public static <T> NettyMessages<T> of(Channel channel, Class<T> type) {
        Objects.requireNonNull(channel, "NettyMessages.of: the channel is null; give one of this loop");
        Objects.requireNonNull(type, "NettyMessages.of: the type is null; give that of the codec's messages");
        ChannelLoop home = NettyEventLoop.of(channel.eventLoop()).home();
        home.check("NettyMessages.of");
        NettyMessages<T> messages = new NettyMessages<>(channel, home, type, null);
        home.atOnce(() -> {
            channel.pipeline().addLast(messages.inbox);
            if (!channel.isOpen()) {
                messages.ended(null);
            }
        });
        return messages;
    }

    /** Own thread: takes the place of the handler that stood for it. */
    static <T> void install(ChannelHandlerContext place, Class<T> type, Handler<T> body) {
        Channel channel = place.channel();
        ChannelLoop home = NettyEventLoop.of(channel.eventLoop()).home();
        NettyMessages<T> messages = new NettyMessages<>(channel, home, type, body);
        ChannelPipeline pipeline = place.pipeline();
        pipeline.replace(place.handler(), place.name(), messages.inbox);
    }

    /** Own thread: the channel is active. */
    void active() {
        // A service that reads by hand does so with its own handlers, which have had their say.
        channel.config().setAutoRead(true);
        Handler<T> coroutine = body;
        body = null;
        if (coroutine != null) {
            Task<@Nullable Void> task = home.loop().createTask(() -> coroutine.handle(this));
            task.addDoneCallback(this::finished, task.context());
        }
    }

    private void finished(Future<@Nullable Void> task) {
        Throwable error = task.cancelled() ? null : task.exception();
        // That the peer has gone is no news.
        if (error != null && !(error instanceof IOException && (error == outbox.failure() || error == failure))) {
            home.loop()
                    .callExceptionHandler(ExceptionContext.of("Unhandled exception in the coroutine of " + channel)
                            .withException(error));
        }
        close();
    }

    /** Own thread: where in the pipeline messages leave from. */
    ChannelHandlerContext context() {
        return inbox.context();
    }

    /**
     * Returns the channel. Any thread.
     *
     * @return always the same
     */
    public Channel channel() {
        return channel;
    }

    // ---- reading

    /** Own thread. */
    void received(T message) {
        if (ended || closing) {
            MessageInbox.release(message);
            return;
        }
        waiting.add(message);
        wakeReader();
    }

    /** Own thread. */
    void readComplete() {
        if (waiting.size() >= MOST_WAITING && !paused) {
            paused = true;
            channel.config().setAutoRead(false);
        }
        if (home.loop() instanceof AttachedLoop attached) {
            // So the answers leave before the next connection is read, as those of a plain handler do.
            attached.turn();
        }
    }

    /** Own thread: nothing more will come; the first reason counts. */
    void ended(@Nullable Throwable cause) {
        if (!ended) {
            ended = true;
            failure = cause;
        }
        wakeReader();
        if (!channel.isActive()) {
            outbox.wake();
        }
    }

    private void wakeReader() {
        wake(reader);
    }

    static void wake(@Nullable Future<@Nullable Void> waiter) {
        if (waiter != null && !waiter.done()) {
            waiter.setResult(null);
        }
    }

    /**
     * {@inheritDoc} After the last message it throws what a handler of the pipeline failed with, if one did.
     *
     * @throws IllegalStateException if another coroutine waits for a message already
     */
    @Override
    public boolean hasNext() throws Exception {
        while (waiting.isEmpty()) {
            if (ended || closing) {
                Throwable cause = failure;
                if (cause != null) {
                    throw asException(cause);
                }
                return false;
            }
            if (reader != null) {
                throw new IllegalStateException(
                        "next: another coroutine already waits for a message of " + channel + "; let one read");
            }
            Future<@Nullable Void> one = home.loop().createFuture();
            reader = one;
            try {
                one.await();
            } finally {
                reader = null;
            }
        }
        return true;
    }

    private static Exception asException(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (Exception) cause;
    }

    /**
     * {@inheritDoc}
     *
     * @return the message, which the caller releases if it is reference-counted
     * @throws IllegalStateException if another coroutine waits for a message already
     */
    @Override
    public T next() throws Exception {
        if (!hasNext()) {
            throw new NoSuchElementException("next: " + channel + " has no more messages; ask hasNext() first");
        }
        T message = waiting.remove();
        // After the end of input autoRead has no meaning any more, and Netty's epoll mistakes it.
        if (paused && waiting.isEmpty() && !ended) {
            paused = false;
            home.onOwnThread(() -> channel.config().setAutoRead(true));
        }
        return message;
    }

    // ---- writing

    /**
     * Sends a message: through the pipeline, with what else this step sends, when it ends. Waits while the channel is not
     * writable.
     *
     * @param message belongs to the pipeline from now on, also if this throws
     * @throws ClosedChannelException if the channel is closed
     * @throws io.asyncio4j.tasks.CancelledError if the task is cancelled while it waits; the message is sent all the same
     * @throws Exception what an earlier message failed with
     */
    public void send(Object message) throws Exception {
        outbox.add(message, closing);
        if (outbox.unsent() >= MOST_UNSENT) {
            Sleep.sleep(0);
        }
        outbox.awaitWritable();
        throwWriteFailure();
    }

    /**
     * Sends a message without waiting: for callbacks, and for coroutines that see to back-pressure by {@link #drain}.
     *
     * @param message belongs to the pipeline from now on, also if this throws
     * @throws ClosedChannelException if the channel is closed
     * @throws Exception what an earlier message failed with
     */
    public void sendLater(Object message) throws Exception {
        outbox.add(message, closing);
        throwWriteFailure();
    }

    private void throwWriteFailure() throws Exception {
        Throwable cause = outbox.failure();
        if (cause != null) {
            throw asException(cause);
        }
    }

    /**
     * Waits until everything that was sent has left.
     *
     * @throws io.asyncio4j.tasks.CancelledError if the task is cancelled
     * @throws Exception what a message failed with
     */
    public void drain() throws Exception {
        outbox.awaitEmpty();
        throwWriteFailure();
    }

    /** Own thread. */
    void writabilityChanged() {
        if (channel.isWritable()) {
            outbox.wake();
        }
    }

    // ---- the end

    /**
     * Closes the channel when everything that was sent has left, and releases what nobody has taken. Loop only; once is
     * enough.
     */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        waiting.forEach(MessageInbox::release);
        waiting.clear();
        wakeReader();
        home.onOwnThread(this::closeIfOver);
    }

    /** Own thread. */
    void closeIfOver() {
        if (closing && outbox.pending() == 0) {
            channel.close();
        }
    }

    @Override
    public String toString() {
        return "NettyMessages[" + channel + ", " + waiting.size() + " waiting, " + outbox.pending() + " unsent"
                + (closing ? ", closing]" : ended ? ", ended]" : "]");
    }
}
