// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.base.IoMeter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way of bytes from {@code write} to the socket, and how many are on it. Loop only; {@link #flush()} on the own thread.
 *
 * <p>The first write of a turn, when nothing waits, goes to the socket within the call: flushed first, and only what the
 * socket did not take is counted, as in asyncio. Later writes of the same turn, and all writes of a coroutine (whose thread
 * must not touch a channel), wait in the {@link WriteBacklog} for the end of the turn and leave in one system call.
 *
 * <p>Bytes are counted in two places: in the backlog, and "in flight", that is given to Netty and not sent. Netty gets at most
 * {@link #IN_FLIGHT_BYTES}, so a slow peer costs plain heap and no direct memory.
 */
final class WriteFlow implements WriteTicket.Sink {

    /** Enough to keep a fast peer busy for an iteration of the loop. */
    private static final long IN_FLIGHT_BYTES = 512 * 1024;

    /** By TLS: what BoringSSL did not encrypt before the peer ended TLS is lost, so that more is worth its memory. */
    private static final long ENCRYPTED_BYTES = 8 * 1024 * 1024;

    /** When less than this is in flight, the backlog is asked for more. */
    private static final long REFILL_BYTES = IN_FLIGHT_BYTES / 4;

    /**
     * At most this much leaves in one go, also if a fast peer makes room all the time: others want their turn. It is more
     * than the buffers of both sockets take, so a write stops where asyncio's single {@code send} would: when they are full.
     */
    private static final long BURST_BYTES = 5 * 1024 * 1024;

    /** Whose bytes these are. */
    interface Owner {
        /** The handler through which they go. */
        ProtocolBridge bridge();

        /** Some have left; in the middle of Netty's work, so only to take notes. */
        void progressed();

        /** They could not be sent. */
        void writeFailed(Throwable cause);
    }

    private final Owner transport;
    private final LoopBuffers buffers;
    private final @Nullable IoMeter meter;
    private final WriteBacklog backlog = new WriteBacklog();
    private @Nullable WriteTicket ticket;
    private long inFlight;
    private long inFlightBytes = IN_FLIGHT_BYTES;
    private boolean discarded;

    WriteFlow(Owner transport, LoopBuffers buffers, @Nullable IoMeter meter) {
        this.transport = transport;
        this.buffers = buffers;
        this.meter = meter;
    }

    /** Payload bytes that were written and not sent. */
    long size() {
        return backlog.size() + inFlight;
    }

    boolean isDiscarded() {
        return discarded;
    }

    /** Whether the backlog has something for Netty, and Netty room for it. */
    boolean needsRefill() {
        return backlog.size() > 0 && inFlight <= inFlightBytes - IN_FLIGHT_BYTES + REFILL_BYTES;
    }

    /** Queues bytes to be sent at the end of the turn. */
    void append(byte[] data, int offset, int length) {
        written(length);
        backlog.append(data, offset, length);
    }

    /** Queues the rest of a buffer to be sent at the end of the turn. */
    void append(ByteBuffer data) {
        written(data.remaining());
        backlog.append(data);
    }

    /** Sends at once what the socket takes, and queues the rest. Own thread, nothing waiting. */
    void writeThrough(byte[] data, int offset, int length) {
        written(length);
        int at = offset;
        int end = offset + length;
        while (at < end && inFlight == 0 && !discarded && at - offset < BURST_BYTES) {
            int part = Math.min(end - at, LoopBuffers.SEND_BYTES);
            ByteBuf buffer = buffers.toSend(context().alloc(), part);
            send(buffer.writeBytes(data, at, part));
            at += part;
            context().flush();
        }
        if (at < end && !discarded) {
            backlog.append(data, at, end - at);
        } else if (at < end) {
            dropped(end - at);
        }
    }

    /** As the other form; the position of {@code data} becomes its limit. */
    void writeThrough(ByteBuffer data) {
        written(data.remaining());
        int start = data.position();
        int end = data.limit();
        while (data.hasRemaining() && inFlight == 0 && !discarded && data.position() - start < BURST_BYTES) {
            int part = Math.min(data.remaining(), LoopBuffers.SEND_BYTES);
            ByteBuf buffer = buffers.toSend(context().alloc(), part);
            data.limit(data.position() + part);
            try {
                buffer.writeBytes(data);
            } finally {
                data.limit(end);
            }
            send(buffer);
            context().flush();
        }
        if (data.hasRemaining() && !discarded) {
            backlog.append(data);
        } else {
            dropped(data.remaining());
        }
        data.position(end);
    }

    /** Gives a buffer to Netty as it is, which sends what the socket takes and keeps the rest. */
    void writeThrough(ByteBuf data) {
        written(data.readableBytes());
        send(data);
        context().flush();
    }

    /** Queues what is readable in a buffer, which stays the caller's. */
    void append(ByteBuf data) {
        written(data.readableBytes());
        backlog.append(data);
    }

    /** Gives the backlog to Netty, as far as the socket and the bounds let it. Own thread. */
    void flush() {
        long before = backlog.size();
        while (needsRefill() && !discarded && before - backlog.size() < BURST_BYTES) {
            while (backlog.size() > 0 && inFlight < inFlightBytes) {
                int part = (int) Math.min(backlog.size(), LoopBuffers.SEND_BYTES);
                ByteBuf buffer = buffers.toSend(context().alloc(), part);
                backlog.moveTo(buffer, part);
                send(buffer);
            }
            context().flush();
        }
    }

    /** Gives all of the backlog to Netty, whatever the bounds say. Own thread. */
    void flushAll() {
        while (backlog.size() > 0 && !discarded) {
            int part = (int) Math.min(backlog.size(), LoopBuffers.SEND_BYTES);
            ByteBuf buffer = buffers.toSend(context().alloc(), part);
            backlog.moveTo(buffer, part);
            send(buffer);
        }
        context().flush();
    }

    /** From now on Netty may get more: a peer that ends TLS has a right to what was written before, if it was encrypted. */
    void encryptsEarly() {
        inFlightBytes = ENCRYPTED_BYTES;
    }

    /** Forgets what Netty does not have yet. */
    void dropUnsent() {
        dropped(backlog.size());
        backlog.clear();
    }

    private void send(ByteBuf buffer) {
        ChannelHandlerContext context = context();
        int length = buffer.readableBytes();
        inFlight += length;
        if (context.pipeline().first() == context.handler()) {
            WriteTicket counter = ticket;
            if (counter == null) {
                counter = new WriteTicket(context.channel(), this);
                ticket = counter;
            }
            context.write(buffer, counter.next(length));
        } else {
            // Handlers of somebody else may add listeners, so they get a promise that is really done.
            context.write(buffer).addListener(written -> {
                if (written.isSuccess()) {
                    sent(length);
                } else {
                    failed(length, written.cause());
                }
            });
        }
    }

    private void written(long bytes) {
        if (meter != null) {
            meter.written(bytes);
        }
    }

    private void dropped(long bytes) {
        if (meter != null) {
            meter.dropped(bytes);
        }
    }

    private ChannelHandlerContext context() {
        return transport.bridge().context();
    }

    /** Forgets everything; what Netty still holds is released when the channel is closed. */
    void discard() {
        dropped(size());
        discarded = true;
        backlog.clear();
        inFlight = 0;
    }

    @Override
    public void sent(long bytes) {
        if (!discarded) {
            inFlight -= bytes;
            if (meter != null) {
                meter.sent(bytes);
            }
            transport.progressed();
        }
    }

    @Override
    public void failed(long bytes, Throwable cause) {
        if (!discarded) {
            inFlight -= bytes;
            dropped(bytes);
            transport.writeFailed(cause);
        }
    }
}
