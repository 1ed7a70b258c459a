// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.LoopBuffers;
import io.asyncio4j.netty.channel.WriteTicket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The way of datagrams from {@code sendto} to the system, and how much is on it, as asyncio counts: the bytes of each, and
 * eight more. Loop only; what sends, on the own thread.
 *
 * <p>Datagrams wait here in order, or are "in flight": given to Netty and not sent. They are never split.
 */
final class DatagramOutbound implements WriteTicket.Sink {

    /** What asyncio adds for each datagram, so that empty ones count too: the size of a header of UDP. */
    private static final int HEADER_BYTES = 8;

    /** Netty gets at most this much, so a slow system costs plain heap and no direct memory. */
    private static final long IN_FLIGHT_BYTES = 512 * 1024;

    /** What goes into one buffer of Netty at most; some datagrams more than one system call takes. */
    private static final int MOST_TOGETHER = 64;

    /** Whose datagrams these are. */
    interface Owner {
        /** Some have left; in the middle of Netty's work, so only to take notes. */
        void progressed();

        /** One could not be sent. Only to take notes, as well. */
        void sendFailed(Throwable cause, @Nullable SocketAddress target);
    }

    private record Waiting(byte[] data, @Nullable SocketAddress target) {
        int size() {
            return data.length + HEADER_BYTES;
        }
    }

    private final Owner owner;
    private final ChannelLoop home;
    private final Channel channel;
    private final DatagramSender sender;
    private final WriteTicket ticket;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long inFlight;
    private boolean discarded;

    DatagramOutbound(Owner owner, ChannelLoop home, Channel channel) {
        this.owner = owner;
        this.home = home;
        this.channel = channel;
        this.sender = Senders.of(channel, home.buffers());
        this.ticket = new WriteTicket(channel, this);
    }

    DatagramSender sender() {
        return sender;
    }

    long size() {
        return waitingBytes + inFlight;
    }

    int waitingCount() {
        return waiting.size();
    }

    /** Whether something waits here, and Netty has room for it. */
    boolean needsRefill() {
        return !waiting.isEmpty() && inFlight < IN_FLIGHT_BYTES / 4;
    }

    /** Queues a datagram; the array belongs to this queue now. */
    void append(byte[] data, @Nullable SocketAddress target) {
        Waiting one = new Waiting(data, target);
        waiting.add(one);
        waitingBytes += one.size();
    }

    /** Sends a datagram at once if the system takes it. Own thread, nothing on the way, a direct sender. */
    boolean sendNow(byte[] data, int offset, int length, @Nullable SocketAddress target) {
        try {
            // The system does not tell an empty datagram that was sent from one that was not.
            return sender.send(data, offset, length, target);
        } catch (IOException error) {
            owner.sendFailed(error, target);
            return true;
        }
    }

    /** Sends what waits, as far as the system and the bounds let it. Own thread. */
    void flush() {
        while (!waiting.isEmpty() && inFlight < IN_FLIGHT_BYTES && !discarded) {
            Waiting next = waiting.element();
            boolean alone = waiting.size() == 1 || !sender.gathers();
            boolean special = next.data.length == 0 && !sender.sendsEmpty();
            if (sender.isDirect() && inFlight == 0 && (alone || special)) {
                if (sendNow(next.data, 0, next.data.length, next.target) || special) {
                    take();
                    continue;
                }
            } else if (special) {
                // Behind those that Netty has.
                return;
            }
            giveToNetty();
        }
    }

    private Waiting take() {
        Waiting one = waiting.remove();
        waitingBytes -= one.size();
        return one;
    }

    private boolean goesThroughNetty(@Nullable Waiting one) {
        return one != null && (one.data.length > 0 || sender.sendsEmpty());
    }

    private void giveToNetty() {
        ByteBuf shared = home.buffers().toSend(channel.alloc(), together());
        try {
            for (int count = 0; count < MOST_TOGETHER && goesThroughNetty(waiting.peek()); count++) {
                if (waiting.element().data.length > shared.writableBytes()) {
                    break;
                }
                Waiting one = take();
                int length = one.data.length;
                shared.writeBytes(one.data);
                ByteBuf part = shared.retainedSlice(shared.writerIndex() - length, length);
                inFlight += one.size();
                channel.write(sender.message(part, one.target), ticket.next(one.size()));
            }
        } finally {
            shared.release();
        }
        channel.flush();
    }

    /** How many bytes the next datagrams have that go together; of the first one, all. */
    private int together() {
        int bytes = 0;
        int count = 0;
        for (Waiting one : waiting) {
            if (count++ > 0
                    && (bytes + one.data.length > LoopBuffers.SEND_BYTES
                            || count > MOST_TOGETHER
                            || !goesThroughNetty(one))) {
                break;
            }
            bytes += one.data.length;
        }
        return bytes;
    }

    /** Forgets everything; what Netty still holds is released when the channel is closed. */
    void discard() {
        discarded = true;
        waiting.clear();
        waitingBytes = 0;
        inFlight = 0;
    }

    @Override
    public void sent(long bytes) {
        if (!discarded) {
            inFlight -= bytes;
            owner.progressed();
        }
    }

    @Override
    public void failed(long bytes, Throwable cause) {
        if (!discarded) {
            inFlight -= bytes;
            owner.sendFailed(cause, null);
            owner.progressed();
        }
    }
}
