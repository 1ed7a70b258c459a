// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.asyncio4j.events.base.BaseEventLoop;
import io.netty.channel.EventLoop;

/**
 * What a loop gives to the channels that live on it.
 *
 * @param loop the asyncio loop, which runs callbacks
 * @param eventLoop the Netty event loop that the channels are registered with
 * @param kinds the channel types that the event loop can carry
 * @param dirty what is flushed when the running step or batch ends; loop only
 */
public record ChannelHost(BaseEventLoop loop, EventLoop eventLoop, ChannelKinds kinds, DirtyTransports dirty) {

    /**
     * Brings an asyncio loop and a Netty event loop together.
     *
     * @param loop the asyncio loop
     * @param eventLoop the event loop of Netty that it polls, or lives on
     * @throws IllegalArgumentException if the event loop carries no network channels
     */
    public ChannelHost(BaseEventLoop loop, EventLoop eventLoop) {
        this(loop, eventLoop, ChannelKinds.of(eventLoop), new DirtyTransports());
    }
}
