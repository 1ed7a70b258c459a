// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;

/** Stands in a pipeline until it is added there, for the handler that each channel needs of its own. Any thread. */
@ChannelHandler.Sharable
final class CoroutineHandler<T> extends ChannelHandlerAdapter {

    private final Class<T> type;
    private final NettyMessages.Handler<T> body;

    CoroutineHandler(Class<T> type, NettyMessages.Handler<T> body) {
        this.type = type;
        this.body = body;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        NettyMessages.install(ctx, type, body);
    }
}
