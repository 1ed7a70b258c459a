// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.transports.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

/**
 * A stream transport of a {@link NettyEventLoop}, with the way down to its channel. Loop only, save {@link #channel()}.
 *
 * <p>Handlers of Netty may be put before the last handler of the channel's pipeline, which belongs to the transport; what
 * they pass on must be a {@link io.netty.buffer.ByteBuf}. The channel's {@code autoRead} belongs to the transport.
 */
public interface NettyTransport extends Transport {

    /**
     * The channel below. Any thread.
     *
     * @return always the same, also after the connection is lost
     */
    Channel channel();

    /**
     * Writes a buffer of Netty, in the order of all writes; without a copy where the transport has nothing else to send and
     * the caller is a callback, not a coroutine, whose thread must not touch a channel.
     *
     * @param data belongs to the transport from now on, also if this throws; what is readable is sent
     * @throws NullPointerException if it is null
     * @throws IllegalStateException as {@link #write(byte[])}
     */
    void write(ByteBuf data);

    /**
     * Gives the channel back to plain Netty; asyncio has no counterpart. What was written is handed to Netty first. What was
     * read and not delivered goes to the handlers, which take the transport's place at the end of the pipeline, and from then
     * on the channel reads by itself. The protocol is told nothing more, neither {@code connectionLost}; for a server the
     * connection is over. {@code ALLOW_HALF_CLOSURE} is again what it was before the adoption, or false: where it is, a peer
     * that has sent all, or has done so already, closes the channel, in the latter case after the answers.
     *
     * @param handlers get the channel's messages from now on
     * @return the channel
     * @throws NullPointerException if one of them is null
     * @throws IllegalStateException if the transport is closing, has ended its output, sends a file, or speaks TLS that
     *     asyncio began: then its handler belongs to the transport
     */
    Channel detach(ChannelHandler... handlers);
}
