// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.netty.channel.LoopBuffers;
import io.asyncio4j.netty.channel.SingleRead;
import io.asyncio4j.netty.channel.UnixNames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The only handler of an endpoint's pipeline: passes on what Netty receives, and never calls a protocol. Own thread only.
 *
 * <p>Its receive buffers are as large as datagrams can be, as Netty cuts off what does not fit.
 */
final class DatagramBridge extends SingleRead {

    /** The largest datagram of UDP has some bytes less. */
    static final int DATAGRAM_BYTES = 64 * 1024;

    /** How many datagrams epoll is to receive by one system call. */
    static final int TOGETHER = LoopBuffers.BATCH_BYTES / DATAGRAM_BYTES;

    private final DatagramEndpoint endpoint;
    private final LoopBuffers buffers;
    private final boolean batches;
    private final Coalescing coalescing;

    /**
     * Makes it.
     *
     * @param batches whether the channel receives several datagrams into one buffer
     * @param coalescing looks at what comes
     */
    DatagramBridge(DatagramEndpoint endpoint, LoopBuffers buffers, boolean batches, Coalescing coalescing) {
        this.endpoint = endpoint;
        this.buffers = buffers;
        this.batches = batches;
        this.coalescing = coalescing;
    }

    // ---- Netty's handler

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof AddressedEnvelope<?, ?> envelope && envelope.content() instanceof ByteBuf content) {
            byte[] data = new byte[content.readableBytes()];
            content.readBytes(data);
            SocketAddress sender = envelope.sender();
            envelope.release();
            if (sender instanceof InetSocketAddress internet) {
                coalescing.received(data.length, internet);
            }
            endpoint.received(new Datagram(data, shown(sender)));
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** A unix socket without a name can send, too. */
    private static SocketAddress shown(@Nullable SocketAddress sender) {
        SocketAddress known = UnixNames.shown(sender);
        return known == null ? UnixAddress.of("") : known;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        coalescing.readingEnds();
        endpoint.settle();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        endpoint.readFailed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endpoint.channelClosed();
    }

    // ---- Netty's allocator

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
        ByteBuf shared = !buffers.isShared() ? null : batches ? buffers.toReadBatch() : buffers.toRead();
        return shared == null ? allocator.directBuffer(DATAGRAM_BYTES) : shared;
    }

    @Override
    public int guess() {
        return DATAGRAM_BYTES;
    }
}
