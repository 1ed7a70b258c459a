// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import org.jspecify.annotations.Nullable;

/** A file whose turn it is to be sent by a transport, after what was written before. Own thread. */
public interface FileTurn {

    /** All that was written before has left; called once. */
    void drained();

    /**
     * The connection ends.
     *
     * @param cause why, or null
     */
    void connectionLost(@Nullable Throwable cause);
}
