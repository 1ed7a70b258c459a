// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * A handler that is also its channel's allocator of receive buffers, so that a channel needs no further object for it.
 * One read a channel an iteration, as in asyncio. Own thread only.
 */
public abstract class SingleRead extends ChannelInboundHandlerAdapter
        implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

    private int attempted;
    private int read;

    /** For the handlers of transports. */
    protected SingleRead() {}

    /** The transport opens itself, when its protocol is there. */
    @Override
    public final void channelActive(ChannelHandlerContext ctx) {}

    @Override
    public final ExtendedHandle newHandle() {
        return this;
    }

    @Override
    public final void reset(ChannelConfig config) {}

    @Override
    public final void incMessagesRead(int messages) {}

    @Override
    public void lastBytesRead(int bytes) {
        read = bytes;
    }

    @Override
    public final int lastBytesRead() {
        return read;
    }

    @Override
    public final void attemptedBytesRead(int bytes) {
        attempted = bytes;
    }

    @Override
    public final int attemptedBytesRead() {
        return attempted;
    }

    @Override
    public final boolean continueReading() {
        return false;
    }

    @Override
    public final boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
        return false;
    }

    @Override
    public final void readComplete() {}
}
