// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.DefaultChannelProgressivePromise;
import java.util.Arrays;

/**
 * The promise of all writes of a channel: never done, used again and again, it only counts. The loop's own thread only.
 *
 * <p>Netty tells a promise how much of its message has been sent ({@code tryProgress}) and when all of it is
 * ({@code trySuccess}), message by message in the order of the writes. So one object and a queue of sizes replace a promise
 * and a listener a write, and the count is exact within a message too, as asyncio's is.
 */
public final class WriteTicket extends DefaultChannelProgressivePromise {

    /** Told what became of the bytes; called by Netty in the middle of its work, so it must only take notes. */
    public interface Sink {
        /**
         * Some bytes have left.
         *
         * @param bytes how many
         */
        void sent(long bytes);

        /**
         * The rest of a message cannot be sent.
         *
         * @param bytes how many are lost
         * @param cause why
         */
        void failed(long bytes, Throwable cause);
    }

    private final Sink sink;

    /** Sizes of the messages under way, a ring; nearly always there is one. */
    private int[] sizes = new int[2];

    private int head;
    private int count;

    /** How much of the first message is sent already. */
    private long headSent;

    /**
     * Makes the promise of a channel.
     *
     * @param channel whose writes
     * @param sink who is told
     */
    public WriteTicket(Channel channel, Sink sink) {
        super(channel);
        this.sink = sink;
    }

    /**
     * To be called before each write with this promise.
     *
     * @param size what the message counts
     * @return this
     */
    public WriteTicket next(int size) {
        if (count == sizes.length) {
            int[] larger = Arrays.copyOf(sizes, count * 2);
            for (int i = 0; i < count; i++) {
                larger[i] = sizes[(head + i) % count];
            }
            sizes = larger;
            head = 0;
        }
        sizes[(head + count) % sizes.length] = size;
        count++;
        return this;
    }

    private long finishFirst() {
        long left = sizes[head] - headSent;
        headSent = 0;
        head = (head + 1) % sizes.length;
        count--;
        return left;
    }

    @Override
    public boolean tryProgress(long progress, long total) {
        long sent = progress - headSent;
        headSent = progress;
        sink.sent(sent);
        return true;
    }

    @Override
    public boolean trySuccess(Void result) {
        long left = finishFirst();
        if (left > 0) {
            sink.sent(left);
        }
        return true;
    }

    @Override
    public ChannelProgressivePromise setSuccess(Void result) {
        trySuccess(result);
        return this;
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        sink.failed(finishFirst(), cause);
        return true;
    }

    @Override
    public ChannelProgressivePromise setFailure(Throwable cause) {
        tryFailure(cause);
        return this;
    }

    @Override
    public boolean setUncancellable() {
        return true;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }
}
