// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.protocols.BaseProtocol;
import io.netty.buffer.ByteBuf;

/**
 * A stream protocol that gets what Netty has read as it is, without a copy: between asyncio's {@code Protocol}, whose data is
 * a copy of its own, and {@code BufferedProtocol}, which lends its buffer. For the transports of a {@link NettyEventLoop} only.
 * Loop only; all methods are called as those of a {@code Protocol} are.
 */
public interface ByteBufProtocol extends BaseProtocol {

    /**
     * Some data has come ({@code data_received}).
     *
     * @param data not empty; belongs to the protocol, which releases it once it, and every slice that it kept, is used up,
     *     also if this method throws
     */
    void bytesReceived(ByteBuf data);

    /**
     * The peer has sent all ({@code eof_received}); called once at most.
     *
     * @return true to keep the transport open for writing; false, as by default, has it closed
     */
    default boolean eofReceived() {
        return false;
    }
}
