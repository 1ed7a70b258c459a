// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import java.io.IOException;

/** Where a read pipe's bytes come from. Loop only; nothing is told while reading is not wanted, nor after closing. */
interface PipeSource {

    /** Who is told, on the loop, in the transport's context. */
    interface Listener {
        /** Some bytes have come, at least one. */
        void bytes(byte[] data);

        /** The other end is closed. */
        void ended();

        /** The pipe cannot be read any more. */
        void failed(IOException error);
    }

    /** Says whether bytes are wanted; at first they are not. */
    void reading(boolean wanted);

    /** Closes the pipe. */
    void close();
}
