// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

/**
 * A stream that reads and writes, such as a TCP connection (asyncio: {@code asyncio.Transport}).
 *
 * <p>Loop only. Its protocol is a {@link io.asyncio4j.protocols.Protocol Protocol} or a
 * {@link io.asyncio4j.protocols.BufferedProtocol BufferedProtocol}.
 */
public interface Transport extends ReadTransport, WriteTransport {}
