// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The handler that carries a channel's messages to a {@link NettyMessages}. The channel's own thread only. */
final class MessageInbox<T> extends ChannelInboundHandlerAdapter {

    private final NettyMessages<T> messages;
    private final Class<T> type;

    private @Nullable ChannelHandlerContext context;

    MessageInbox(NettyMessages<T> messages, Class<T> type) {
        this.messages = messages;
        this.type = type;
    }

    ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (ctx.channel().isActive()) {
            messages.active();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        messages.active();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (type.isInstance(message)) {
            messages.received(type.cast(message));
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        messages.readComplete();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        messages.writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            messages.ended(null);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        messages.ended(cause);
        if (cause instanceof IOException) {
            // The socket itself has failed; Netty only ends its input, where half-closed connections are allowed.
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        messages.ended(null);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        messages.ended(null);
    }

    static void release(@Nullable Object message) {
        ReferenceCountUtil.safeRelease(message);
    }
}
