// SPDX-License-Identifier: Apache-2.0

/**
 * Datagram endpoints. Internal to the module.
 *
 * <p>In reading order: {@link io.asyncio4j.netty.datagram.DatagramOperations} is what a loop delegates to; an
 * {@code EndpointOpening} looks addresses up and finds a socket that takes them; a {@code DatagramEndpoint} is the transport,
 * with a {@code DatagramInbound} that a {@code DatagramBridge} feeds, and a {@code DatagramOutbound} that sends through the
 * {@code DatagramSender} of its kind of channel.
 */
@NullMarked
package io.asyncio4j.netty.datagram;

import org.jspecify.annotations.NullMarked;
