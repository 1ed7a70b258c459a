// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.transports.Transport;
import io.netty.channel.Channel;

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
}
