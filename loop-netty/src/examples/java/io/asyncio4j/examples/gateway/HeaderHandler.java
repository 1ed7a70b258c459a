// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.gateway;

import io.asyncio4j.tasks.Future;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Waits for the header, and gives the channel away. What comes behind the header waits until somebody has the channel. A
 * connection without a header, or with a bad one, is closed.
 */
final class HeaderHandler extends ChannelInboundHandlerAdapter {

    private static final System.Logger LOG = System.getLogger(HeaderHandler.class.getPackageName());

    private final BiFunction<Channel, ProxyHeader, Future<?>> next;

    /** Messages and events that are passed on later, in their order. */
    private final List<Runnable> early = new ArrayList<>();

    private boolean given;

    /** {@code next} makes a transport of the channel. */
    HeaderHandler(BiFunction<Channel, ProxyHeader, Future<?>> next) {
        this.next = next;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ScheduledFuture<?> late = context.executor().schedule(
                () -> refuse(context, "no header within " + Gateway.HEADER_SECONDS + " s"),
                Gateway.HEADER_SECONDS, TimeUnit.SECONDS);
        context.channel().closeFuture().addListener(closed -> late.cancel(false));
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            early.add(() -> {
                context.fireChannelRead(message);
                context.fireChannelReadComplete();
            });
            return;
        }
        try {
            next.apply(context.channel(), ProxyHeader.of(header, context.channel()))
                    .addDoneCallback(adopted -> adopted(context, adopted));
            given = true;
        } finally {
            header.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!given) {
            context.read();
        }
    }

    private void adopted(ChannelHandlerContext context, Future<?> outcome) {
        if (outcome.cancelled() || outcome.exception() != null) {
            context.close();
        } else if (!context.isRemoved()) {
            // The transport stands behind this handler by now.
            context.pipeline().remove(this);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        early.forEach(Runnable::run);
        early.clear();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (given) {
            early.add(() -> context.fireUserEventTriggered(event));
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            refuse(context, "it ends before the header does");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (given) {
            early.add(() -> context.fireExceptionCaught(cause));
        } else {
            refuse(context, cause.getMessage());
        }
    }

    private void refuse(ChannelHandlerContext context, String reason) {
        if (!given) {
            LOG.log(System.Logger.Level.INFO, () -> "refused " + context.channel().remoteAddress() + ": " + reason);
            context.close();
        }
    }
}
