// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a write pipe's bytes go to. Loop only; nothing is told after closing. */
interface PipeSink {

    /** Who is told, on the loop, in the transport's context. */
    interface Listener {
        /** There is room, or some of {@link #pending()} has left. Asked for by {@link #writing}. */
        void writable();

        /** The other end is closed; nobody can read what is written. */
        void hungUp();

        /** What was taken could not be written. */
        void failed(IOException error);
    }

    /** Takes as much as it can at once: some, all, or nothing. */
    int write(ByteBuffer data) throws IOException;

    /** Bytes that were taken and are not written yet. */
    long pending();

    /** Says whether {@link Listener#writable()} is wanted; at first it is not. */
    void writing(boolean wanted);

    /** Begins to look for the end of the other side, where the poller can. */
    void watchHangup();

    /** Whether the poller watches for the end of the other side. */
    boolean tellsHangup();

    /** Closes the pipe. */
    void close();
}
