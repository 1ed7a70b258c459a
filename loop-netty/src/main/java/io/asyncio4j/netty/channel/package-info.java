// SPDX-License-Identifier: Apache-2.0

/**
 * TCP: Netty's channels as asyncio's transports. Internal to the module.
 *
 * <p>In reading order: {@link io.asyncio4j.netty.channel.TcpOperations} is what a loop delegates to; {@code Connector} with
 * {@code AddressRace} makes client connections, {@code ListeningSocket} and {@code NettyServer} accept them; both end in a
 * {@code ChannelTransport}, which a {@code ProtocolBridge} feeds with what Netty reads and which sends through its
 * {@code WriteFlow}. Handlers of Netty only put things into queues: protocols are called from the loop's ready queue.
 */
@NullMarked
package io.asyncio4j.netty.channel;

import org.jspecify.annotations.NullMarked;
