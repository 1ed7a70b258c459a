// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

/**
 * What was written to a channel, but not by its transport: before the channel was adopted, or by the handlers that stand before
 * the transport's. Its end has to wait for that as well. Own thread only, save {@link #areLeft}.
 */
final class OtherWrites {

    private final ChannelTransport transport;
    private boolean awaited;

    OtherWrites(ChannelTransport transport) {
        this.transport = transport;
    }

    /** Whether anything waits in Netty's hands; asked when the transport itself has nothing there. Loop only. */
    static boolean areLeft(Channel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    /** Has the transport told when all of it has been sent. */
    void await() {
        if (awaited) {
            return;
        }
        awaited = true;
        Channel channel = transport.channel();
        ChannelPromise last = channel.newPromise();
        last.addListener(done -> {
            awaited = false;
            transport.progressed();
        });
        // Below all handlers, whom an empty message would not suit.
        channel.unsafe().write(Unpooled.EMPTY_BUFFER, last);
        channel.unsafe().flush();
    }
}
