// SPDX-License-Identifier: Apache-2.0

/**
 * Values of the network part of the loop: options in place of keyword arguments, addresses, TLS descriptions, and the
 * restricted socket that transports and servers give out.
 *
 * <p>All of it is immutable and may be used from any thread, save {@link io.asyncio4j.net.TransportSocket}, which
 * changes the socket behind it.
 */
@NullMarked
package io.asyncio4j.net;

import org.jspecify.annotations.NullMarked;
