// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.LoopBuffers;
import io.asyncio4j.netty.channel.WriteTicket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of datagrams from {@code sendto} to the system, and how much is on it, as asyncio counts: the bytes of each, and
 * eight more. Loop only; what sends, on the own thread.
 *
 * <p>Datagrams wait here in order, or are "in flight": given to Netty and not sent. They are never split.
 *
 * <p>Several of one size to one address go as a "run", one message that the system cuts up, where it can. A run is alone in
 * flight: if the system refuses it, its datagrams come back to the head of the queue, and go one by one.
 */
final class DatagramOutbound implements WriteTicket.Sink {

    /** What asyncio adds for each datagram, so that empty ones count too: the size of a header of UDP. */
    private static final int HEADER_BYTES = 8;

    /** Netty gets at most this much, so a slow system costs plain heap and no direct memory. */
    private static final long IN_FLIGHT_BYTES = 512 * 1024;

    /** What goes into one buffer of Netty at most; some datagrams more than one system call takes. */
    private static final int MOST_TOGETHER = 64;

    /** A run of fewer datagrams is not worth a system call that sends nothing else. */
    private static final int SHORTEST_RUN = 4;

    /** What the system takes for a run. */
    private static final int MOST_IN_RUN = 64;

    private static final int MOST_RUN_BYTES = 65_507;

    /** So many refusals with no run sent between them, and no more runs are tried. */
    private static final int MOST_REFUSALS = 4;

    /** Linux's numbers of the errors that a router or a host told earlier, and that the next call tells once. */
    private static final int ENETUNREACH = 101;

    private static final int ECONNREFUSED = 111;
    private static final int EHOSTUNREACH = 113;

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

    /** What is in flight as one message; empty if that is not so. */
    private final List<Waiting> run = new ArrayList<>();

    /** So many datagrams at the head of the queue were refused as a run. */
    private int oneByOne;

    private int refusals;

    DatagramOutbound(Owner owner, ChannelLoop home, Channel channel) {
        this(owner, home, channel, Senders.of(channel, home.buffers()));
    }

    /** With a way of sending of one's own. */
    DatagramOutbound(Owner owner, ChannelLoop home, Channel channel, DatagramSender sender) {
        this.owner = owner;
        this.home = home;
        this.channel = channel;
        this.sender = sender;
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
        return !waiting.isEmpty()
                && run.isEmpty()
                && inFlight < IN_FLIGHT_BYTES / 4
                && (inFlight == 0 || goesThroughNetty(waiting.element()));
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
        while (!waiting.isEmpty() && run.isEmpty() && inFlight < IN_FLIGHT_BYTES && !discarded) {
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
            int length = inFlight == 0 ? runLength(MOST_IN_RUN) : 0;
            if (length >= SHORTEST_RUN) {
                giveRun(length);
            } else {
                giveToNetty();
            }
        }
    }

    private Waiting take() {
        Waiting one = waiting.remove();
        oneByOne = Math.max(oneByOne - 1, 0);
        waitingBytes -= one.size();
        return one;
    }

    private boolean goesThroughNetty(@Nullable Waiting one) {
        return one != null && (one.data.length > 0 || sender.sendsEmpty());
    }

    /** How many datagrams at the head of the queue can go as a run. */
    private int runLength(int most) {
        if (!sender.segments() || oneByOne > 0 || refusals >= MOST_REFUSALS || waiting.size() < SHORTEST_RUN) {
            return 0;
        }
        Waiting first = waiting.element();
        int size = first.data.length;
        int fitting = size == 0 ? 0 : Math.min(most, MOST_RUN_BYTES / size);
        int length = 0;
        for (Waiting one : waiting) {
            if (length == fitting || one.data.length != size || !Objects.equals(one.target, first.target)) {
                break;
            }
            length++;
        }
        return length;
    }

    private void giveRun(int length) {
        Waiting first = waiting.element();
        int size = first.data.length;
        ByteBuf data = home.buffers().toSend(channel.alloc(), length * size);
        int counted = 0;
        for (int i = 0; i < length; i++) {
            Waiting one = take();
            run.add(one);
            data.writeBytes(one.data);
            counted += one.size();
        }
        inFlight += counted;
        channel.write(sender.segmented(data, size, first.target), ticket.next(counted));
        channel.flush();
    }

    /**
     * A run was not sent, so its datagrams go one by one, and tell their own errors. But an error that waited at the socket
     * is told only once: it costs the first one, as if that had gone by itself.
     */
    private void runFailed(Throwable cause) {
        int lost = cause instanceof NativeIoException error && !isOld(error.expectedErr()) ? 0 : 1;
        for (int i = run.size() - 1; i >= lost; i--) {
            Waiting one = run.get(i);
            waiting.addFirst(one);
            waitingBytes += one.size();
        }
        oneByOne = run.size() - lost;
        if (lost == 0) {
            refusals++;
        } else {
            owner.sendFailed(cause, run.getFirst().target);
        }
        run.clear();
    }

    private static boolean isOld(int error) {
        return error == -ENETUNREACH || error == -ECONNREFUSED || error == -EHOSTUNREACH;
    }

    private void giveToNetty() {
        boolean mayStop = inFlight == 0;
        ByteBuf shared = home.buffers().toSend(channel.alloc(), together());
        try {
            for (int count = 0; count < MOST_TOGETHER && goesThroughNetty(waiting.peek()); count++) {
                if (waiting.element().data.length > shared.writableBytes()
                        || (mayStop && count > 0 && runLength(SHORTEST_RUN) == SHORTEST_RUN)) {
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
        run.clear();
        waitingBytes = 0;
        inFlight = 0;
    }

    @Override
    public void sent(long bytes) {
        if (!discarded) {
            inFlight -= bytes;
            if (!run.isEmpty()) {
                run.clear();
                refusals = 0;
            }
            owner.progressed();
        }
    }

    @Override
    public void failed(long bytes, Throwable cause) {
        if (!discarded) {
            inFlight -= bytes;
            if (!run.isEmpty() && channel.isOpen()) {
                runFailed(cause);
            } else {
                run.clear();
                owner.sendFailed(cause, null);
            }
            owner.progressed();
        }
    }
}
