// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a transport's pipeline: passes on what Netty reads, and never calls a protocol. Own thread only.
 */
final class ProtocolBridge extends SingleRead {

    /** For buffers of the connection's own: start small, as io_uring keeps one for each connection that waits. */
    private static final int SMALLEST_BYTES = 2048;

    private final ChannelTransport transport;
    private final LoopBuffers buffers;
    private @Nullable ChannelHandlerContext context;

    /** Of the read that is going on, decrypted. */
    private final List<ByteBuf> records = new ArrayList<>(2);

    private int nextSize = SMALLEST_BYTES;

    ProtocolBridge(ChannelTransport transport, LoopBuffers buffers) {
        this.transport = transport;
        this.buffers = buffers;
    }

    ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    // ---- Netty's handler

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf buffer)) {
            ReferenceCountUtil.release(message);
            transport.readFailed(new IllegalStateException("read: a handler passed on " + message.getClass().getName()
                    + " to a stream transport; let it pass on a ByteBuf"));
            return;
        }
        int length = buffer.readableBytes();
        if (length == 0 || !transport.wantsData()) {
            buffer.release();
        } else if (transport.isSecure()) {
            // Records are smaller than what was read; the protocol gets them together, as by asyncio.
            records.add(buffer);
        } else if (transport.isBuffered()) {
            transport.received(buffer, length);
        } else {
            byte[] data = new byte[length];
            buffer.readBytes(data);
            buffer.release();
            transport.received(data, length);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (transport.isSecure() && records.isEmpty()) {
            transport.nothingDecrypted();
        }
        passOn();
    }

    /** Gives the transport what was decrypted of the last read. */
    void passOn() {
        if (records.isEmpty()) {
            return;
        }
        ByteBuf all =
                records.size() == 1 ? records.getFirst() : Unpooled.wrappedBuffer(records.toArray(ByteBuf[]::new));
        records.clear();
        if (!transport.wantsData()) {
            all.release();
        } else if (transport.isBuffered()) {
            transport.received(all, all.readableBytes());
        } else {
            byte[] data = new byte[all.readableBytes()];
            all.readBytes(data);
            all.release();
            transport.received(data, data.length);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        passOn();
        if (event == ChannelInputShutdownEvent.INSTANCE || event == ChannelInputShutdownReadComplete.INSTANCE) {
            transport.inputEnded();
        } else if (event == SslCloseCompletionEvent.SUCCESS && transport.foreignTls != null) {
            // The peer has ended the TLS that was there before us; with asyncio's own, the layer tells.
            transport.inputEnded();
        } else {
            ReferenceCountUtil.release(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        passOn();
        transport.readFailed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        passOn();
        transport.channelClosed();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {}

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {}

    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) {}

    // ---- Netty's allocator

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
        if (buffers.isShared() && !transport.isBuffered()) {
            ByteBuf shared = buffers.toRead();
            if (shared != null) {
                return shared;
            }
        }
        return allocator.directBuffer(nextSize);
    }

    @Override
    public int guess() {
        return nextSize;
    }

    @Override
    public void lastBytesRead(int bytes) {
        super.lastBytesRead(bytes);
        if (bytes <= 0) {
            if (bytes < 0) {
                keepHalfOpen();
            }
            return;
        }
        if (bytes >= nextSize) {
            nextSize = Math.min(nextSize * 4, LoopBuffers.READ_BYTES);
        } else if (bytes < nextSize / 4) {
            nextSize = Math.max(nextSize / 2, SMALLEST_BYTES);
        }
    }

    /**
     * On NIO and io_uring, Netty closes all of a unix socket at the end of input, unless it finds its input shut already. It
     * tells the allocator first.
     */
    private void keepHalfOpen() {
        Channel channel = context().channel();
        if (channel instanceof NioDomainSocketChannel || channel instanceof IoUringDomainSocketChannel) {
            ((DuplexChannel) channel).shutdownInput();
        }
    }
}
